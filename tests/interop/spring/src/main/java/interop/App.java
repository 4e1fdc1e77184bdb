package interop;

import java.util.Map;
import java.util.Objects;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web app that signs people in, a service that calls for itself, and an API with two ways to judge tokens. */
@SpringBootApplication
@RestController
public class App {
	public static void main(String[] args) {
		SpringApplication.run(App.class, args);
	}

	/** RFC 9068 in full: the type at+jwt, the audience, and whichever client. */
	@Bean
	JwtDecoder accessTokens(@Value("${ISSUER}") String issuer, @Value("${RESOURCE}") String resource) {
		NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(issuer).validateType(false).build();
		var someClient = new JwtClaimValidator<String>("client_id", Objects::nonNull);
		decoder.setJwtValidator(JwtValidators.createAtJwtValidator().issuer(issuer).audience(resource)
				.validators(all -> all.put("client_id", someClient)).build());
		return decoder;
	}

	@Bean
	@Order(1)
	SecurityFilterChain signed(HttpSecurity http) throws Exception {
		return http.securityMatcher("/signed")
				.authorizeHttpRequests(to -> to.anyRequest().hasAuthority("SCOPE_payments:read"))
				.oauth2ResourceServer(api -> api.jwt(Customizer.withDefaults())).build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain introspected(HttpSecurity http) throws Exception {
		return http.securityMatcher("/introspected")
				.authorizeHttpRequests(to -> to.anyRequest().hasAuthority("SCOPE_payments:read"))
				.oauth2ResourceServer(api -> api.opaqueToken(Customizer.withDefaults())).build();
	}

	/** Spring leaves PKCE out for clients that have a secret, unless it is told. */
	@Bean
	@Order(3)
	SecurityFilterChain web(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
		var resolver = new DefaultOAuth2AuthorizationRequestResolver(clients,
				OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI);
		resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
		var signOut = new OidcClientInitiatedLogoutSuccessHandler(clients);
		signOut.setPostLogoutRedirectUri("{baseUrl}/up");
		return http.authorizeHttpRequests(to -> to.requestMatchers("/service", "/up").permitAll().anyRequest().authenticated())
				.oauth2Login(login -> login.authorizationEndpoint(at -> at.authorizationRequestResolver(resolver)))
				.logout(logout -> logout.logoutSuccessHandler(signOut))
				.build();
	}

	@GetMapping("/up")
	String up() {
		return "up";
	}

	@GetMapping({"/signed", "/introspected"})
	Map<String, Object> payments(Authentication caller) {
		return Map.of("name", caller.getName());
	}

	@GetMapping("/me")
	Map<String, Object> me(@AuthenticationPrincipal OidcUser person,
			@RegisteredOAuth2AuthorizedClient("authz") OAuth2AuthorizedClient client) {
		return Map.of("id_token", person.getIdToken().getClaims(), "userinfo", person.getUserInfo().getClaims(),
				"access_token", client.getAccessToken().getTokenValue());
	}

	@GetMapping("/service")
	Map<String, Object> service(@RegisteredOAuth2AuthorizedClient("service") OAuth2AuthorizedClient client) {
		return Map.of("access_token", client.getAccessToken().getTokenValue());
	}
}

"""Every list and search of the three consoles and of the JSON API, in a database of 100,000
apps and a million consents: how long one takes, as its caller sees it."""
import base64
import http.client
import json
import re
import statistics
import sys
import time
import urllib.parse
import uuid

from stage import CALLBACK, CHALLENGE, PAYMENTS, VERIFIER, Node, own_file

PASSWORD = "correct horse battery"
GOAL_MS = 50
TIMES = 30
# PostgreSQL plans a statement anew the first five times of a connection, then once for all
# parameters: with two connections, what is measured has been asked more often than that.
WORKERS, BEFORE = 2, 12
SIZES = {"users": 200_000, "teams": 25_000, "apis": 10_000, "apps": 100_000,
         "events": 2_000_000}


def made(kind, n):
    """What many.sql has made as the n-th of a kind: its bench_id()."""
    return f"00000000-0000-7000-8{kind}00-{n:012x}"


def cursor(identifier, at_us=None):
    """Where a list of the JSON API goes on."""
    place = uuid.UUID(identifier).bytes
    if at_us is not None:
        place += at_us.to_bytes(8, "big")
    return base64.urlsafe_b64encode(place).rstrip(b"=").decode()


class Visitor:
    """Somebody with a browser, or with a token for the JSON API."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {}

    def ask(self, method, path, form=None):
        headers = dict(self.headers)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.http.request(method, path, urllib.parse.urlencode(form) if form else None,
                          headers)
        answer = self.http.getresponse()
        return answer, answer.read()

    def sign_in(self, email):
        answer, page = self.ask("GET", "/login")
        cookies = {}
        for turn in range(2):
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                cookies[name] = value
            self.headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in cookies.items())
            if turn == 0:
                csrf = re.search(rb'name="csrf" value="([^"]*)"', page).group(1).decode()
                answer, page = self.ask("POST", "/login", {
                    "csrf": csrf, "login": email, "password": PASSWORD})
        if answer.status not in (302, 303):
            raise SystemExit(f"{email} can't sign in: {answer.status}")
        return self

    def token(self, app, scope):
        """By the code flow of an app that people are not asked for."""
        answer, _ = self.ask("GET", "/oauth2/authorize?" + urllib.parse.urlencode({
            "response_type": "code", "client_id": app["client_id"], "scope": scope,
            "redirect_uri": CALLBACK, "state": "x", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256"}))
        asked = urllib.parse.urlparse(answer.headers["Location"]).query
        _, body = Visitor(self.http.port).ask("POST", "/oauth2/token", {
            "grant_type": "authorization_code", "redirect_uri": CALLBACK,
            "code": urllib.parse.parse_qs(asked)["code"][0], "code_verifier": VERIFIER,
            "client_id": app["client_id"], "client_secret": app["client_secret"]})
        return json.loads(body)["access_token"]

    def bearing(self, app, scope):
        other = Visitor(self.http.port)
        other.headers["Authorization"] = "Bearer " + self.token(app, scope)
        return other

    def measure(self, path):
        """Milliseconds, sorted."""
        took = []
        for turn in range(BEFORE + TIMES):
            start = time.perf_counter()
            answer, body = self.ask("GET", path)
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status} {body[:300]}")
            if turn >= BEFORE:
                took.append((time.perf_counter() - start) * 1000)
        return sorted(took), len(body)


def cast(bench):
    """Who there is, and the database around them."""
    node, database = bench.stage.node, bench.stage.database
    who = {}
    for name in ("dev", "person", "op"):
        who[name] = json.loads(node.cli(
            "user", "add", "--email", f"{name}@many.example", "--password-stdin", "--json",
            stdin=PASSWORD))["id"]
    node.cli("operator", "add", "op@many.example", "--role", "operator")
    who["app"] = json.loads(node.cli(
        "client", "add", "--name", "Budget of many", "--owner", "dev@many.example",
        "--redirect-uri", CALLBACK, "--scope", "payments:read", "--json"))["client_id"]
    who["console"] = json.loads(node.cli(
        "client", "add", "--name", "Console", "--trusted", "--redirect-uri", CALLBACK,
        "--auth-method", "client_secret_post", "--scope", "apps", "--scope", "admin",
        "--json"))
    who["team"] = database.run(
        f"SELECT team_id FROM team_members WHERE user_id = '{who['dev']}'")
    who["api"] = database.run(f"SELECT id FROM resources WHERE uri = '{PAYMENTS}'")
    names = {name: f"'{who[name]}'" for name in ("dev", "person", "team", "app", "api")}
    # Without triggers and keys looked up: minutes less.
    database.run("SET session_replication_role = replica;\n" + "".join(
        f"\\set {name} {value}\n" for name, value in {**names, **SIZES}.items())
                 + own_file("many.sql"))
    return who


def developers(who):
    app, team, api = who["app"], who["team"], who["api"]
    own = f"/developer/apps/{app}"
    return [
        f"/developer?team={team}",
        f"/developer?team={team}&after={made('4', 50_000)}",
        f"/developer?team={made('6', 625)}",
        "/developer/teams", f"/developer/teams/{team}",
        f"/developer/apis?team={team}",
        f"/developer/apis?team={team}&after={made('7', 5_000)}",
        f"/developer/apis/{api}", f"/developer/apis/{made('7', 50)}",
        f"/developer/apis/{api}/scopes/payments:read",
        f"/developer/apis/{api}/scopes/payments:read?after={made('4', 50_000)}",
        "/developer/catalogue", f"/developer/catalogue?after={made('7', 5_000)}",
        "/developer/catalogue?q=a", "/developer/catalogue?q=budget",
        "/developer/catalogue?q=api77:w", "/developer/catalogue?q=" + "%E6%95%B0",
        "/developer/catalogue?q=nothing+like+it",
        f"/developer/catalogue?q=budget&after={made('7', 5_000)}",
        f"/developer/catalogue?q=nothing+like+it&after={made('7', 5_000)}",
        f"/developer/catalogue/{api}?app={app}", f"/developer/catalogue/authz?app={app}",
        own, f"{own}/scopes", f"{own}/try", f"{own}/team", f"{own}/errors",
        f"{own}/errors?endpoint=/oauth2/token&error=invalid_grant",
        f"{own}/errors?error=none_of_that", f"{own}/errors?request={made('e', 1)}",
        f"{own}/usage?days=90", f"{own}/webhooks",
        f"{own}/webhooks/{made('a', 20_001)}", f"{own}/credentials",
    ]


def people(place):
    return ["/developer", "/developer/apis", "/account", "/account/sessions", "/account/history",
            f"/account/history?before={place[1]}.{place[0]}",
            f"/account/apps/{made('4', 50_000)}", "/account/data"]


def operators(who, place):
    app, person, api = who["app"], who["person"], who["api"]
    at = f"at={place[1]}&id={place[0]}"
    return [
        "/admin", "/admin/reviews",
        f"/admin/reviews?apps_after={made('4', 50_000)}"
        f"&scopes_after={made('4', 50_000)}&apis_after={made('7', 5_000)}",
        "/admin/apps", f"/admin/apps?after={made('4', 50_000)}",
        "/admin/apps?q=a", "/admin/apps?q=budget",
        f"/admin/apps?q=budget&after={made('4', 50_000)}",
        "/admin/apps?q=nothing+like+it", "/admin/apps?q=p%40", "/admin/apps?q=%40",
        "/admin/apps?q=dev@many.example", "/admin/apps?q=budget20@bench.example",
        f"/admin/apps?q=dev@many.example&after={made('4', 50_000)}",
        f"/admin/apps?q={app}", f"/admin/apps/{app}", f"/admin/apps/{made('4', 50_000)}",
        "/admin/users", f"/admin/users?after={made('1', 100_000)}", "/admin/users?q=a",
        "/admin/users?q=budget2", "/admin/users?q=nothing+like+it",
        f"/admin/users/{person}", f"/admin/users/{made('1', 100)}",
        "/admin/apis", f"/admin/apis?after={made('7', 5_000)}", "/admin/apis?q=a",
        "/admin/apis?q=budget", "/admin/apis?q=nothing+like+it",
        f"/admin/apis?q=budget&after={made('7', 5_000)}",
        f"/admin/apis/{api}", f"/admin/apis/{made('7', 50)}",
        "/admin/scopes/payments:read", "/admin/operators", "/admin/deliveries",
        "/admin/audit", f"/admin/audit?{at}", "/admin/audit?event=signed_in",
        f"/admin/audit?event=signed_in&{at}", "/admin/audit?event=key_rotated",
        "/admin/audit?event=nothing_like_it", f"/admin/audit?user={person}",
        f"/admin/audit?client={app}", f"/admin/audit?user={person}&event=signed_out",
        f"/admin/audit?user={person}&client={app}&{at}",
        "/admin/audit?from=2020-01-01&until=2020-02-01",
        f"/admin/audit?event=signed_in&user={made('1', 77)}",
    ]


def developers_programs(who):
    app, team = who["app"], who["team"]
    own = f"/api/v1/apps/{app}"
    return [
        "/api/v1/apps", f"/api/v1/apps?cursor={cursor(made('4', 50_000))}",
        f"/api/v1/apps?team_id={team}&limit=100",
        f"/api/v1/apps?team_id={team}&cursor={cursor(made('4', 50_000))}",
        own, f"{own}/errors", f"{own}/errors?error=none_of_that", f"{own}/usage?days=90",
        f"{own}/webhooks", f"{own}/webhooks/{made('a', 20_001)}/messages",
        "/api/v1/teams", f"/api/v1/teams/{team}/members",
        f"/api/v1/teams/{team}/invitations",
        "/api/v1/catalogue", "/api/v1/catalogue?q=nothing+like+it",
        "/api/v1/catalogue?q=budget&limit=100", f"/api/v1/catalogue?cursor={cursor(made('7', 5_000))}",
    ]


def operators_programs(who, place):
    app, person, api = who["app"], who["person"], who["api"]
    base = "/api/v1/admin"
    middle = cursor(made("4", 50_000))
    later = f"cursor={cursor(*place)}"
    return [
        f"{base}/apps", f"{base}/apps?cursor={middle}&limit=100", f"{base}/apps?q=a",
        f"{base}/apps?q=budget&cursor={middle}", f"{base}/apps?q=nothing+like+it",
        f"{base}/apps?q=dev@many.example", f"{base}/apps/{app}/scopes",
        f"{base}/apps/{app}/decisions", f"{base}/reviews?queue=scopes",
        f"{base}/reviews?queue=apps", f"{base}/reviews?queue=apps&cursor={middle}",
        f"{base}/reviews?queue=scopes&cursor={middle}",
        f"{base}/users", f"{base}/users?cursor={cursor(made('1', 100_000))}",
        f"{base}/users?q=a", f"{base}/users?q=nothing+like+it",
        f"{base}/users/{person}/sessions", f"{base}/users/{person}/apps",
        f"{base}/audit-events", f"{base}/audit-events?{later}",
        f"{base}/audit-events?event=key_rotated",
        f"{base}/audit-events?event=nothing_like_it",
        f"{base}/audit-events?event=signed_in&{later}",
        f"{base}/audit-events?user_id={person}", f"{base}/audit-events?client_id={app}",
        f"{base}/keys", f"{base}/nodes", f"{base}/operators",
        f"{base}/resources", f"{base}/resources?cursor={cursor(made('7', 5_000))}",
        f"{base}/resources?q=a", f"{base}/resources?q=nothing+like+it",
        f"{base}/resources/{api}/scopes",
    ]


def rounds(port, who, place):
    """Who asks for what; each signs in when it is their turn."""
    def signed_in(name):
        return Visitor(port).sign_in(f"{name}@many.example")
    yield signed_in("dev"), developers(who)
    yield signed_in("person"), people(place)
    yield signed_in("op"), operators(who, place)
    yield signed_in("dev").bearing(who["console"], "apps"), developers_programs(who)
    yield signed_in("person").bearing(who["console"], "apps"), ["/api/v1/apps"]
    yield (signed_in("op").bearing(who["console"], "admin"),
           operators_programs(who, place))


def spent(node, database):
    """Seconds of CPU: unlike the time that passes, the same on a busy machine."""
    return node.process.cpu_seconds() + database.cpu_seconds()


def lists(bench):
    return ask_for_all(bench.stage, cast(bench))


def ask_for_all(stage, who):
    node = Node(stage, workers=WORKERS)
    # In the middle of the log.
    identifier, at_us = stage.database.run(
        "SELECT id, (extract(epoch FROM at) * 1000000)::bigint FROM audit_events "
        f"WHERE id = '{made('9', 1_000_000)}'").split("|")
    rows = []
    try:
        for visitor, paths in rounds(node.port, who, (identifier, int(at_us))):
            for path in paths:
                before = spent(node, stage.database)
                took, size = visitor.measure(path)
                cpu = (spent(node, stage.database) - before) * 1000 / (BEFORE + TIMES)
                median, p99 = statistics.median(took), took[int(len(took) * 0.99)]
                rows.append({"path": path, "median_ms": round(median, 1),
                             "p99_ms": round(p99, 1), "cpu_ms": round(cpu, 1),
                             "bytes": size})
                print(f"{median:8.1f}{p99:8.1f}{cpu:8.1f}{size:9}  {path}"
                      f"{'  OVER' if p99 > GOAL_MS else ''}", file=sys.stderr)
    finally:
        node.stop()
    return {"lists": len(rows), "goal_ms": GOAL_MS,
            "median_ms": statistics.median(row["median_ms"] for row in rows),
            "slowest_median_ms": max(row["median_ms"] for row in rows),
            "slowest_p99_ms": max(row["p99_ms"] for row in rows),
            "most_cpu_ms": max(row["cpu_ms"] for row in rows),
            "over_goal": [row["path"] for row in rows if row["p99_ms"] > GOAL_MS],
            "each": rows}

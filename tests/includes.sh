#!/usr/bin/env bash
# Who may know whom, one way only (docs/architecture.md): fails on an #include that points back.
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A knows=(
	[base]=""
	[settings]="base"
	[http]="base settings"
	[html]="base"
	[jose]="base"
	[outbound]="base settings"
	[image]="base"
	[store]="base settings jose"
	[live]="base settings jose store"
	[identity]="base settings http outbound html jose store live"
	[oauth]="base settings http outbound html jose store live identity"
	[oidc]="base settings http outbound html jose store live identity oauth"
	[api]="base settings http jose store live oauth"
	[webhooks]="base settings http outbound html jose store identity oauth"
	[account]="base settings http html store identity oauth oidc"
	[portal]="base settings http html store identity oauth oidc api webhooks image"
	[admin]="base settings http html jose store live identity oauth oidc api portal"
	[ops]="base settings http outbound store live oidc webhooks"
	[cli]="base settings http html jose store live identity oauth oidc ops"
)

faults=0 files=0
fault() { echo "$1"; faults=$((faults + 1)); }
for room in authz/*/; do
	room=$(basename "$room")
	[ -n "${knows[$room]+known}" ] || fault "authz/$room has no row in tests/includes.sh"
	while IFS=: read -r file include; do
		[ -n "$file" ] || continue
		other=$(sed 's/^#include "\([^/"]*\)\/.*/\1/' <<<"$include")
		[ "$other" = "$room" ] && continue
		grep -qw "$other" <<<"${knows[$room]:-}" ||
			fault "$file: $room may not know $other"
	done < <(grep -rH '^#include "[a-z_]*/' "authz/$room" --include='*.[ch]' || true)
	files=$((files + $(find "authz/$room" -name '*.[ch]' | wc -l)))
done
# SQL stands in store/ only, and libmicrohttpd in http/ only.
while read -r file; do fault "$file: libpq outside store/"; done < <(
	grep -rlE 'libpq-fe|PQexec|PQgetvalue|RESULT \*' authz --include='*.[ch]' | grep -v '^authz/store/' || true)
while read -r file; do fault "$file: libmicrohttpd outside http/"; done < <(
	grep -rl 'microhttpd.h' authz --include='*.[ch]' | grep -v '^authz/http/' || true)
if [ "$faults" = 0 ]; then echo "100%: Checks: 1, Failures: 0, Errors: 0"
else echo "0%: Checks: 1, Failures: 1, Errors: 0"; exit 1; fi

"""The description of the JSON API against the server's routes, then against the server:
Schemathesis makes requests that fit it and requests that don't."""
import os
import pathlib
import re
import subprocess
import sys

import requests
import yaml
from openapi_spec_validator import validate

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
METHODS = ("get", "put", "post", "delete")


def check(what, good, detail=""):
    print("ok" if good else "not ok", what)
    if not good:
        print(detail)


def routes():
    """What routes.c answers under /api/v1, as (method, path)."""
    rows = re.findall(r'API\(([A-Z_ |]+),\s*"(/api/v1/[^"]*)"', (ROOT / "authz/routes.c").read_text())
    return {(method.strip().removeprefix("METHOD_").lower(), path)
            for methods, path in rows for method in methods.split("|")}


def described(api):
    return {(method, re.sub(r"\{[^}]*\}", "{}", path))
            for path, item in api["paths"].items() for method in METHODS if method in item}


def tried(what, url, token, probe, *chosen):
    done = subprocess.run(
        [pathlib.Path(sys.executable).with_name("st"), "--config-file", HERE / "schemathesis.toml", "run",
         f"{url}/api/v1/openapi.yaml", "--url", url, "-H", f"Authorization: Bearer {token}", *chosen],
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / "build/interop/hypothesis")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=ROOT / "build")
    check(f"{what}: requests that fit it and requests that don't are answered as it says",
          done.returncode == 0, done.stdout)
    # Had one of them ended the token, all that came after would have been refused for that.
    last = requests.get(url + probe, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    check(f"{what}: the token is good at the end", last.status_code == 200, last.text)


def main():
    url = os.environ["ISSUER"]
    answer = requests.get(f"{url}/api/v1/openapi.yaml", timeout=10)
    check("the server gives the description", answer.content == (ROOT / "docs/openapi.yaml").read_bytes())
    api = yaml.safe_load(answer.content)
    validate(api)
    check("every route is described and every description has a route",
          routes() == described(api), routes() ^ described(api))
    tried("what developers do", url, os.environ["TOKEN"], "/api/v1/teams",
          "--exclude-path-regex", "^/api/v1/admin/")
    tried("what operators do", url, os.environ["ADMIN_TOKEN"], "/api/v1/admin/operators",
          "--include-path-regex", "^/api/v1/admin/")


main()

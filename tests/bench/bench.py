#!/usr/bin/env python3
"""Measures authz beside its references in one run: each round takes every reference and
every scenario in turn, so that a ratio compares neighbours in time."""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import urllib.parse
import urllib.request

import extras
import plot
from stage import BUILD, CALLBACK, LEDGER, PAYMENTS, VERIFIER, Stage, basic


class Bench:
    def __init__(self, options):
        self.options, self.seconds = options, options.seconds
        self.stage = Stage()
        self.as_app = ["--header", basic(self.stage.app)]
        self.as_payments = ["--header", basic(self.stage.apis[PAYMENTS])]
        self.as_ledger = ["--header", basic(self.stage.apis[LEDGER])]

    def token(self, scope):
        form = urllib.parse.urlencode(
            {"grant_type": "client_credentials", "scope": scope}).encode()
        name, value = self.as_app[1].split(": ", 1)
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.stage.node.port}/oauth2/token", form, {name: value})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["access_token"]

    def show(self, path, *args, **more):
        result = self.stage.load(self.stage.node.port, path, *args,
                                 "--warmup", "300", seconds=self.seconds, **more)
        if result["not_2xx"] or result["broken"]:
            raise SystemExit(f"{path}: not every answer was good: {result}")
        return result["per_second"]

    def show_once(self, kind, path, *args, count=None, **which):
        """Each token or code once: as many as could be shown in the time, or `count`,
        however long they take."""
        most = count or int(self.seconds * self.options.most)
        lines = self.stage.mint(kind, most, **which)
        result = self.stage.load(self.stage.node.port, path, *args, "--lines", lines,
                                 "--once", seconds=300 if count else self.seconds)
        if result["not_2xx"] or result["broken"]:
            raise SystemExit(f"{path} ({kind}): not every answer was good: {result}")
        return result["per_second"]

    # The references.

    def bare_loop(self):
        form = "token=" + "x" * 640
        return self.stage.load(self.stage.bare_port, "/oauth2/introspect",
                               *self.as_payments, "--form", form, "--warmup", "300",
                               seconds=self.seconds)["per_second"]

    def openssl(self):
        """Signatures and verifications a second on one core."""
        done = subprocess.run(["openssl", "speed", "-seconds", "1", "ecdsap256"],
                              capture_output=True, text=True, check=True)
        return [float(n) for n in done.stdout.splitlines()[-1].split()[-2:]]

    def openssl_sign(self):
        return self.openssl()[0]

    def openssl_verify(self):
        return self.openssl()[1]

    def pgbench_insert(self):
        return self.stage.database.pgbench(self.seconds)

    # The scenarios.

    def introspect_known_jwt(self):
        return self.show("/oauth2/introspect", *self.as_payments, "--form",
                         "token=" + self.token("payments:read"))

    def introspect_sealed(self):
        return self.show("/oauth2/introspect", *self.as_ledger, "--form",
                         "token=" + self.token("ledger:read"))

    def introspect_new_jwt(self):
        return self.show_once("jwt", "/oauth2/introspect", *self.as_payments,
                              "--form", "token=")

    def check(self):
        return self.show("/oauth2/check", "--header",
                         "Authorization: Bearer " + self.token("payments:read"))

    def client_credentials_sealed(self):
        return self.show("/oauth2/token", *self.as_app, "--form",
                         "grant_type=client_credentials&scope=ledger%3Aread")

    def client_credentials_jwt(self):
        return self.show("/oauth2/token", *self.as_app, "--form",
                         "grant_type=client_credentials&scope=payments%3Aread")

    def jwks(self):
        return self.show("/oauth2/jwks")

    def metadata(self):
        return self.show("/.well-known/openid-configuration")

    def redeem_code(self, **how):
        uri = urllib.parse.quote(CALLBACK, safe="")
        return self.show_once("codes", "/oauth2/token", *self.as_app, "--form",
                              f"grant_type=authorization_code&redirect_uri={uri}"
                              f"&code_verifier={VERIFIER}&code=", **how)

    def refresh(self, **how):
        return self.show_once("refresh", "/oauth2/token", *self.as_app, "--form",
                              "grant_type=refresh_token&refresh_token=", **how)


# name, reference, the ratio that we promise (or None)
SCENARIOS = [
    ("introspect_known_jwt", "bare_loop", 0.75),
    ("introspect_sealed", "bare_loop", 0.65),
    ("check", "bare_loop", 0.65),
    ("jwks", "bare_loop", None),
    ("metadata", "bare_loop", None),
    ("client_credentials_sealed", "bare_loop", 0.6),
    ("client_credentials_jwt", "openssl_sign", 1.0),
    ("introspect_new_jwt", "openssl_verify", 1.2),
    ("redeem_code", "pgbench_insert", 0.6),
    ("refresh", "pgbench_insert", 0.6),
]


def measure(bench, wanted):
    """One round after the other; each scenario right behind its reference."""
    results = {}
    for turn in range(bench.options.rounds):
        for name, reference, _ in wanted:
            for what in (reference, name):
                figure = getattr(bench, what)()
                results.setdefault(name, {}).setdefault(what, []).append(figure)
        print(f"round {turn + 1} of {bench.options.rounds}", file=sys.stderr)
    return results


def summarise(results, wanted):
    rows = []
    for name, reference, goal in wanted:
        ours, theirs = results[name][name], results[name][reference]
        ratios = [a / b for a, b in zip(ours, theirs)]
        rows.append({
            "scenario": name, "reference": reference, "goal": goal,
            "per_second": statistics.median(ours), "least": min(ours), "most": max(ours),
            "reference_per_second": statistics.median(theirs),
            "ratio": statistics.median(ratios), "ratio_least": min(ratios),
            "ratio_most": max(ratios)})
    return rows


def print_rows(rows):
    print(f"{'scenario':28}{'a second':>10}{'least':>10}{'most':>10}  "
          f"{'reference':16}{'a second':>10}{'ratio':>8}{'least':>7}{'most':>7}  goal")
    for r in rows:
        verdict = "" if r["goal"] is None else (
            f"{r['goal']:.2f} {'met' if r['ratio'] >= r['goal'] else 'MISSED'}")
        print(f"{r['scenario']:28}{r['per_second']:10.0f}{r['least']:10.0f}"
              f"{r['most']:10.0f}  {r['reference']:16}{r['reference_per_second']:10.0f}"
              f"{r['ratio']:8.2f}{r['ratio_least']:7.2f}{r['ratio_most']:7.2f}  {verdict}")


def machine():
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*: (.*)", f.read())
    return {"cpu": model.group(1) if model else "?", "cores": os.cpu_count(),
            "kernel": os.uname().release}


def read_options():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    p.add_argument("--most", type=int, default=25000,
                   help="codes or tokens to make for each second")
    p.add_argument("--only", nargs="*", metavar="NAME",
                   help="of these alone: " + ", ".join(
                       [s[0] for s in SCENARIOS] + list(extras.PARTS)))
    p.add_argument("--families", type=int, nargs="*",
                   default=[10_000, 100_000, 1_000_000, 10_000_000],
                   help="the scaling part's numbers of token families")
    p.add_argument("--clients", type=int, default=100_000)
    p.add_argument("--trials", type=int, default=2_000,
                   help="revocations that a second node is watched for")
    p.add_argument("--out", default=BUILD)
    return p.parse_args()


def main():
    options = read_options()
    wanted = [s for s in SCENARIOS if not options.only or s[0] in options.only]
    bench = Bench(options)
    report = {"machine": machine(), "seconds": options.seconds, "rounds": options.rounds}
    try:
        persons = int(options.seconds * options.most * options.rounds * 1.1)
        if any(s[0] in ("refresh", "redeem_code", "introspect_new_jwt") for s in wanted):
            bench.stage.fill(persons)
        report["scenarios"] = summarise(measure(bench, wanted), wanted)
        print_rows(report["scenarios"])
        report["extras"] = extras.run(bench, options)
    finally:
        bench.stage.close()
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "results.json"), "w") as f:
        json.dump(report, f, indent=1)
    plot.write(report, os.path.join(options.out, "results.svg"))
    print(f"written: {options.out}/results.json and results.svg")
    return 0


if __name__ == "__main__":
    if not shutil.which("openssl"):
        sys.exit("openssl is missing")
    sys.exit(main())

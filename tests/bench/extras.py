"""What a rate alone does not tell: latency, idle connections, how cost grows, memory, how
soon a second node knows, what a request costs in instructions, what lists take."""
import hashlib
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.parse

import lists
from stage import AUTHZ, PAYMENTS, Node, Process, answers, basic, free_port, wait_until

CLIENTS = """
INSERT INTO apps (id, name, kind, auth_method, grant_types)
 SELECT bench_id('4', n), 'Bench ' || n, 'service', 'client_secret_post',
 '{{client_credentials}}' FROM generate_series(1, {count}) n;
INSERT INTO client_secrets (id, client_id, hash)
 SELECT bench_id('5', n), bench_id('4', n), '\\x{hash}' FROM generate_series(1, {count}) n;
INSERT INTO app_scopes (client_id, scope)
 SELECT bench_id('4', n), 'ledger:read' FROM generate_series(1, {count}) n;
"""
SECRET = "azs_bench"
PERSONS_MOST = 1_000_000


def introspection(bench, port=None, **more):
    return bench.stage.load(
        port or bench.stage.node.port, "/oauth2/introspect", *bench.as_payments, "--form",
        "token=" + bench.token("payments:read"), "--warmup", "300", *more.pop("extra", []),
        **more)


def half_load(bench):
    full = introspection(bench, seconds=bench.seconds)["per_second"]
    result = introspection(bench, seconds=bench.seconds,
                           extra=["--rate", str(full // 2), "--realtime"])
    return {"rate": full // 2, **{k: result[k] for k in ("p50_ms", "p99_ms", "p999_ms")}}


def beside_idle(bench, port, ask, count):
    """The rate beside idle connections, as a part of the rate without: before them, and
    after, since the machine may be another by then. `ask` measures it."""
    alone = [ask()]
    holder = subprocess.Popen(
        [os.path.join(os.path.dirname(AUTHZ), "tests", "bench_load"),
         str(port), "/oauth2/jwks", "--connections", "1", "--idle",
         str(count), "--rate", "1", "--seconds", str(bench.seconds * 3 + 3)],
        stdout=subprocess.DEVNULL)
    time.sleep(2)
    beside, mb = ask(), bench.stage.node.process.resident_mb()
    holder.wait()
    alone.append(ask())
    return beside, beside / statistics.mean(alone), mb


def idle_connections(bench, count=10_000):
    """And what as many cost the bare loop, for what is the machine's."""
    before = bench.stage.node.process.resident_mb()
    rate, ratio, during = beside_idle(
        bench, bench.stage.node.port,
        lambda: introspection(bench, seconds=bench.seconds)["per_second"], count)
    _, bare_ratio, _ = beside_idle(bench, bench.stage.bare_port, bench.bare_loop, count)
    return {"connections": count, "per_second": rate, "ratio": ratio,
            "bare_loop_ratio": bare_ratio, "mb": during - before}


def loops(bench):
    rows = []
    for count in (1, 2):
        node = Node(bench.stage, loops=count)
        rows.append({"loops": count, "per_second": introspection(
            bench, node.port, seconds=bench.seconds)["per_second"]})
        node.stop()
    return rows


def connections(bench):
    return [{"connections": n, **introspection(bench, seconds=bench.seconds,
                                               connections=n)}
            for n in (8, 64, 512, 4096)]


def workers(bench):
    """How many threads that commit are enough."""
    rows, node = [], bench.stage.node
    for count in (4, 8, 16, 32, 64):
        bench.stage.node = Node(bench.stage, workers=count)
        rows.append({"workers": count, "redeem_code": bench.redeem_code(),
                     "refresh": bench.refresh()})
        bench.stage.node.stop()
        bench.stage.node = node
    return rows


def spent(stage):
    return stage.node.process.cpu_seconds() + stage.database.cpu_seconds()


def with_cpu(stage, count, ask):
    """A second, and what one costs authz and PostgreSQL together."""
    before = spent(stage)
    per_second = ask()
    return per_second, (spent(stage) - before) * 1e6 / count


def of_size(own, rounds):
    stage = own.stage
    count = min(stage.families, int(own.seconds * 8_000))
    figures = {}
    for turn in range(rounds):
        reference = own.pgbench_insert()
        for name, ask in (
                ("redeem_code", lambda: own.redeem_code(count=count)),
                ("refresh", lambda: own.refresh(count=count, spread=stage.families,
                                                generation=turn))):
            per_second, cpu = with_cpu(stage, count, ask)
            for what, figure in (("per_second", per_second), ("cpu_us", cpu),
                                 ("ratio", per_second / reference)):
                figures.setdefault(f"{name} {what}", []).append(figure)
    return {"families": stage.families,
            **{name: round(statistics.median(all), 2) for name, all in figures.items()}}


def families(bench, counts, rounds):
    """What a redemption and a refresh cost as families grow, in a database of its own."""
    own = type(bench)(bench.options)
    rows = []
    try:
        for count in sorted(counts):
            own.stage.fill(min(count, PERSONS_MOST))
            own.stage.add_families(count)
            rows.append(of_size(own, rounds))
            print(f"families: {rows[-1]}", file=sys.stderr)
    finally:
        own.stage.close()
    return rows


def memory(bench, count):
    """Every app asks once, and more tokens are shown than the cache can hold."""
    stage = bench.stage
    stage.database.run(CLIENTS.format(
        count=count, hash=hashlib.sha256(SECRET.encode()).hexdigest()))
    node = Node(stage)
    start = node.process.resident_mb()
    lines = os.path.join(stage.folder, "clients.lines")
    with open(lines, "w") as f:
        for n in range(1, count + 1):
            f.write(f"00000000-0000-7000-8400-{n:012x}\n")
    form = ("grant_type=client_credentials&scope=ledger%3Aread&client_secret="
            f"{SECRET}&client_id=")
    stage.load(node.port, "/oauth2/token", "--form", form, "--lines", lines, "--once",
               seconds=120)
    apps = node.process.resident_mb()
    tokens = stage.mint("jwt", 150_000)
    stage.load(node.port, "/oauth2/introspect", *bench.as_payments, "--form", "token=",
               "--lines", tokens, "--once", seconds=120)
    full = node.process.resident_mb()
    node.stop()
    return {"clients": count, "start_mb": start, "apps_mb": apps, "full_mb": full,
            "budget_mb": 64 + 32}


class Caller:
    """A resource server or app that keeps its connection."""

    def __init__(self, port, client):
        self.http = http.client.HTTPConnection("127.0.0.1", port)
        name, value = basic(client).split(": ", 1)
        self.headers = {name: value, "Content-Type": "application/x-www-form-urlencoded"}

    def post(self, path, **form):
        self.http.request("POST", path, urllib.parse.urlencode(form), self.headers)
        answer = self.http.getresponse()
        return answer.status, answer.read()


def second_node(bench, trials):
    """From the acknowledged revocation on one node to the first no of the other."""
    other = Node(bench.stage)
    app = Caller(bench.stage.node.port, bench.stage.app)
    here = Caller(bench.stage.node.port, bench.stage.apis[PAYMENTS])
    there = Caller(other.port, bench.stage.apis[PAYMENTS])
    delays, stale_here = [], 0
    for _ in range(trials):
        token = bench.token("payments:read")
        if b'"active":true' not in there.post("/oauth2/introspect", token=token)[1]:
            raise SystemExit("a fresh token is not active on the second node")
        app.post("/oauth2/revoke", token=token)
        start = time.perf_counter()
        stale_here += b"true" in here.post("/oauth2/introspect", token=token)[1]
        while b'"active":true' in there.post("/oauth2/introspect", token=token)[1]:
            pass
        delays.append((time.perf_counter() - start) * 1000)
    other.stop()
    delays.sort()
    return {"trials": trials, "stale_on_the_same_node": stale_here,
            "p50_ms": delays[trials // 2], "p99_ms": delays[int(trials * 0.99)],
            "most_ms": delays[-1]}


def instructions(bench):
    """By callgrind, which counts the same each time; a node with one loop."""
    if not shutil.which("valgrind"):
        return None
    stage, out = bench.stage, os.path.join(bench.stage.folder, "callgrind.out")
    port, private = free_port(), free_port()
    env = dict(stage.node.env, AUTHZ_SERVER_LISTEN=f"127.0.0.1:{port}",
               AUTHZ_SERVER_PRIVATE_LISTEN=f"127.0.0.1:{private}",
               AUTHZ_SERVER_LOOPS="1", AUTHZ_SERVER_WORKERS="2")
    process = Process(["valgrind", "--tool=callgrind", "--instr-atstart=no",
                       f"--callgrind-out-file={out}", AUTHZ, "serve"],
                      os.path.join(stage.folder, "callgrind.log"), env)
    wait_until(lambda: answers(f"http://127.0.0.1:{private}/readyz"), "callgrind", 60)
    time.sleep(2)
    paths = {
        "introspect_known_jwt": ["/oauth2/introspect", *bench.as_payments, "--form",
                                 "token=" + bench.token("payments:read")],
        "introspect_sealed": ["/oauth2/introspect", *bench.as_ledger, "--form",
                              "token=" + bench.token("ledger:read")],
        "check": ["/oauth2/check", "--header",
                  "Authorization: Bearer " + bench.token("payments:read")],
        "client_credentials_sealed": [
            "/oauth2/token", *bench.as_app, "--form",
            "grant_type=client_credentials&scope=ledger%3Aread"],
        "client_credentials_jwt": [
            "/oauth2/token", *bench.as_app, "--form",
            "grant_type=client_credentials&scope=payments%3Aread"],
    }
    counts = {}
    for name, args in paths.items():
        stage.load(port, *args, seconds=0.5, connections=1)
        control(process.pid, "-i", "on")
        done = stage.load(port, *args, seconds=2, connections=2)
        control(process.pid, "-i", "off")
        control(process.pid, "-d")
        counts[name] = by_object(newest(out), done["requests"])
    process.stop()
    return counts


def control(pid, *args):
    subprocess.run(["callgrind_control", *args, str(pid)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def newest(prefix):
    folder = os.path.dirname(prefix)
    files = [os.path.join(folder, f) for f in os.listdir(folder)
             if f.startswith(os.path.basename(prefix) + ".")]
    return max(files, key=os.path.getmtime)


def by_object(path, requests):
    """Instructions a request, by the library that runs them."""
    done = subprocess.run(["callgrind_annotate", "--threshold=100", path],
                          capture_output=True, text=True, check=True)
    sums = {}
    for line in done.stdout.splitlines():
        if not line.endswith("]"):
            continue
        count = line.split()[0].replace(",", "")
        library = os.path.basename(line[line.rindex("[") + 1:-1]).split(".so")[0]
        if count.isdigit():
            sums[library] = sums.get(library, 0) + int(count)
    return {library: round(n / requests) for library, n in
            sorted(sums.items(), key=lambda pair: -pair[1]) if n / requests >= 1}


PARTS = {
    "half_load": lambda bench, _: half_load(bench),
    "idle_connections": lambda bench, _: idle_connections(bench),
    "loops": lambda bench, _: loops(bench),
    "connections": lambda bench, _: connections(bench),
    "workers": lambda bench, _: workers(bench),
    "families": lambda bench, options: families(bench, options.families, options.rounds),
    "memory": lambda bench, options: memory(bench, options.clients),
    "second_node": lambda bench, options: second_node(bench, options.trials),
    "instructions": lambda bench, _: instructions(bench),
    "lists": lambda bench, _: lists.lists(bench),
}


def run(bench, options):
    results = {}
    for name, part in PARTS.items():
        if options.only and name not in options.only:
            continue
        print(f"{name} …", file=sys.stderr)
        results[name] = part(bench, options)
        print(f"{name}: {results[name]}", flush=True)
    return results

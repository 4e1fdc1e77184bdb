"""What a measurement needs around it: PostgreSQL, authz, the references, their data."""
import base64
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.join(ROOT, "build", "bench")
AUTHZ = os.environ.get("AUTHZ", os.path.join(BUILD, "authz"))
TOOLS = os.path.join(BUILD, "tests")
PAYMENTS = "https://api.example.com/payments"
LEDGER = "https://api.example.com/ledger"
CALLBACK = "http://localhost:8081/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

FILL = """
INSERT INTO users (id, email, password_hash)
 SELECT bench_id('1', n), 'p' || n || '@bench.example', 'x'
 FROM generate_series({first}, {last}) n;
INSERT INTO sessions (user_id, id, auth_time, amr, expires_at)
 SELECT bench_id('1', n), bench_id('2', n), now(), '{{pwd}}', now() + interval '10 days'
 FROM generate_series({first}, {last}) n;
INSERT INTO consents (user_id, client_id, scopes)
 SELECT bench_id('1', n), '{client}', '{{payments:read}}'
 FROM generate_series({first}, {last}) n;
INSERT INTO token_families (user_id, id, client_id, session_id, resource_id, scopes,
 auth_time, amr, access_until, expires_at)
 SELECT bench_id('1', n), bench_id('3', n), '{client}', bench_id('2', n), '{resource}',
 '{{payments:read}}', now(), '{{pwd}}', now() + interval '10 minutes',
 now() + interval '30 days' FROM generate_series({first}, {last}) n;
"""
# Families of the same persons, as of people who use several apps on several devices; what
# triggers ask of each has no answer here, and goes faster without.
MORE_FAMILIES = """
ALTER TABLE token_families DISABLE TRIGGER USER;
INSERT INTO token_families (user_id, id, client_id, session_id, resource_id, scopes,
 auth_time, amr, access_until, expires_at)
 SELECT bench_id('1', p), bench_id('3', n), '{client}', bench_id('2', p), '{resource}',
 '{{payments:read}}', now(), '{{pwd}}', now() + interval '10 minutes',
 now() + interval '30 days'
 FROM (SELECT n, (n - 1) % {persons} + 1 AS p FROM generate_series({first}, {last}) n) x;
ALTER TABLE token_families ENABLE TRIGGER USER;
"""


def own_file(name):
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as f:
        return f.read()


def basic(client):
    pair = f"{client['client_id']}:{client['client_secret']}".encode()
    return "Authorization: Basic " + base64.b64encode(pair).decode()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def postgres_program(name):
    """Debian keeps them beside each other by version; the newest wins."""
    base = "/usr/lib/postgresql"
    versions = sorted(os.listdir(base), key=float) if os.path.isdir(base) else []
    for version in reversed(versions):
        path = os.path.join(base, version, "bin", name)
        if os.path.exists(path):
            return path
    return shutil.which(name)


def as_postgres(command):
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return command
    user = pwd.getpwnam("postgres")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}",
            "--clear-groups"] + command


def wait_until(test, what, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        try:
            if test():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{what} did not come up")


def answers(url):
    with urllib.request.urlopen(url, timeout=2) as answer:
        return answer.status == 200


class Process:
    def __init__(self, command, log, env=None):
        self.log = open(log, "ab")
        self.child = subprocess.Popen(command, stdout=self.log, stderr=self.log,
                                      env=env, start_new_session=True)
        self.pid = self.child.pid

    def stop(self, how=signal.SIGTERM):
        if self.child.poll() is None:
            self.child.send_signal(how)
            self.child.wait(timeout=30)
        self.log.close()

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self):
        with open(f"/proc/{self.pid}/status") as f:
            for line in f:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        return 0


class Database:
    """A PostgreSQL of its own: commits wait for the disk, as by default; what a checkpoint
    costs every five minutes is kept out of measurements of a few seconds."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        data = os.path.join(folder, "postgres")
        os.makedirs(data)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
            shutil.chown(data, "postgres")
        subprocess.run(as_postgres([postgres_program("initdb"), "-D", data, "-A", "trust",
                                    "-U", "bench", "--no-sync"]),
                       check=True, stdout=subprocess.DEVNULL)
        # A quarter of the memory, as PostgreSQL's manual has it.
        buffers = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 22
        self.process = Process(
            as_postgres([postgres_program("postgres"), "-D", data, "-k", folder,
                         "-c", "listen_addresses=", "-p", str(self.port),
                         "-c", "max_connections=200", "-c", f"shared_buffers={buffers}MB",
                         "-c", "max_wal_size=32GB", "-c", "checkpoint_timeout=1h"]),
            os.path.join(folder, "postgres.log"))
        wait_until(lambda: self.run("SELECT 1", "postgres") == "1", "PostgreSQL")
        self.run("CREATE DATABASE authz", "postgres")

    def psql(self, name="authz"):
        return ["psql", "-h", self.folder, "-p", str(self.port), "-U", "bench", "-d", name,
                "-Atq", "-v", "ON_ERROR_STOP=1"]

    def run(self, sql, name="authz"):
        done = subprocess.run(self.psql(name), input=sql, capture_output=True, text=True,
                              check=False)
        if done.returncode:
            raise OSError(done.stderr)
        return done.stdout.strip()

    def url(self):
        return f"postgresql:///authz?host={self.folder}&port={self.port}&user=bench"

    def cpu_seconds(self):
        """Of its processes that live, and of those that have ended."""
        ticks = 0
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat") as f:
                    fields = f.read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
            elif int(pid) == self.process.pid:
                ticks += int(fields[13]) + int(fields[14])
        return ticks / os.sysconf("SC_CLK_TCK")

    def pgbench(self, seconds, connections=16):
        script = os.path.join(self.folder, "insert.sql")
        with open(script, "w") as f:
            f.write("\\set n random(1, 1000000000)\n"
                    "INSERT INTO bench_rows VALUES (:n, 'a row of the reference');\n")
        self.run("CREATE TABLE IF NOT EXISTS bench_rows (n bigint, note text)")
        done = subprocess.run(
            [postgres_program("pgbench"), "-h", self.folder, "-p", str(self.port),
             "-U", "bench", "-n", "-M", "prepared", "-c", str(connections), "-j", "1",
             "-T", str(max(1, int(seconds))), "-f", script, "authz"],
            capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            if line.startswith("tps"):
                return float(line.split()[2])
        raise SystemExit("pgbench said nothing")


class Node:
    """One authz on that database."""

    def __init__(self, stage, loops=0, workers=16):
        self.port, self.private = free_port(), free_port()
        self.env = dict(
            os.environ, AUTHZ_DATABASE_URL=stage.database.url(),
            AUTHZ_KEYS_FILE=os.path.join(stage.folder, "keyring"),
            AUTHZ_DATA_DIR=stage.folder, AUTHZ_LOG_LEVEL="warn",
            AUTHZ_SERVER_ISSUER="http://localhost:8080",
            AUTHZ_SERVER_LISTEN=f"127.0.0.1:{self.port}",
            AUTHZ_SERVER_PRIVATE_LISTEN=f"127.0.0.1:{self.private}",
            AUTHZ_SERVER_LOOPS=str(loops), AUTHZ_SERVER_WORKERS=str(workers))
        self.process = Process([AUTHZ, "serve"], os.path.join(stage.folder, "authz.log"),
                               self.env)
        wait_until(lambda: answers(f"http://127.0.0.1:{self.private}/readyz"), "authz")

    def cli(self, *args, stdin=""):
        done = subprocess.run([AUTHZ, *args], env=self.env, input=stdin,
                              capture_output=True, text=True, check=True)
        return done.stdout

    def stop(self):
        self.process.stop()


class Stage:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="authz-bench-", dir="/tmp")
        os.chmod(self.folder, 0o755)
        self.database = Database(os.path.join(self.folder, "db"))
        self.node = Node(self)
        demo = json.loads(self.node.cli("demo", "--json", "--redirect-uri", CALLBACK))
        self.app = demo["app"]
        self.apis = demo["resource_servers"]
        self.resource = self.database.run(
            f"SELECT id FROM resources WHERE uri = '{PAYMENTS}'")
        self.database.run(own_file("bench_id.sql"))
        self.bare_port = free_port()
        self.bare = Process(
            [os.path.join(TOOLS, "bench_bare_loop"), str(self.bare_port),
             str(os.cpu_count())], os.path.join(self.folder, "bare.log"))
        self.persons, self.families, self.shown = 0, 0, 0

    def close(self):
        self.node.stop()
        self.bare.stop()
        self.database.process.stop(signal.SIGINT)
        if 'AUTHZ_BENCH_KEEP' not in os.environ:
            shutil.rmtree(self.folder, ignore_errors=True)

    def fill(self, persons):
        """Persons 1 to `persons`, each signed in, with a consent and a family."""
        for first in range(self.persons + 1, persons + 1, 500_000):
            last = min(first + 499_999, persons)
            self.database.run(FILL.format(first=first, last=last,
                                          client=self.app["client_id"],
                                          resource=self.resource))
        self.persons = max(self.persons, persons)
        self.families = max(self.families, persons)
        self.database.run("VACUUM ANALYZE")

    def add_families(self, count):
        """Families up to number `count`, of the persons that are there, none of them
        refreshed yet."""
        self.database.run("UPDATE token_families SET generation = 0 WHERE generation > 0")
        for first in range(self.families + 1, count + 1, 1_000_000):
            last = min(first + 999_999, count)
            self.database.run(MORE_FAMILIES.format(
                first=first, last=last, persons=self.persons,
                client=self.app["client_id"], resource=self.resource))
        self.families = max(self.families, count)
        self.database.run("VACUUM ANALYZE token_families")

    def mint(self, kind, count, spread=None, generation=0):
        """A file of codes, refresh tokens or access tokens. Refresh tokens are those of
        families that no file had before, or, with `spread`, of that many families."""
        path = os.path.join(self.folder, f"{kind}.lines")
        first = 1
        if not self.persons:
            self.fill(100_000)
        if kind == "refresh" and not spread:
            first, self.shown = self.shown + 1, self.shown + count
            if self.families < self.shown:
                self.fill(self.shown)
            spread = count
        with open(path, "wb") as f:
            subprocess.run(
                [os.path.join(TOOLS, "bench_mint"), kind, str(count), str(first),
                 str(spread or self.persons), str(self.persons), str(generation),
                 self.app["client_id"],
                 self.resource, PAYMENTS, "payments:read", CALLBACK, CHALLENGE],
                env=self.node.env, stdout=f, check=True)
        return path

    def load(self, port, path, *args, seconds=3.0, connections=64):
        done = subprocess.run(
            [os.path.join(TOOLS, "bench_load"), str(port), path, *args,
             "--seconds", str(seconds), "--connections", str(connections)],
            capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"bench_load {path}: {done.stderr}{done.stdout}")
        return json.loads(done.stdout)

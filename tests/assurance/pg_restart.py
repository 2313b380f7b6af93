#!/usr/bin/env python3
"""A PostgreSQL that stops and starts again costs no acknowledged write and no restart.

A cluster of its own is made (needs PostgreSQL's programs; as root it runs as
`postgres`), the demo is restored into it from a backup, klappt serves it. Then the
server is stopped in the middle of saving, twice: answers must be 503 with
Retry-After, never 2xx; `/readyz` must say `database`; after the start saving goes on
by itself, and everything acknowledged is there exactly once.
"""

import glob
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from house import Demo, arguments, free_port


class Cluster:
    def __init__(self, binaries):
        self.binaries, self.port = binaries, free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="klappt-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                 "--locale", "C.UTF-8", "--no-sync")
        self.start()

    def run(self, program, *args):
        command = [f"{self.binaries}/{program}", *map(str, args)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    def start(self):
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-s", "-l", self.folder / "log", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-s", "-m", "fast", "stop")

    def sql(self, text):
        self.run("psql", "-h", self.folder, "-p", self.port, "-U", "postgres", "-q", "-c", text, "postgres")


def main():
    said = arguments(__doc__.split("\n")[0], stops=(int, 2, "how often the server is stopped"))
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    if not found:
        print("skipped: PostgreSQL is not installed")
        return 0
    cluster, demo = None, Demo(said.bin)
    try:
        demo.start()
        pair = subprocess.run([demo.binary, "backup", "key", "new", "--to", "backup.key"], cwd=demo.folder,
                              env=demo.env, text=True, capture_output=True, check=True)
        demo.env["KLAPPT_BACKUP_RECIPIENT"] = re.search(r"age1\w+", pair.stdout).group()
        demo.env["KLAPPT_KEY_FILE"] = str(demo.data / "klappt.key")
        demo.env["KLAPPT_JOURNAL"] = str(demo.data / "journal")
        (demo.data / "journal").mkdir(exist_ok=True)
        (demo.data / "journal" / "tombstones.log").touch()

        def klappt(*args):
            subprocess.run([demo.binary, *args], cwd=demo.folder, env=demo.env, check=True, stdout=subprocess.DEVNULL)

        klappt("backup", "--to", "demo.age", "--database-url", f"sqlite:{demo.data / 'klappt.db'}")
        demo.stop()
        cluster = Cluster(os.path.dirname(found[-1]))
        cluster.sql("create role klappt_owner login")
        cluster.sql("create role klappt login")
        cluster.sql("create database klappt owner klappt_owner template template0")
        owner = f"postgres://klappt_owner@127.0.0.1:{cluster.port}/klappt"
        url = f"postgres://klappt@127.0.0.1:{cluster.port}/klappt"
        demo.env["KLAPPT_SERVING_ROLE"] = "klappt"
        klappt("restore", "demo.age", "--key", "backup.key", "--tombstones", str(demo.data / "journal" / "tombstones.log"),
               "--to", owner)
        demo.env |= {"KLAPPT_DATABASE_URL": url, "KLAPPT_SMTP_URL": "smtp://127.0.0.1:9"}
        log = open(demo.folder / "stderr.log", "a")
        demo.child = subprocess.Popen([demo.binary, "serve", "--listen", f"127.0.0.1:{demo.port}"], env=demo.env,
                                      cwd=demo.folder, stderr=log)
        while True:
            if demo.child.poll() is not None:
                sys.exit((demo.folder / "stderr.log").read_text())
            try:
                if demo.ask("GET", "/readyz") == (200, "ok\n"):
                    break
            except OSError:
                pass
            time.sleep(0.1)
        who = demo.sign_in()
        acknowledged, refused, wrong = [], [], []
        ended = threading.Event()

        def save(number):
            n = 0
            while not ended.is_set():
                name = f"restart {number} {n:05}"
                status, answer = demo.add_organisation(who, name)
                if status in (200, 201):
                    acknowledged.append(name)
                    n += 1
                elif status == 503:
                    # The same key again: it may have been saved all the same.
                    refused.append(name)
                    time.sleep(0.05)
                else:
                    wrong.append(f"{status}: {answer}")
                    n += 1

        savers = [threading.Thread(target=save, args=(n,), daemon=True) for n in range(4)]
        for saver in savers:
            saver.start()
        for _ in range(said.stops):
            time.sleep(1.5)
            cluster.stop()
            time.sleep(6)
            ready = demo.ask("GET", "/readyz")
            if ready != (503, "database\n"):
                wrong.append(f"/readyz said {ready}")
            status, _ = demo.add_organisation(who, "while it is down")
            if status != 503 or demo.last_headers.get("Retry-After") is None:
                wrong.append(f"while it was down: {status}, Retry-After {demo.last_headers.get('Retry-After')}")
            before = len(acknowledged)
            cluster.start()
            begun = time.monotonic()
            while len(acknowledged) < before + 20 and time.monotonic() < begun + 60:
                time.sleep(0.05)
            if len(acknowledged) < before + 20:
                wrong.append("saving does not go on")
        ended.set()
        for saver in savers:
            saver.join(60)
        names = demo.organisations(who)
        lost = [name for name in acknowledged if names.count(name) != 1]
        wrong += [f"lost or doubled: {name}" for name in lost]
        # A backup by the role that serves holds all of it, walls or not.
        klappt("backup", "--to", "after.age")
        klappt("restore", "after.age", "--key", "backup.key", "--tombstones",
               str(demo.data / "journal" / "tombstones.log"), "--to", f"sqlite:{demo.folder / 'after.db'}")
        saved = {r[0] for r in sqlite3.connect(demo.folder / "after.db").execute("select name from organisation")}
        wrong += [f"not in the backup: {name}" for name in acknowledged if name not in saved]
        if demo.stop() != 0:
            wrong.append("it did not stop well")
        print(f"{len(acknowledged)} acknowledged writes, {said.stops} stops of the server, {len(refused)} answered 503: "
              f"{len(lost)} lost or doubled, {len(wrong)} wrong")
        for line in wrong[:10]:
            print("  " + line)
        return 1 if wrong else 0
    finally:
        demo.clear()
        if cluster:
            cluster.stop()
            shutil.rmtree(cluster.folder, ignore_errors=True)


sys.exit(main())

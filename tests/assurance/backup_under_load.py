#!/usr/bin/env python3
"""A backup taken while people save is one moment, and comes back row for row.

Four threads save while backups are taken. Each is restored: everything acknowledged
before it began must be there, nothing sent after it ended, and every organisation
with its line of the audit. Last, with nobody saving, a backup is restored and every
table compared by count and by a hash over its rows.
"""

import hashlib
import re
import sqlite3
import subprocess
import sys
import threading
import time

from house import ROOT, Demo, arguments

LEFT_OUT = re.findall(r'^    \("(\w+)", "', (ROOT / "crates/store/src/backup/mod.rs").read_text(), re.M)
# What a backup and a restore themselves write down.
THEIR_OWN = {"audit", "audit_head", "installation"}


class Saver(threading.Thread):
    def __init__(self, demo, who, number):
        super().__init__(daemon=True)
        self.demo, self.who, self.number = demo, who, number
        self.sent, self.acknowledged, self.ended = [], [], False

    def run(self):
        n = 0
        while not self.ended:
            name = f"load {self.number} {n:06}"
            self.sent.append(name)
            status, _ = self.demo.add_organisation(self.who, name)
            if status in (200, 201):
                self.acknowledged.append(name)
            n += 1


def klappt(demo, *args):
    keys = ["--key-file", demo.data / "klappt.key", "--journal", demo.data / "journal"]
    done = subprocess.run([demo.binary, *args, *keys], env=demo.env, cwd=demo.folder, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"klappt {args[0]}: {done.returncode} {done.stdout}{done.stderr}")
    return done.stdout


def restored(demo, name):
    tombstones = demo.data / "journal" / "tombstones.log"
    tombstones.parent.mkdir(exist_ok=True)
    tombstones.touch()
    to = demo.folder / f"{name}.db"
    klappt(demo, "restore", f"{name}.age", "--key", "backup.key", "--tombstones", tombstones, "--to", f"sqlite:{to}")
    return sqlite3.connect(f"file:{to}?mode=ro", uri=True)


def tables(db):
    names = [r[0] for r in db.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")]
    found = {}
    for name in names:
        rows = sorted(repr(row) for row in db.execute(f'select * from "{name}"'))
        found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def main():
    said = arguments(__doc__.split("\n")[0], backups=(int, 3, "how many backups under load"),
                     seconds=(float, 2.0, "how long to save before each"))
    demo = Demo(said.bin)
    try:
        demo.start()
        pair = subprocess.run([demo.binary, "backup", "key", "new", "--to", "backup.key"], cwd=demo.folder,
                              env=demo.env, text=True, capture_output=True, check=True)
        public = re.search(r"age1\w+", pair.stdout).group()
        source = f"sqlite:{demo.data / 'klappt.db'}"

        def backup(name):
            begun = time.monotonic()
            klappt(demo, "backup", "--to", f"{name}.age", "--database-url", source, "--backup-recipient", public)
            return time.monotonic() - begun

        who = demo.sign_in()
        savers = [Saver(demo, who, n) for n in range(4)]
        for saver in savers:
            saver.start()
        wrong, took = [], []
        for n in range(said.backups):
            time.sleep(said.seconds)
            before = {name for s in savers for name in list(s.acknowledged)}
            took.append(backup(f"busy{n}"))
            sent = {name for s in savers for name in list(s.sent)}
            db = restored(demo, f"busy{n}")
            there = {r[0] for r in db.execute("select name from organisation where name like 'load %'")}
            wrong += [f"backup {n} lacks {name}" for name in sorted(before - there)[:3]]
            wrong += [f"backup {n} invents {name}" for name in sorted(there - sent)[:3]]
            dangling = db.execute("select count(*) from pragma_foreign_key_check").fetchone()[0]
            if dangling:
                wrong.append(f"backup {n}: {dangling} references lead nowhere")
        for saver in savers:
            saver.ended = True
        for saver in savers:
            saver.join(60)
        acknowledged = sum(len(s.acknowledged) for s in savers)
        took.append(backup("quiet"))
        if demo.stop() != 0:
            wrong.append("the server did not stop well")
        here = tables(sqlite3.connect(f"file:{demo.data / 'klappt.db'}?mode=ro", uri=True))
        back = tables(restored(demo, "quiet"))
        compared = [name for name in here if name not in THEIR_OWN and name not in LEFT_OUT]
        wrong += [f"table {name}: {here[name]} became {back.get(name)}" for name in compared if here[name] != back.get(name)]
        size = (demo.folder / "quiet.age").stat().st_size
        print(f"{acknowledged} acknowledged writes beside {said.backups} backups of {max(took):.1f} s at most; "
              f"{len(compared)} tables, {sum(here[n][0] for n in compared)} rows, {size} bytes sealed: "
              f"{len(wrong)} differences")
        for line in wrong[:10]:
            print("  " + line)
        return 1 if wrong else 0
    finally:
        demo.clear()


sys.exit(main())

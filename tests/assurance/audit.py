#!/usr/bin/env python3
"""Whoever owns the database changes, deletes, exchanges entries of the audit or cuts off
its end: `klappt audit verify` must find each of the four, and nothing in an untouched one.
"""

import shutil
import sqlite3
import subprocess
import sys

from house import Demo, arguments

MIDDLE = "(select sequence from audit where sequence is not null order by sequence limit 1 offset 20)"
LAST = "(select max(sequence) from audit)"

MANIPULATIONS = {
    "changed": [f"update audit set subject = subject || '!' where sequence = {MIDDLE}"],
    "deleted": [f"delete from audit where sequence = {MIDDLE}"],
    "exchanged": [
        f"create temp table two as select sequence as one, sequence + 1 as other from audit where sequence = {MIDDLE}",
        "update audit set sequence = -1 where sequence = (select one from two)",
        "update audit set sequence = (select one from two) where sequence = (select other from two)",
        "update audit set sequence = (select other from two) where sequence = -1",
    ],
    "tail cut off": [
        f"delete from audit where sequence > {LAST} - 5",
        f"update audit_head set sequence = {LAST}, seal = (select seal from audit where sequence = {LAST})",
    ],
}


def verify(said, data):
    done = subprocess.run(
        [said.bin, "audit", "verify", "--database-url", f"sqlite:{data / 'klappt.db'}",
         "--key-file", data / "klappt.key", "--journal", data / "journal"],
        capture_output=True, text=True, cwd=data)
    return done.returncode, (done.stdout + done.stderr).strip()


def main():
    said = arguments(__doc__.split("\n")[0])
    demo = Demo(said.bin)
    try:
        demo.start()
        demo.add_organisation(demo.sign_in(), "Audit")
        demo.stop()
        code, words = verify(said, demo.data)
        print(f"{'untouched':14} exit {code}  {words}")
        found, good = 0, code == 0
        for name, statements in MANIPULATIONS.items():
            copy = demo.folder / name.replace(" ", "-")
            shutil.copytree(demo.data, copy)
            link = sqlite3.connect(copy / "klappt.db")
            for trigger in ("audit_stays", "audit_keeps"):
                link.execute(f"drop trigger if exists {trigger}")
            for statement in statements:
                link.execute(statement)
            link.commit()
            link.close()
            code, words = verify(said, copy)
            found += code == 1
            print(f"{name:14} exit {code}  {words}")
        print(f"{found} of {len(MANIPULATIONS)} manipulations found")
        sys.exit(0 if good and found == len(MANIPULATIONS) else 1)
    finally:
        demo.clear()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A write that could not be brought to disk is never acknowledged.

A shim (eio.c) lets fsync and fdatasync fail with EIO for a while. Meanwhile no save
may answer 2xx, reading must go on, and /readyz must say so; afterwards saving must
work again without a restart. Last, the server is killed: everything acknowledged
must be there.
"""

import pathlib
import shutil
import subprocess
import sys
import time

from house import Demo, arguments


def main():
    said = arguments(__doc__.split("\n")[0], writes=(int, 30, "how many writes while syncing fails"))
    if not shutil.which("cc"):
        print("skipped: there is no C compiler")
        return 0
    demo = Demo(said.bin)
    try:
        shim, when = demo.folder / "eio.so", demo.folder / "fail"
        source = pathlib.Path(__file__).with_name("eio.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
        demo.env |= {"LD_PRELOAD": str(shim), "EIO_WHEN": str(when)}
        demo.start()
        who = demo.sign_in()
        acknowledged, wrong = [], []

        def save(name):
            status, _ = demo.add_organisation(who, name)
            if status in (200, 201):
                acknowledged.append(name)
            return status

        for n in range(10):
            save(f"eio before {n}")
        when.touch()
        failed = [save(f"eio during {n}") for n in range(said.writes)]
        wrong += [f"answered {s} while syncing failed" for s in failed if s not in (503, 507)]
        if demo.last_headers.get("Retry-After") is None:
            wrong.append("no Retry-After")
        # A page that shows nobody's data: others leave a line in the audit, or are not shown.
        status, answer = demo.ask("GET", "/api/v1/alliances", headers=who)
        if status != 200:
            wrong.append(f"reading answered {status} while syncing failed")
        ready = demo.ask("GET", "/readyz")
        if ready != (503, "disk\n"):
            wrong.append(f"/readyz said {ready}")
        when.unlink()
        again = None
        for attempt in range(50):
            again = save(f"eio after {attempt}")
            if again in (200, 201):
                break
            time.sleep(0.1)
        if again not in (200, 201):
            wrong.append(f"saving still answers {again} after the disk is well again")
        time.sleep(5.1)
        if demo.ask("GET", "/readyz") != (200, "ok\n"):
            wrong.append("/readyz is not ok again")
        demo.kill()
        demo.start()
        names = demo.organisations(demo.sign_in())
        lost = [name for name in acknowledged if names.count(name) != 1]
        wrong += [f"lost or doubled: {name}" for name in lost]
        print(f"{len(failed)} saves while syncing failed: {sum(s < 300 for s in failed)} acknowledged; "
              f"{len(acknowledged)} acknowledged before and after, {len(lost)} lost")
        for line in wrong[:10]:
            print("  " + line)
        return 1 if wrong else 0
    finally:
        demo.clear()


sys.exit(main())

#!/usr/bin/env python3
"""Every acknowledged lone write was brought to disk: fsync and fdatasync are counted.

strace watches the server while one client saves, one write after the other. Each
write that was acknowledged must have seen at least one completed, successful sync
between being sent and being acknowledged.
"""

import re
import shutil
import subprocess
import sys
import time

from house import Demo, arguments


def main():
    said = arguments(__doc__.split("\n")[0], writes=(int, 50, "how many writes"))
    if not shutil.which("strace"):
        print("skipped: strace is not installed (apt-get install strace)")
        return 0
    demo = Demo(said.bin)
    try:
        demo.start()
        who = demo.sign_in()
        demo.add_organisation(who, "sync before")
        trace = demo.folder / "trace"
        tracer = subprocess.Popen(
            ["strace", "-f", "-ttt", "-e", "trace=fsync,fdatasync", "-o", trace, "-p", str(demo.child.pid)],
            stderr=subprocess.PIPE, text=True)
        first = tracer.stderr.readline()
        if "attached" not in first:
            tracer.wait()
            print(f"skipped: strace may not watch here ({first.strip()})")
            return 0
        spans = []
        for n in range(said.writes):
            begun = time.time()
            status, answer = demo.add_organisation(who, f"sync {n:04}")
            if status not in (200, 201):
                print(f"write {n}: {status} {answer}")
                return 1
            spans.append((begun, time.time()))
            time.sleep(0.002)
        tracer.terminate()
        tracer.wait()
        # A call that others interrupt in the trace counts when it is resumed.
        done = re.compile(r"^\d+\s+(\d+\.\d+) (?:f(?:data)?sync\(|<\.\.\. f(?:data)?sync resumed).* = 0$")
        syncs = [float(m.group(1)) for m in map(done.match, trace.read_text().splitlines()) if m]
        without = sum(1 for begun, ended in spans if not any(begun <= at <= ended for at in syncs))
        print(f"{len(spans)} acknowledged lone writes, {len(syncs)} syncs while they ran: {without} without a sync")
        return 0 if without == 0 and len(syncs) >= len(spans) else 1
    finally:
        demo.clear()


sys.exit(main())

#!/usr/bin/env python3
"""Memory of the server while 16 connections read pages and save: under 150 MB at its peak."""

import pathlib
import sys
import threading
import time

from house import ORGANISATIONS, Demo, arguments

BOOK = "/api/v1/alliances/hamm/workbooks/strukturen"
MOST_MB = 150


def main():
    said = arguments(__doc__, seconds=(int, 30, "how long"), connections=(int, 16, "how many"))
    demo = Demo(said.bin)
    try:
        # Filling the demo takes memory of its own: what is measured starts on what is filled.
        demo.start()
        demo.stop()
        demo.start()
        who = demo.sign_in()
        until, counts, wrong = time.monotonic() + said.seconds, [0] * said.connections, []

        def work(n):
            while time.monotonic() < until:
                for path in (BOOK, ORGANISATIONS, "/api/v1/evaluation/map", "/api/v1/municipalities?limit=200"):
                    status, _ = demo.ask("GET", path, headers=who)
                    counts[n] += 1
                    if status >= 500:
                        wrong.append((path, status))
                demo.add_organisation(who, f"Speicher {n}-{counts[n]}")

        threads = [threading.Thread(target=work, args=(n,)) for n in range(said.connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        status = pathlib.Path(f"/proc/{demo.child.pid}/status").read_text()
        peak = next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmHWM")) / 1024
        print(f"{said.connections} connections, {sum(counts)} reads, {len(wrong)} server errors, peak {peak:.0f} MB")
        sys.exit(0 if peak < MOST_MB and not wrong else 1)
    finally:
        demo.clear()


if __name__ == "__main__":
    main()

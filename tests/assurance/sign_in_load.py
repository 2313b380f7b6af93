#!/usr/bin/env python3
"""Signs in with 1, 4 and 16 people at once and tells how long it takes (p50, p99), and
how much memory the server needs at most: hashing passwords costs 19 MiB each and is
bounded at two at once, so that many sign-ins cannot exhaust memory.

    tests/assurance/sign_in_load.py [--bin target/release/klappt] [--each 20]

Ends with exit code 0 only when the server's memory stays below 150 MB and every
sign-in succeeds.
"""

import json
import pathlib
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import house  # noqa: E402
from guessing import PASSWORD, Browser  # noqa: E402

MOST_MB = 150


def peak_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def measure(url, people, at_once, each):
    """Seconds each sign-in took; everybody comes from an address of their own."""
    took, failed, lock = [], [], threading.Lock()

    def one(n):
        for _ in range(each):
            who = Browser(url, at=f"127.0.2.{n + 1}")
            begun = time.perf_counter()
            status, _ = who.ask("POST", "/api/v1/session", body={"email": people[n], "password": PASSWORD})
            seconds = time.perf_counter() - begun
            with lock:
                took.append(seconds)
                if status != 200:
                    failed.append(status)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(took), failed


def main():
    said = house.arguments(__doc__.split("\n\n")[0], each=(int, 20, "sign-ins of each person"))
    demo = house.Demo(said.bin)
    try:
        # Filling the demo takes memory of its own: what is measured starts on what is filled.
        demo.start()
        demo.stop()
        demo.start()
        listed = subprocess.run([said.bin, "demo", "--accounts", "--data", demo.data], capture_output=True,
                                check=True, text=True, env=demo.env, cwd=demo.folder)
        people = [a["email"] for a in json.loads(listed.stdout) if a["role"] == "office"]
        before, bad = peak_mb(demo.child.pid), 0
        for at_once in (1, 4, 16):
            took, failed = measure(f"http://localhost:{demo.port}", people, at_once, said.each)
            bad += len(failed)
            p50, p99 = took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)]
            print(f"{at_once:2} at once: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms "
                  f"({len(took)} sign-ins, {len(failed)} failed)", flush=True)
        peak = peak_mb(demo.child.pid)
    finally:
        demo.clear()
    print(f"peak memory {peak:.0f} MB (before: {before:.0f} MB, promised: below {MOST_MB} MB), {bad} failed sign-ins")
    sys.exit(peak >= MOST_MB or bad > 0)


if __name__ == "__main__":
    main()

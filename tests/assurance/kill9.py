#!/usr/bin/env python3
"""No acknowledged write is lost or doubled, however often the server is killed.

Four writers save while the server is ended by SIGKILL again and again: two add
organisations under an idempotency key, two change an answer under a version check.
A request that got no answer is sent again with the same key or version. At the end
every acknowledged organisation must be there exactly once, and every answer must be
what was acknowledged last.
"""

import random
import sys
import threading
import time

from house import Demo, arguments

BOOK = "/api/v1/alliances/hamm/workbooks/strukturen"
FIELDS = ["STR-2.4", "STR-X.2"]


class Writer(threading.Thread):
    def __init__(self, demo, who, number, up):
        super().__init__(daemon=True)
        self.demo, self.who, self.number, self.up = demo, who, number, up
        self.acknowledged, self.again, self.ended = [], 0, False
        self.field = FIELDS[number - 2] if number >= 2 else None
        self.version = 0

    def run(self):
        n = 0
        while not self.ended:
            text = f"kill9 {self.number} Fassung {n:05}"
            status = self.try_until_answered(text)
            if status is None:
                break
            if status in (200, 201):
                self.acknowledged.append(text)
            else:
                sys.stderr.write(f"writer {self.number}: {status}\n")
            n += 1

    def try_until_answered(self, text):
        while True:
            self.up.wait()
            if self.ended:
                return None
            try:
                if self.field is None:
                    return self.demo.add_organisation(self.who, text)[0]
                path = f"{BOOK}/answers/{self.field}"
                matching = {**self.who, "If-Match": f'"{self.version}"'}
                status, answer = self.demo.ask("PUT", path, {"value": text}, matching)
                if status == 200:
                    self.version = answer["version"]
                elif status == 412:
                    # The write before the kill had been saved: its version is one more.
                    self.version += 1
                    current = find(self.demo.ask("GET", BOOK, headers=self.who)[1], text)
                    status = 200 if current else status
                    if not current:
                        continue
                return status
            except OSError:
                self.again += 1
                time.sleep(0.01)


def find(book, text):
    return text in str(book)


def main():
    said = arguments(__doc__.split("\n")[0], kills=(int, 20, "how often it is killed"),
                     writes=(int, 1000, "how many acknowledged writes at least"))
    demo = Demo(said.bin)
    try:
        demo.start()
        who = demo.sign_in()
        before = set(demo.organisations(who))
        up = threading.Event()
        up.set()
        writers = [Writer(demo, who, n, up) for n in range(4)]
        for writer in writers:
            writer.start()
        chance = random.Random(9)
        each = said.writes // said.kills + 1
        for kill in range(said.kills):
            goal = (kill + 1) * each
            while sum(len(w.acknowledged) for w in writers) < goal:
                time.sleep(0.005)
            time.sleep(chance.random() * 0.2)
            up.clear()
            demo.kill()
            demo.start()
            up.set()
        for writer in writers:
            writer.ended = True
        for writer in writers:
            writer.join(60)
        who = demo.sign_in()
        names = [name for name in demo.organisations(who) if name not in before]
        told = [name for w in writers if w.field is None for name in w.acknowledged]
        lost = [name for name in told if name not in names]
        doubled = [name for name in set(names) if names.count(name) > 1]
        book = str(demo.ask("GET", BOOK, headers=who)[1])
        for w in writers:
            if w.field is not None and w.acknowledged[-1] not in book:
                lost.append(w.acknowledged[-1])
        acknowledged = sum(len(w.acknowledged) for w in writers)
        again = sum(w.again for w in writers)
        print(f"{acknowledged} acknowledged writes, {said.kills} kills, {again} requests without an answer: "
              f"{len(lost)} lost, {len(doubled)} doubled")
        for line in lost[:5] + doubled[:5]:
            print("  " + line)
        return 0 if acknowledged >= said.writes and not lost and not doubled else 1
    finally:
        demo.clear()


sys.exit(main())

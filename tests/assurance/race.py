#!/usr/bin/env python3
"""Of simultaneous identical requests exactly one succeeds.

Twenty at once: save different words into a field, based on the same version (one is
saved, nineteen are told of the conflict); save the same words (one change, everybody is
told that they are saved); add an organisation under the same key (one row, everybody is
told of it); choose a password through the same single-use link (one is let in).
"""

import re
import sys
import threading
import urllib.parse
from http.client import HTTPConnection

from house import ORGANISATIONS, Demo, arguments

FIELD = "/api/v1/alliances/hamm/workbooks/strukturen/answers/STR-2.4"


def at_once(times, act):
    """What each of so many simultaneous calls answered."""
    answers, gate = [None] * times, threading.Barrier(times)

    def one(n):
        gate.wait()
        answers[n] = act(n)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def form(demo, path, fields):
    link = HTTPConnection("127.0.0.1", demo.port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    link.request("POST", path, urllib.parse.urlencode(fields), headers)
    answer = link.getresponse()
    answer.read()
    return answer.status


def version(demo, who):
    return demo.ask("GET", FIELD, headers=who)[1]["version"]


def same_version(demo, who, times):
    matching = {**who, "If-Match": f'"{version(demo, who)}"'}
    answers = at_once(times, lambda n: demo.ask("PUT", FIELD, {"value": f"Fassung {n}"}, matching)[0])
    return answers.count(200) == 1 and answers.count(412) == times - 1, answers


def same_words(demo, who, times):
    before = version(demo, who)
    matching = {**who, "If-Match": f'"{before}"'}
    answers = at_once(times, lambda _: demo.ask("PUT", FIELD, {"value": "Gleichzeitig"}, matching)[0])
    changes = version(demo, who) - before
    return changes == 1 and answers.count(200) == times, [*answers, f"{changes} change"]


def same_key(demo, who, times):
    answers = at_once(times, lambda _: demo.add_organisation(who, "Gleichzeitig e. V.")[0])
    rows = demo.organisations(who).count("Gleichzeitig e. V.")
    return rows == 1 and all(status < 300 for status in answers), [*answers, f"{rows} row"]


def same_link(demo, times):
    form(demo, "/forgotten", {"email": "vertretung@kreis-kleve.example"})
    token = None
    for _ in range(100):
        found = re.search(r"/links/([0-9a-f.]+)", str(demo.ask("GET", "/outbox", headers={"Accept": "text/html"})[1]))
        if found:
            token = found.group(1)
            break
        threading.Event().wait(0.1)
    if not token:
        return False, ["no letter came"]
    word = "ein neues langes Kennwort 2026"
    fields = {"password": word, "password_again": word, "again": word}
    answers = at_once(times, lambda _: form(demo, f"/links/{token}", fields))
    return answers.count(303) == 1 and all(status < 500 for status in answers), answers


def main():
    said = arguments(__doc__.split("\n")[0], times=(int, 20, "how many at once"))
    demo = Demo(said.bin)
    try:
        demo.start()
        who = demo.sign_in()
        good = True
        for name, (held, answers) in {
            "same version": same_version(demo, who, said.times),
            "same words": same_words(demo, who, said.times),
            "same key": same_key(demo, who, said.times),
            "same link": same_link(demo, said.times),
        }.items():
            good &= held
            told = ", ".join(f"{answers.count(a)} × {a}" for a in dict.fromkeys(answers))
            print(f"{name:14} {'exactly one' if held else 'BROKEN':12} {told}")
        print(f"{said.times} at once: {'exactly one success each' if good else 'a promise is broken'}")
        sys.exit(0 if good else 1)
    finally:
        demo.clear()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Guesses passwords, codes and recovery codes, and counts how many are heard before
klappt makes the guesser wait (429). Promised: at most 25 for one account, and at most 110
for many accounts from one address (a whole town hall may sit behind one), through page and
API alike, and over a restart.

    tests/assurance/guessing.py              # a demo of its own, restarted in between
    tests/assurance/guessing.py --url http://localhost:8080   # only sprays a running one

Ends with exit code 0 only when every count is within the promise.
"""

import argparse
import base64
import hashlib
import hmac
import html
import http.client
import json
import pathlib
import re
import shutil
import struct
import sys
import time
import urllib.parse

MOST, MOST_FROM_ADDRESS = 25, 110
PASSWORD = "klappt-demo-2019"
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Browser:
    """Somebody with cookies who sends forms as a browser does: hidden fields go along.
    `at` is the address of this machine they come from."""

    def __init__(self, url, at="127.0.0.1"):
        self.host, self.at, self.cookies = urllib.parse.urlsplit(url).netloc, at, {}

    def ask(self, method, path, fields=None, body=None):
        name, _, port = self.host.partition(":")
        link = http.client.HTTPConnection("127.0.0.1" if name == "localhost" else name, int(port or 80),
                                          timeout=60, source_address=(self.at, 0) if self.at else None)
        headers = {"Host": self.host}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        text = None
        if fields is not None:
            text = urllib.parse.urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        if body is not None:
            text, headers["Content-Type"] = json.dumps(body), "application/json"
        link.request(method, path, text, headers)
        answer = link.getresponse()
        page = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        self.location = answer.headers.get("Location")
        link.close()
        return answer.status, page

    def form(self, page, action, fields):
        """Sends the form of that address as it stands on the page, with these fields."""
        found = re.search(rf'<form[^>]*action="{re.escape(action)}"(?![^>]*data-passkey).*?</form>', page, re.S)
        if not found:
            raise SystemExit(f"no form leads to {action}")
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', found.group(0))
        sent = {name: html.unescape(value) for name, value in hidden}
        return self.ask("POST", action, {**sent, **fields})

    def sign_in(self, email, password):
        return self.form(self.ask("GET", "/sign-in")[1], "/sign-in", {"email": email, "password": password})


def totp(secret, at=None):
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.new(key, struct.pack(">Q", int((at or time.time()) // 30)), hashlib.sha1).digest()
    number = struct.unpack(">I", mac[mac[19] & 15:][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def heard(guess, meanwhile=None):
    """How many guesses are heard before one is slowed; `meanwhile` happens after the fifth."""
    for n in range(2 * MOST_FROM_ADDRESS):
        status = guess(n)
        if status == 429:
            return n
        if status not in (401, 422):
            raise SystemExit(f"guess {n} was answered {status}")
        if n == 4 and meanwhile:
            meanwhile()
    return 2 * MOST_FROM_ADDRESS


def promised(name):
    return MOST_FROM_ADDRESS if name.startswith("many accounts") else MOST


def by_page(url, email):
    """Guesses at an account on the sign-in page; `email` may change from guess to guess."""
    return lambda n: Browser(url()).sign_in(email(n), f"geraten-{n}-geraten")[0]


def by_api(url, email):
    def guess(n):
        body = {"email": email(n), "password": f"geraten-{n}-geraten"}
        return Browser(url()).ask("POST", "/api/v1/session", body=body)[0]
    return guess


def secure(url, email):
    """Sets an app up for an account, as its owner does; answers its secret."""
    owner = Browser(url(), at="127.0.0.9")
    if owner.sign_in(email, PASSWORD)[0] != 303:
        raise SystemExit(f"{email} cannot sign in")
    here = "/account/second-factor"
    owner.form(owner.ask("GET", here)[1], f"{here}/totp", {})
    page = owner.ask("GET", f"{here}/totp")[1]
    secret = re.search(r'<p class="hash">([A-Z2-7 ]+)</p>', page).group(1)
    status, page = owner.form(page, f"{here}/totp/confirm", {"code": totp(secret), "password": PASSWORD})
    if status != 200 or "Wiederherstellungscodes" not in page:
        raise SystemExit(f"the app could not be set up: {status}")
    return secret


def by_code(url, email, code):
    """Guesses the second factor of an account whose password is known."""
    step = {}

    def guess(n):
        who = Browser(url())
        if not step or step["url"] != url():
            step.update(url=url(), page=who.sign_in(email, PASSWORD)[1])
        return who.form(step["page"], "/sign-in/second", {"code": code(n)})[0]
    return guess


def run_demo(binary):
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    import house
    filled = house.Demo(binary).start()
    filled.stop()
    office = lambda n: "gfs@hamm.example"
    many = lambda n: "gfs@kreis-kleve.example" if n % 20 == 0 else f"gfs{n}@nirgends.example"
    counts = {}

    def one(name, guess_of, restart=False):
        """Each count begins on its own copy of the same state."""
        demo = house.Demo(binary)
        shutil.copytree(filled.data, demo.data)
        url = lambda: f"http://localhost:{demo.port}"
        try:
            demo.start()
            guess = guess_of(url)
            meanwhile = (lambda: (demo.stop(), demo.start())) if restart else None
            counts[name] = heard(guess, meanwhile)
            print(f"{name}: {counts[name]}", flush=True)
        finally:
            demo.clear()

    def code_of(kind):
        def guess_of(url):
            secret = secure(url, office(0))
            now = {totp(secret, time.time() + 30 * step) for step in range(-4, 60)}
            wrong = [f"{n:06}" for n in range(300) if f"{n:06}" not in now]
            words = lambda n: wrong[n] if kind == "app" else f"abcd-efgh-jkmn-pqrs-tuvw-{'abcdefghjkmnpqrstuvwxyz'[n % 23] * 4}"
            return by_code(url, office(0), words)
        return guess_of

    try:
        one("one account, page", lambda url: by_page(url, office))
        one("one account, API", lambda url: by_api(url, office))
        one("one account, page, restarted after five", lambda url: by_page(url, office), restart=True)
        one("one account from many addresses", lambda url: lambda n: Browser(url(), f"127.0.1.{n + 1}").sign_in(
            office(n), f"geraten-{n}-geraten")[0])
        one("many accounts from one address, page", lambda url: by_page(url, many))
        one("many accounts from one address, API, restarted", lambda url: by_api(url, many), restart=True)
        one("codes of the app", code_of("app"))
        one("codes of the app, restarted", code_of("app"), restart=True)
        one("recovery codes", code_of("recovery"))
    finally:
        filled.clear()
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    built = [ROOT / "target" / kind / "klappt" for kind in ("release", "debug")]
    parser.add_argument("--bin", type=pathlib.Path, default=next((b for b in built if b.exists()), built[0]))
    parser.add_argument("--url", help="spray this running klappt instead; sign-in from here waits afterwards")
    said = parser.parse_args()
    if said.url:
        spray = by_page(lambda: said.url, lambda n: f"niemand{n}@nirgends.example")
        counts = {"many accounts from one address, page": heard(spray)}
    else:
        counts = run_demo(said.bin.resolve())
    for kind in (MOST, MOST_FROM_ADDRESS):
        of_kind = [count for name, count in counts.items() if promised(name) == kind]
        if of_kind:
            print(f"{len(of_kind)} ways of guessing: at most {max(of_kind)} guesses heard before slowing (promised: {kind})")
    sys.exit(any(count > promised(name) for name, count in counts.items()))


if __name__ == "__main__":
    main()

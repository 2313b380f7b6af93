"""What the scripts in this folder share: a demo server as a child, and requests to it.

Python's standard library only. Every script takes --bin, the klappt to try
(default: target/release/klappt, else target/debug/klappt), ends with one line
that says what was counted, and with exit code 0 only when the promise held.
"""

import argparse
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
OFFICE = ("gfs@hamm.example", "klappt-demo-2019")
ORGANISATIONS = "/api/v1/alliances/hamm/organisations"


def arguments(about, **more):
    # Whoever ends a script gently finds nothing left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=about)
    built = [ROOT / "target" / kind / "klappt" for kind in ("release", "debug")]
    parser.add_argument("--bin", type=pathlib.Path, default=next((b for b in built if b.exists()), built[0]))
    for name, (kind, value, text) in more.items():
        parser.add_argument("--" + name.replace("_", "-"), type=kind, default=value, help=text)
    said = parser.parse_args()
    said.bin = said.bin.resolve()
    if not said.bin.exists():
        sys.exit(f"{said.bin} is not there: cargo build --release")
    return said


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Demo:
    """A demo on a free port of this machine, in a folder of its own."""

    def __init__(self, binary, env=None):
        self.binary, self.env = binary, {**os.environ, **(env or {})}
        for name in list(self.env):
            if name.startswith("KLAPPT_") and name not in (env or {}):
                del self.env[name]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="klappt-assurance-"))
        self.data = self.folder / "demo"
        self.port = free_port()
        self.child = None

    def start(self):
        log = open(self.folder / "stderr.log", "a")
        self.child = subprocess.Popen(
            [self.binary, "demo", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL, stderr=log, env=self.env, cwd=self.folder)
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            if self.child.poll() is not None:
                sys.exit(f"the demo ended with {self.child.returncode}; see {self.folder / 'stderr.log'}")
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.05)
        sys.exit("the demo did not answer within three minutes")

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def stop(self):
        """Ends it gently; answers the exit code."""
        self.child.send_signal(signal.SIGTERM)
        return self.child.wait(timeout=60)

    def clear(self):
        if self.child and self.child.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, path, body=None, headers=None, timeout=30):
        """One request: status and what was answered. OSError when nobody answers."""
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
            text = None if body is None else json.dumps(body)
            sent = {"Content-Type": "application/json", "Accept": "application/json", **(headers or {})}
            link.request(method, path, text, sent)
            answer = link.getresponse()
            raw = answer.read()
            self.last_headers = answer.headers
            link.close()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        try:
            return answer.status, json.loads(raw)
        except ValueError:
            return answer.status, raw.decode("utf-8", "replace")

    def sign_in(self):
        status, answer = self.ask("POST", "/api/v1/session", {"email": OFFICE[0], "password": OFFICE[1]})
        if status != 200:
            sys.exit(f"signing in: {status} {answer}")
        return {"Authorization": f"Bearer {answer['token']}"}

    def add_organisation(self, who, name):
        body = {"name": name, "area": "B", "actor_type": "vhs"}
        return self.ask("POST", ORGANISATIONS, body, {**who, "Idempotency-Key": name})

    def organisations(self, who):
        """The names of all organisations of the office's alliance."""
        names, cursor = [], ""
        while True:
            path = f"{ORGANISATIONS}?limit=200" + (f"&cursor={cursor}" if cursor else "")
            status, answer = self.ask("GET", path, headers=who)
            if status != 200:
                sys.exit(f"listing: {status} {answer}")
            names += [item["name"] for item in answer["items"]]
            cursor = answer.get("next")
            if not cursor:
                return names

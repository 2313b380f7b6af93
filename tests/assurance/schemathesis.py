#!/usr/bin/env python3
"""Thousands of generated requests to the whole API in every role: no server error, and
every answer as the description says.

Needs the PyPI package schemathesis (pip install schemathesis) beside the demo; it reads
/api/v1/openapi.json. Ending one's own session is left out, or everything after it would
be a visitor's.
"""

import base64
import hashlib
import hmac
import json
import shutil
import struct
import subprocess
import sys
import time

from house import Demo, arguments

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def accounts(said, demo):
    told = subprocess.run([said.bin, "demo", "--data", demo.data, "--accounts"], capture_output=True, text=True)
    seen = {}
    for account in json.loads(told.stdout):
        seen.setdefault(account["role"], account)
    return seen


def code(key):
    """What the authenticator app of this key shows now (RFC 6238)."""
    plain = key.replace(" ", "")
    secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def main():
    said = arguments(__doc__.split("\n")[0], cases=(int, 10_000, "requests in each role"),
                     roles=(str, "", "only these, comma separated"), tool=(str, "schemathesis", "the program"))
    if not shutil.which(said.tool):
        sys.exit("schemathesis is not there: pip install schemathesis")
    demo = Demo(said.bin)
    broken = []
    try:
        demo.start()
        _, description = demo.ask("GET", "/api/v1/openapi.json")
        operations = sum(len(methods) for methods in description["paths"].values())
        each = -(-said.cases // operations)
        wanted = [r for r in said.roles.split(",") if r]
        for role, account in accounts(said, demo).items():
            if wanted and role not in wanted:
                continue
            proof = {"email": account["email"], "password": account["password"]}
            if account.get("second_factor"):
                proof["second_factor"] = code(account["second_factor"])
            status, session = demo.ask("POST", "/api/v1/session", proof)
            if status != 200:
                sys.exit(f"signing in as {role}: {status} {session}")
            report = demo.folder / f"{role}.json"
            # Without names that exist, most requests would only be told that nothing is there.
            place = account["alliance"] or "kreis-kleve"
            (demo.folder / "schemathesis.toml").write_text(
                f'[parameters]\n"path.alliance" = "{place}"\n"path.instrument" = "strukturen"\n'
                '"path.uid" = ["STR-2.4", "STR-X.2"]\n')
            done = subprocess.run(
                [said.tool, "run", f"http://127.0.0.1:{demo.port}/api/v1/openapi.json", "--checks", CHECKS,
                 "--header", f"Authorization: Bearer {session['token']}", "--max-examples", str(each),
                 "--phases", "coverage,fuzzing", "--exclude-path", "/api/v1/session", "--seed", "1",
                 "--suppress-health-check", "all", "--continue-on-failure", "--no-shrink", "--workers", "2",
                 "--report-json-path", report, "--report", "json"],
                capture_output=True, text=True, cwd=demo.folder)
            summary = [line for line in done.stdout.splitlines() if line.strip()][-8:]
            print(f"{role:22} exit {done.returncode}")
            if done.returncode:
                broken.append(role)
                # From the failures on; warnings about requests that were refused are no news.
                print(done.stdout.partition("= FAILURES =")[2].partition("= WARNINGS =")[0] or done.stdout[-4000:])
            else:
                print("\n".join("    " + line for line in summary))
            sys.stdout.flush()
        print(f"{len(broken)} roles with deviations: {', '.join(broken) or 'none'}")
        sys.exit(1 if broken else 0)
    finally:
        demo.clear()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Instruments as XLSForms: pyxform accepts each, ODK Validate too where Java is there,
and what comes back from it is an instrument file that checks.

    python3 -m venv venv && venv/bin/pip install pyxform
    venv/bin/python tests/assurance/xlsform.py --bin target/debug/klappt
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

from pyxform.xls2xform import convert

ROOT = pathlib.Path(__file__).resolve().parents[2]


def klappt(binary, *words):
    return subprocess.run([binary, "instrument", *map(str, words)], capture_output=True, check=False)


def held(binary, file, folder):
    """Whether everything promised holds for one instrument file; prints a line."""
    name = f"{file.parent.parent.name} {file.parent.name}"
    made = klappt(binary, "xlsform", file)
    if made.returncode:
        print(f"{name:24} not written: {made.stderr.decode().strip()}")
        return False
    form = folder / "form.xlsx"
    form.write_bytes(made.stdout)
    try:
        result = convert(xlsform=str(form), validate=shutil.which("java") is not None)
    except Exception as refusal:  # pylint: disable=broad-except
        print(f"{name:24} refused by pyxform: {refusal}")
        return False
    back = klappt(binary, "from-xlsform", form)
    (folder / "back.yaml").write_bytes(back.stdout)
    check = klappt(binary, "check", folder / "back.yaml")
    good = back.returncode == 0 and check.returncode == 0
    questions = result.xform.count("<bind ")
    findings = len(back.stderr.decode().splitlines())
    warnings = len(result.warnings)
    print(f"{name:24} {questions:5} bindings, {warnings} warnings, back with {findings} findings: {'good' if good else 'BROKEN'}")
    if not good:
        print(back.stderr.decode(), check.stdout.decode())
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the klappt binary")
    binary = str(pathlib.Path(parser.parse_args().bin).resolve())
    files = sorted((ROOT / "instruments").glob("*/v*/instrument.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        results = [held(binary, file, pathlib.Path(folder)) for file in files]
    sys.exit(0 if results and all(results) else 1)


if __name__ == "__main__":
    main()

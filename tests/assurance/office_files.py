#!/usr/bin/env python3
"""Forms in LibreOffice: every instrument as .docx and .xlsx opens without repair, becomes
a PDF that names every question's number, and what was filled in survives opening and
saving there.

    apt-get install libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils
    python3 tests/assurance/office_files.py --bin target/debug/klappt
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, check=False)


def office(kind, file, to):
    made = run("soffice", "--headless", f"-env:UserInstallation=file://{to}/profile", "--convert-to", kind, "--outdir", to, file)
    result = to / f"{file.stem}.{kind}"
    return result if made.returncode == 0 and result.exists() else None


def rewritten(file, part, change):
    """Exchanges the text of one part of a package."""
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def fill_word(file):
    """Writes into every text, as Word would: the hint goes, words and line ends come."""
    words = "eins &amp; &lt;zwei&gt;</w:t><w:br/><w:t>„drei“"

    def change(xml):
        hint = r'<w:showingPlcHdr/>(<w:richText/></w:sdtPr><w:sdtContent><w:r>)<w:rPr>.*?</w:rPr><w:t xml:space="preserve">[^<]*'
        return re.sub(hint, rf"\1<w:t>{words}", xml)

    rewritten(file, "word/document.xml", change)


def fill_excel(file):
    """Writes into every blank answer of the sheet of questions."""
    words = '<is><t xml:space="preserve">eins &amp; &lt;zwei&gt;\n„drei“</t></is>'

    def change(xml):
        return re.sub(r'<c r="(C[0-9]+)" s="([0-9]+)"/>', rf'<c r="\1" s="\2" t="inlineStr">{words}</c>', xml)

    rewritten(file, "xl/worksheets/sheet1.xml", change)


def answers(binary, instrument, file):
    said = run(binary, "instrument", "answers", instrument, file)
    # What does not fit its field is said beside; here only what comes back counts.
    return json.loads(said.stdout) if said.stdout.startswith(b"{") else said.stdout.decode().strip()


def held(binary, instrument, folder):
    name = f"{instrument.parent.parent.name} {instrument.parent.name}"
    good = True
    for kind in ["docx", "xlsx"]:
        form = folder / f"{instrument.parent.parent.name}-{instrument.parent.name}.{kind}"
        made = run(binary, "instrument", "form", instrument, "--to", form)
        if made.returncode:
            print(f"{name:22} {kind}: not written: {made.stderr.decode().strip()}")
            return False
        fill_word(form) if kind == "docx" else fill_excel(form)
        before = answers(binary, instrument, form)
        saved = folder / "saved"
        saved.mkdir(exist_ok=True)
        again = office(kind, form, saved)
        after = answers(binary, instrument, again) if again else "not opened"
        pdf = office("pdf", form, saved)
        words = run("pdftotext", "-layout", pdf, "-").stdout.decode() if pdf else ""
        numbers = re.findall(r'^      - (?:id: |\{id: )"?([0-9A-Z.]+)', instrument.read_text(), re.M)
        shown = sum(number in words for number in numbers)
        same = isinstance(before, dict) and before == after
        filled = isinstance(before, dict) and len(before) > 1
        print(
            f"{name:22} {kind}: {len(before) if isinstance(before, dict) else before} answers, saved again "
            f"{'the same' if same else f'DIFFERENT: {str(after)[:300]}'}; PDF names {shown} of {len(numbers)} numbers"
        )
        good &= same and filled and pdf is not None
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

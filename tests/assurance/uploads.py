#!/usr/bin/env python3
"""Sends everything an upload can be made to carry at a klappt, as the office of a
demo alliance: as a contact list, and as a form that comes back. Watches what the server
answers and how its memory grows.

    tests/assurance/uploads.py --bin target/debug/klappt      starts a demo of its own
    tests/assurance/uploads.py --url http://127.0.0.1:8080 --email … --password …

Exit code: 0 all held; 1 an answer of 5xx or none, a hostile file that was taken, a
connection to the address a file named, or memory that grew by 200 MB or more;
2 it could not be started. Python 3's standard library only.
"""

import argparse
import io
import json
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zipfile
import zlib

GROWTH_MB = 200
BOUNDARY = "klappt-torture"


# --- what is sent -----------------------------------------------------------------

RELS = (
    '<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = '<workbook><sheets><sheet name="a" sheetId="1" id="r1"/></sheets></workbook>'
BOOK_RELS = (
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
STRINGS = "<sst><si><t>Organisation</t></si><si><t>Ort</t></si></sst>"
ROW = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
SHEET = f"<worksheet><sheetData>{ROW}{ROW}</sheetData></worksheet>"


def xlsx(strings=STRINGS, sheet=SHEET, more=()):
    return package(
        [
            ("_rels/.rels", RELS),
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", BOOK_RELS),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/sheet1.xml", sheet),
            *more,
        ]
    )


def ods(content):
    return package([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])


def ods_cell(attributes="", inside="<text:p>x</text:p>", row=""):
    return ods(
        f"<office:document-content><table:table><table:table-row {row}>"
        f'<table:table-cell office:value-type="string" {attributes}>{inside}</table:table-cell>'
        "</table:table-row></table:table></office:document-content>"
    )


def package(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def flood(begin, unpacked):
    """A deflate stream that begins with a text and goes on with blanks, made without making them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packer.compress(begin.encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    mebibyte = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush each piece stands alone and may be repeated.
    return stream + mebibyte * (unpacked // 2**20) + b"\x03\x00"


def zip_bomb(unpacked, declared):
    """An XLSX whose sheet unpacks to so many bytes and says it has so many."""
    small = xlsx(sheet="@SHEET@")
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        parts = [(i.filename, archive.read(i)) for i in archive.infolist() if "sheet1" not in i.filename]
    entries = [(name, zlib_raw(data), len(data), zlib.crc32(data)) for name, data in parts]
    entries.append(("xl/worksheets/sheet1.xml", flood("<worksheet><sheetData>", unpacked), declared, 0))
    return raw_zip(entries)


def zlib_raw(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def raw_zip(entries, repeated=0):
    """A zip file written by hand: its directory may say what it likes."""
    body, directory, count = b"", b"", 0
    for name, packed, size, crc in entries:
        fields = (20, 0, 8, 0, 0x21, crc, len(packed), size & 0xFFFFFFFF, len(name), 0)
        central = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *fields[:5], *fields[5:8], len(name), 0, 0, 0, 0, 0, len(body))
        directory += central + name.encode()
        count += 1
        body += struct.pack("<4s5H3I2H", b"PK\3\4", *fields) + name.encode() + packed
    # Further entries that all point at the last one's data.
    last = entries[-1]
    at = len(body) - len(last[1]) - len(last[0]) - 30
    for number in range(repeated):
        name = f"{number}.xml".encode()
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0x21, last[3], len(last[1]), last[2], len(name), 0, 0, 0, 0, 0, at
        )
        directory += name
        count += 1
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return body + directory + end


def picture(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", width, height, 8, 6, 0, 0, 0)
    pixels = b"\x78\xda" + flood("", 100 * 2**20)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def laughs(element):
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    return f"<!DOCTYPE {element} [{entities}]>"


def torture(trap):
    """All of it: what it is called, the file's name, the file, and whether it may be taken."""
    chance = random.Random(20261130)
    good = xlsx()
    deep = lambda levels: "<a>" * levels + "</a>" * levels  # noqa: E731
    nested = package([("a.zip", package([("b.zip", package([("c.xml", "0" * 10_000_000)]))]))])
    fetch = f'<!DOCTYPE sst [<!ENTITY x SYSTEM "http://127.0.0.1:{trap}/x">]>'
    parameter = f'<!DOCTYPE sst [<!ENTITY % x SYSTEM "http://127.0.0.1:{trap}/x"> %x;]>'
    local = '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    said = STRINGS.replace("Organisation", "Organisation&x;")
    text = lambda n: f"<sst><si><t>{'x' * n}</t></si></sst>"  # noqa: E731
    wide = ";".join("x" for _ in range(200)) + "\n" + (";" * 199 + "x\n") * 20_000
    refused, any_ = False, True
    yield "zip bomb, 10 MB to 10 GB", "bombe.xlsx", zip_bomb(10 * 2**30, 4_000_000_000), refused
    yield "zip bomb, 4 MB to 4 GB, as it says", "bombe.xlsx", zip_bomb(4 * 2**30, 4_000_000_000), refused
    yield "zip bomb, 4 MB to 4 GB, hidden", "bombe.xlsx", zip_bomb(4 * 2**30, 5_000), refused
    yield "zip bomb, 99 MB, as it says", "bombe.xlsx", zip_bomb(94 * 2**20, 94 * 2**20 + 22), refused
    kernel = [("xl/worksheets/sheet1.xml", flood("<worksheet>", 50 * 2**20), 50 * 2**20, 0)]
    yield "zip with 5,000 entries over one", "ueberlappend.xlsx", raw_zip(kernel, 4_999), refused
    yield "zip with 65,000 entries", "viele.xlsx", raw_zip(kernel, 65_000), refused
    yield "zip in zip in zip", "schachtel.xlsx", nested, refused
    yield "zip in zip beside a list", "schachtel.xlsx", xlsx(more=[("xl/media/a.zip", nested)]), any_
    yield "billion laughs, texts", "laughs.xlsx", xlsx(laughs("sst") + STRINGS.replace("Ort", "&a11;")), refused
    yield "billion laughs, sheet", "laughs.xlsx", xlsx(sheet=laughs("worksheet") + SHEET), refused
    yield "billion laughs, ODS", "laughs.ods", ods(laughs("a") + "<a>&a11;</a>"), refused
    big = f'<!DOCTYPE sst [<!ENTITY x "{"x" * 50_000}">]>'
    yield "one large entity, often", "gross.xlsx", xlsx(big + STRINGS.replace("Ort", "&x;" * 20_000)), refused
    yield "outside entity, a file", "xxe.xlsx", xlsx(local + said), refused
    yield "outside entity, an address", "xxe.xlsx", xlsx(fetch + said), refused
    yield "outside parameter entity", "xxe.xlsx", xlsx(parameter + said), refused
    dtd = f'<!DOCTYPE sst SYSTEM "http://127.0.0.1:{trap}/a.dtd">'
    yield "outside document type", "xxe.ods", ods(dtd + "<a/>"), refused
    far = BOOK_RELS.replace("worksheets/sheet1.xml", f"http://127.0.0.1:{trap}/sheet.xml")
    parts = [("_rels/.rels", RELS), ("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", far)]
    yield "a sheet at another address", "fern.xlsx", package(parts), refused
    yield "50,000 levels", "tief.xlsx", xlsx(sheet=SHEET.replace("<sheetData>", deep(50_000) + "<sheetData>")), refused
    yield "5,000,000 levels, ODS", "tief.ods", ods(deep(5_000_000)), refused
    attributes = "".join(f' a{n}=""' for n in range(1_000_000))
    yield "a million attributes", "attribute.xlsx", xlsx(sheet=SHEET.replace("<row", f"<row{attributes}", 1)), refused
    yield "one text of 90 MB", "lang.xlsx", xlsx(text(90_000_000)), refused
    yield "many texts, 90 MB", "lang.xlsx", xlsx("<sst>" + f"<si><t>{'x' * 50_000}</t></si>" * 1_800 + "</sst>"), refused
    yield "a comment without end, ODS", "offen.ods", ods("<a><!--" + "x" * 90_000_000), refused
    yield "an annotation without end, ODS", "offen.ods", ods_cell(inside="<office:annotation>"), refused
    yield "nine trillion texts announced", "viele.xlsx", xlsx(STRINGS.replace("<sst", '<sst uniqueCount="9000000000000"')), any_
    yield "ten million empty texts", "leer.xlsx", xlsx("<sst>" + "<si/>" * 10_000_000 + "</sst>"), refused
    yield "a cell far away", "fern.xlsx", xlsx(sheet=SHEET.replace("<c ", '<c r="ZZZZZZ99999999999999999" ', 1)), refused
    yield "rows repeated, ODS", "oft.ods", ods_cell(row='table:number-rows-repeated="99999999999"'), refused
    yield "cells repeated, ODS", "oft.ods", ods_cell('table:number-columns-repeated="99999999999"'), refused
    yield "blanks repeated, ODS", "oft.ods", ods_cell(inside='<text:p>x<text:s text:c="99999999999"/>x</text:p>'), refused
    yield "pixel bomb as .xlsx", "bild.xlsx", picture(100_000, 100_000), refused
    yield "SVG as .xlsx", "bild.xlsx", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', refused
    paths = [("../../../../tmp/klappt-torture", "x"), ("/etc/cron.d/klappt", "x"), ("..\\..\\a.exe", "MZ")]
    yield "paths inside the zip", "pfade.xlsx", xlsx(more=paths), any_
    yield "a path as the file's name", "../../../../tmp/klappt-torture.csv", b"Organisation;Ort\nVHS;Kleve\n", any_
    yield "markup as the file's name", "<script>alert(1)</script>.csv", b"", refused
    yield "a name of 100,000 letters", "x" * 60_000 + ".csv", b"", refused
    yield "50 MB", "gross.csv", b"a;b\n" * 12_500_000, refused
    yield "nothing", "leer.csv", b"", refused
    yield "random bytes", "zufall.xlsx", chance.randbytes(4_000_000), refused
    yield "random bytes behind a zip's head", "zufall.xlsx", b"PK\x03\x04" + chance.randbytes(4_000_000), refused
    yield "random bytes behind Excel's old head", "alt.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(100_000), refused
    for percent in (10, 50, 90, 99):
        yield f"cut off at {percent} %", "abgeschnitten.xlsx", good[: len(good) * percent // 100], refused
    yield "a quote never closed", "offen.csv", b'a;b\n"' + b"x" * 4_900_000, refused
    yield "two million columns", "breit.csv", b"a;b\n" + b";" * 2_000_000 + b"x", refused
    yield "twenty thousand rows, 200 wide", "breit.csv", wide.encode(), refused
    yield "zero bytes", "null.csv", b"\0" * 4_900_000, refused
    yield "half a UTF-16 letter", "halb.csv", b"\xff\xfea\0;\0b", refused
    yield "four million rows", "lang.csv", b"a\n" * 2_400_000, refused


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(i.filename, archive.read(i)) for i in archive.infolist()]


def changed(content, name, change, more=()):
    """A package with the text of one part exchanged."""
    parts = [(n, change(d.decode()).encode() if n == name else d) for n, d in parts_of(content)]
    return package([*parts, *more])


def bombed(content, name, unpacked, declared):
    """A package with one part more, which unpacks to so many bytes and says it has so many."""
    entries = [(n, zlib_raw(d), len(d), zlib.crc32(d)) for n, d in parts_of(content) if n != name]
    return raw_zip([*entries, (name, flood("<a>", unpacked), declared, 0)])


def form_torture(trap, word, excel):
    """The same with forms that were taken along: they bring along what no form needs."""
    chance = random.Random(20261130)
    document, sheet = "word/document.xml", "xl/worksheets/sheet1.xml"
    inside = lambda doctype, text="": lambda xml: re.sub(r"\?>", f"?>{doctype}", xml, count=1).replace("</w:t>", f"{text}</w:t>", 1)  # noqa: E731
    far = f"http://127.0.0.1:{trap}/x"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = lambda kind: lambda xml: xml.replace(  # noqa: E731
        "</Relationships>", f'<Relationship Id="x9" Type="{office}/{kind}" Target="{far}" TargetMode="External"/></Relationships>'
    )
    field = lambda code: lambda xml: xml.replace("</w:body>", f'<w:p><w:fldSimple w:instr="{code}"/></w:p></w:body>')  # noqa: E731
    refused, any_ = False, True
    yield "form as it was, Word", "a.docx", word, any_
    yield "form as it was, Excel", "a.xlsx", excel, any_
    yield "form, Word as .xlsx", "a.xlsx", word, refused
    yield "form, Excel as .docx", "a.docx", excel, refused
    for name, form, part in [("Word", word, document), ("Excel", excel, sheet)]:
        ending = {"Word": "docx", "Excel": "xlsx"}[name]
        yield f"form, bomb to 4 GB, {name}", f"a.{ending}", bombed(form, part, 4 * 2**30, 4_000_000_000), refused
        yield f"form, hidden bomb to 4 GB, {name}", f"a.{ending}", bombed(form, part, 4 * 2**30, 5_000), refused
        yield f"form, bomb beside, {name}", f"a.{ending}", bombed(form, "docProps/z.xml", 2 * 2**30, 5_000), any_
        macro = [(("word" if name == "Word" else "xl") + "/vbaProject.bin", "x")]
        yield f"form with macros, {name}", f"a.{ending[:3]}m", changed(form, "", str, macro), refused
        deep = "<a>" * 50_000 + "</a>" * 50_000
        yield f"form, 50,000 levels, {name}", f"a.{ending}", changed(form, part, lambda xml: re.sub(r"(<w:body>|<sheetData>)", rf"\1{deep}", xml, count=1)), refused  # noqa: B023
        attributes = "".join(f' a{n}=""' for n in range(1_000_000))
        yield f"form, a million attributes, {name}", f"a.{ending}", changed(form, part, lambda xml: re.sub(r"(<w:body|<sheetData)", rf"\1{attributes}", xml, count=1)), any_  # noqa: B023
        for percent in (10, 50, 90, 99):
            yield f"form cut off at {percent} %, {name}", f"a.{ending}", form[: len(form) * percent // 100], refused
    yield "form, billion laughs", "a.docx", changed(word, document, inside(laughs("w:document"), "&a11;")), refused
    yield "form, outside entity, a file", "a.docx", changed(word, document, inside('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;")), refused
    yield "form, outside entity, an address", "a.docx", changed(word, document, inside(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{far}">]>', "&x;")), refused
    yield "form, outside document type", "a.docx", changed(word, document, inside(f'<!DOCTYPE a SYSTEM "{far}">')), refused
    yield "form, picture from elsewhere", "a.docx", changed(word, "word/_rels/document.xml.rels", related("image")), refused
    yield "form, template from elsewhere", "a.docx", changed(word, "word/_rels/document.xml.rels", related("attachedTemplate")), refused
    yield "form, field that fetches", "a.docx", changed(word, document, field(f"INCLUDETEXT &quot;{far}&quot;")), refused
    yield "form, DDE", "a.docx", changed(word, document, field("DDEAUTO c:\\\\cmd.exe")), refused
    yield "form, book from elsewhere", "a.xlsx", changed(excel, "xl/_rels/workbook.xml.rels", related("externalLink")), refused
    yield "form, another program inside", "a.docx", changed(word, "", str, [("word/embeddings/a.bin", "MZ")]), refused
    yield "form, paths inside the zip", "a.docx", changed(word, "", str, [("../../../../tmp/klappt-torture", "x")]), refused
    yield "form, a part twice", "a.docx", changed(word, "", str, [("WORD/DOCUMENT.XML", "x")]), refused
    yield "form, tags renamed", "a.docx", changed(word, document, lambda xml: xml.replace("BAA-5.2", "BAA-9.9")), refused
    yield "form, its key gone", "a.docx", changed(word, "docProps/custom.xml", lambda xml: xml.replace("bedarfsanalyse/", "")), refused
    yield "form, another version", "a.docx", changed(word, "docProps/custom.xml", lambda xml: re.sub(r"bedarfsanalyse/\d+", "bedarfsanalyse/77", xml)), refused
    yield "form, one text of 90 MB", "a.docx", changed(word, document, lambda xml: xml.replace("</w:t>", "x" * 90_000_000 + "</w:t>", 1)), any_
    yield "form, random bytes", "a.docx", b"PK\x03\x04" + chance.randbytes(4_000_000), refused
    yield "form, 50 MB", "a.docx", b"a;b\n" * 12_500_000, refused


# --- how it is sent ---------------------------------------------------------------


class Office:
    """The office of an alliance in its browser."""

    def __init__(self, url, email, password, alliance):
        where = urllib.parse.urlsplit(url)
        self.address = (where.hostname, where.port or 80)
        self.host = where.netloc
        self.new = f"/alliances/{alliance}/contact-imports/new"
        self.form = f"/alliances/{alliance}/workbooks/bedarfsanalyse/form"
        form = urllib.parse.urlencode({"email": email, "password": password}).encode()
        status, head, _ = self.ask("POST", "/sign-in", form, "application/x-www-form-urlencoded")
        found = re.search(r"set-cookie: (__Host-klappt=[^;]+)", head, re.I)
        if status != 303 or not found:
            raise SystemExit(f"signing in was answered {status}")
        self.cookie = found[1]

    cookie = ""

    def ask(self, method, path, body=b"", kind=""):
        """Status (0 where the connection broke), head and body of an answer."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n"
        if self.cookie:
            head += f"Cookie: {self.cookie}\r\n"
        if method == "POST":
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        answer = b""
        with socket.create_connection(self.address, timeout=120) as connection:
            try:
                connection.sendall(head.encode() + b"\r\n" + body)
            except OSError:
                pass  # answered before everything was sent
            try:
                while piece := connection.recv(65536):
                    answer += piece
            except OSError:
                pass
        head, _, text = answer.partition(b"\r\n\r\n")
        status = re.match(rb"HTTP/1.1 (\d+)", head)
        self.raw = text
        return (int(status[1]) if status else 0), head.decode("latin-1"), text.decode("utf-8", "replace")

    def download(self, ending):
        """The working aid as a file to fill in."""
        status, _, _ = self.ask("GET", f"{self.form}.{ending}")
        if status != 200:
            raise SystemExit(f"taking the form along was answered {status}")
        return self.raw

    def upload(self, name, content, to=None):
        """Opens the form and sends a file with it."""
        to = to or self.new
        _, _, page = self.ask("GET", to)
        found = [(n, re.search(rf'<main.*?name="{n}" value="([^"]*)"', page, re.S)) for n in ("csrf", "id")]
        fields = [(n, value[1]) for n, value in found if value]
        return self.ask("POST", to, multipart(fields, name, content), f"multipart/form-data; boundary={BOUNDARY}")


def multipart(fields, name, content):
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return b"".join(parts) + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


# --- what is watched --------------------------------------------------------------


def memory(pid, what):
    """A line of the kernel's account of a process, in MB."""
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(rf"{what}:\s+(\d+) kB", status.read())[1]) / 1024


def forget_peak(pid):
    try:
        with open(f"/proc/{pid}/clear_refs", "w") as refs:
            refs.write("5")
    except OSError:
        pass


def listening_pid(port):
    """Who listens on a port of this machine."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table) as lines:
            for line in list(lines)[1:]:
                words = line.split()
                if words[3] == "0A" and int(words[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(f"socket:[{words[9]}]")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if any(os.readlink(f"/proc/{pid}/fd/{fd}") in inodes for fd in os.listdir(f"/proc/{pid}/fd")):
                return int(pid)
        except OSError:
            continue
    raise SystemExit("whose memory is to be watched? name it with --pid")


class Trap:
    """An address on this machine that nobody may come to."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self.wait, daemon=True).start()

    def wait(self):
        while True:
            self.socket.accept()[0].close()
            self.visits += 1


class Demo:
    """A klappt with demo data of its own, on a free port of this machine."""

    def __init__(self, binary):
        self.folder = tempfile.mkdtemp(prefix="klappt-uploads-")
        command = [binary, "demo", "--data", self.folder, "--listen", "127.0.0.1:0"]
        self.log = open(os.path.join(self.folder, "log"), "w+")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(1200):
            with open(self.log.name) as log:
                found = re.search(r"http://localhost:([1-9]\d*)", log.read())
            if found or self.process.poll() is not None:
                break
            time.sleep(0.1)
        if not found:
            self.stop()
            raise SystemExit("the demo did not start")
        self.url = f"http://127.0.0.1:{found[1]}"
        listed = subprocess.run([binary, "demo", "--accounts", "--data", self.folder], capture_output=True, check=True)
        self.accounts = json.loads(listed.stdout)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def judged(status, text, may_be_taken):
    """What is wrong with an answer, in a word; nothing where all is well."""
    if status == 0:
        return "no answer"
    if status >= 500:
        return "server error"
    if status < 400 and not may_be_taken:
        return "taken"
    if status >= 400 and ('lang="de"' not in text or "Bitte" not in text):
        return "not in German"
    return ""


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--url", help="a klappt that runs already")
    options.add_argument("--bin", help="the binary with which to start a demo")
    options.add_argument("--email", help="the office's account there")
    options.add_argument("--password", help="its password")
    options.add_argument("--alliance", default="kreis-kleve", help="its alliance, as in addresses")
    options.add_argument("--pid", type=int, help="the server's process, where it cannot be found by its port")
    asked = options.parse_args()
    if bool(asked.url) == bool(asked.bin):
        options.error("either --url or --bin")
    # Told to stop, it still stops the demo it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    demo = Demo(asked.bin) if asked.bin else None
    try:
        return run(asked, demo)
    finally:
        if demo:
            demo.stop()


def run(asked, demo):
    url, email, password, pid = asked.url, asked.email, asked.password, asked.pid
    if demo:
        url, pid = demo.url, demo.process.pid
        found = [a for a in demo.accounts if a["role"] == "office" and a["alliance"] == asked.alliance]
        email, password = found[0]["email"], found[0]["password"]
    pid = pid or listening_pid(urllib.parse.urlsplit(url).port)
    office, trap = Office(url, email, password, asked.alliance), Trap()
    office.upload("liste.csv", b"Organisation;Ort\nVHS;Kleve\n")
    forget_peak(pid)
    before, faults = memory(pid, "VmRSS"), 0

    print(f"{'what':<40} {'sent':>9} {'status':>6} {'s':>6} {'memory':>8}")
    worst = []
    forms = form_torture(trap.port, office.download("docx"), office.download("xlsx"))
    everything = [(torture(trap.port), office.new), (forms, office.form)]
    for (what, name, content, may_be_taken), to in ((one, to) for files, to in everything for one in files):
        begin = time.monotonic()
        status, _, text = office.upload(name, content, to)
        took, now = time.monotonic() - begin, memory(pid, "VmRSS")
        fault = judged(status, text, may_be_taken)
        faults += bool(fault)
        print(f"{what:<40} {len(content) / 1e6:>6.1f} MB {status:>6} {took:>6.2f} {now:>5.0f} MB {fault}", flush=True)
        if took > 0.3 and len(content) < 5_000_000 and not may_be_taken:
            worst.append((name, content, to))

    answers = []
    threads = [
        threading.Thread(target=lambda sent=sent: answers.append(office.upload(*sent)[0])) for sent in worst[:8]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    broken = [status for status in answers if not 400 <= status < 500]
    faults += len(broken)
    print(f"{f'the {len(threads)} slowest at once':<40} {'':>9} {'' if not broken else broken}")

    peak, after = memory(pid, "VmHWM"), memory(pid, "VmRSS")
    growth = max(peak, after) - before
    print(f"\nmemory before {before:.0f} MB, after {after:.0f} MB, most {peak:.0f} MB: grew by {growth:.0f} MB")
    print(f"connections to the address the files named: {trap.visits}")
    print(f"faults: {faults}")
    return 1 if faults or trap.visits or growth >= GROWTH_MB else 0


if __name__ == "__main__":
    sys.exit(main())

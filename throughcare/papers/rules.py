"""What may be sent along: judged by the content of a file, never by its name. Pure."""

import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

MOST_IN_A_TITLE = 120
MOST_UNPACKED = 50 * 1024 * 1024
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
STREAM = re.compile(rb"(?<!end)stream(\r?\n|\r)")
UNPACKED_BY = re.compile(rb"/(\w+Decode|Predictor)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
WRITTEN = {"\t", "\n", "\r", "\f"}  # control characters that plain text has


@cache
def policy() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "data" / "papers.json").read_text())


def kind_of(key: str) -> dict[str, Any] | None:
    return next((kind for kind in policy()["kinds"] if kind["key"] == key), None)


def not_accepted(kind: str) -> str:
    """Why this kind of file is refused whatever is in it, "" where it is not."""
    return next((one["why"] for one in policy()["not_accepted"] if one["key"] == kind), "")


def title_of(name: str) -> str:
    """What a file is called here: its name without folders, extension and signs that nobody sees."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last)
    return PurePosixPath(" ".join(seen.split())).stem.strip(". ")[:MOST_IN_A_TITLE] or "Document"


def type_of(raw: bytes) -> str:
    """The media type that the content says, "" for one that is not taken."""
    if raw.startswith(b"%PDF-"):
        return "application/pdf"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if raw.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "text/plain" if is_plain_text(raw) else ""


def is_plain_text(raw: bytes) -> bool:
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(sign) == "Cc" and sign not in WRITTEN for sign in words)


def what_is_wrong(name: str, raw: bytes) -> str:
    """Why this file is not taken, in plain words; "" where it is."""
    if not raw:
        return "This file is empty."
    if len(raw) > policy()["most_bytes"]:
        return f"This file is too large. At most {policy()['most_bytes'] // 1024 // 1024} MB."
    found = policy()["types"].get(type_of(raw))
    if found is None:
        return "This kind of file is not taken. Send a PDF, a PNG or JPEG picture, or plain text."
    if name.rpartition(".")[2].lower() not in found["extensions"]:
        return f"Its name does not fit: the content is {found['words']}. Save it again with the right ending."
    return wrong_in_pdf(raw) if type_of(raw) == "application/pdf" else ""


def wrong_in_pdf(raw: bytes) -> str:
    if b"/Encrypt" in names_in(raw):
        return "This PDF is locked with a password. Save it without one."
    try:
        parts = [names_in(raw), *packed_objects(raw)]
    except (zlib.error, OverflowError):
        return "This PDF cannot be read through. Print it to a new PDF and send that."
    if any(ACTIVE.search(part) for part in parts):
        return "This PDF has a program, an input form or another file inside. Print it to a new PDF and send that."
    return ""


def names_in(raw: bytes) -> bytes:
    """A PDF may write any sign of a name as #xx."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), raw)


def packed_objects(raw: bytes) -> Iterator[bytes]:
    """Objects of a PDF may lie packed in streams, out of sight. Raises zlib.error, OverflowError where they stay hidden."""
    left, before = MOST_UNPACKED, 0
    for begins in STREAM.finditer(raw):
        about, before = names_in(raw[before : begins.start()]), begins.end()
        if b"/ObjStm" not in about:
            continue
        if set(UNPACKED_BY.findall(about)) - {b"FlateDecode"}:
            raise zlib.error("packed in a way that nobody needs")
        unpacked = raw[begins.end() :]
        if b"/FlateDecode" in about:
            unpacked = zlib.decompressobj().decompress(unpacked, left)
        left -= len(unpacked)
        if left <= 0:
            raise OverflowError("too much of it")
        yield names_in(unpacked)

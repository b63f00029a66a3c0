"""A picture without what it says of where, when and with which device it was taken. Every pixel stays as it was. Pure.

JPEG: ITU-T T.81 annex B (markers), Exif 2.3 §4.5 (the orientation, which is all that is kept of it). PNG: W3C PNG §5 and §11.
"""

import struct
import zlib
from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n"
DRAWS = {  # the chunks of a PNG that say how its pixels look; all others are words, times and Exif
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"cICP",
}  # fmt: skip
SOI, EOI, SOS, ADOBE, EXIF = 0xD8, 0xD9, 0xDA, 0xEE, 0xE1
STANDS_ALONE = {0x01, *range(0xD0, 0xD8)}
SAYS_MORE = {*range(0xE0, 0xF0), 0xFE} - {
    ADOBE
}  # application segments and comments; Adobe's says how colors are stored
ORIENTATION = 0x0112


class Unreadable(ValueError):
    """The file is damaged, or no picture."""


def without_origin(raw: bytes, media_type: str) -> bytes:
    """Raises Unreadable. What is no picture comes back as it is."""
    clean = {"image/jpeg": clean_jpeg, "image/png": clean_png}.get(media_type)
    try:
        return clean(raw) if clean else raw
    except (IndexError, struct.error) as broken:
        raise Unreadable("it ends too early") from broken


def clean_png(raw: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while True:
        size, kind = struct.unpack_from(">I4s", raw, at)
        end = at + 12 + size
        chunk = raw[at:end]
        if len(chunk) < 12 + size or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            raise Unreadable("a part of it is damaged")
        if kind in DRAWS:
            kept.append(chunk)
        if kind == b"IEND":
            return b"".join(kept)  # whatever follows is no part of the picture
        at = end


def clean_jpeg(raw: bytes) -> bytes:
    kept, turned = [b"\xff\xd8"], 1
    for marker, segment in segments(raw):
        if marker == EXIF:
            turned = orientation(segment) or turned
        elif marker not in SAYS_MORE:
            kept.append(segment)
    if turned != 1:
        kept.insert(1, only_turned(turned))
    return b"".join(kept)


def segments(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment after the first marker, with the packed pixels at those that begin a scan, to the end of the picture."""
    at = 2
    while True:
        if raw[at] != 0xFF:
            raise Unreadable("a part of it is damaged")
        marker = raw[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        end = at + 2 if marker in STANDS_ALONE or marker == EOI else at + 2 + struct.unpack_from(">H", raw, at + 2)[0]
        if marker == SOS:
            end = after_scan(raw, end)
        if end > len(raw):
            raise Unreadable("it ends too early")
        yield marker, raw[at:end]
        if marker == EOI:
            return
        at = end


def after_scan(raw: bytes, at: int) -> int:
    """Within packed pixels FF is followed by 00, or by a marker that starts the decoder anew."""
    while True:
        at = raw.find(b"\xff", at)
        if at < 0:
            raise Unreadable("it ends too early")
        if raw[at + 1] != 0 and not 0xD0 <= raw[at + 1] <= 0xD7 and raw[at + 1] != 0xFF:
            return at
        at += 1 if raw[at + 1] == 0xFF else 2


def orientation(segment: bytes) -> int:
    """How the camera was turned (1 to 8), 0 where this segment does not say."""
    if segment[4:10] != b"Exif\0\0":
        return 0
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        entries = [struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n) for n in range(min(count, 200))]
    except struct.error:
        return 0  # damaged words about a picture that is whole
    found = next((value for tag, kind, _, value in entries if (tag, kind) == (ORIENTATION, 3)), 0)
    return found if 1 <= found <= 8 else 0


def only_turned(turned: int) -> bytes:
    """An Exif segment that says this and nothing else."""
    tiff = b"MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff

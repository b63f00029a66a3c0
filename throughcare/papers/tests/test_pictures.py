"""A photo of a letter tells where somebody lives. What goes with a package tells only what is drawn in it."""

import struct
import zlib

import pytest

from throughcare.papers import pictures

PIXELS = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56" + b"\xff\xd9"
TABLE = b"\xff\xdb\x00\x05\x00\x01\x02"
ADOBE = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x01"
SAID = b"25.7743 N 80.1937 W Galaxy S24 of Maya Torres"


def segment(marker: int, words: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", 2 + len(words)) + words


def exif(turned: int, *, order: str = "<") -> bytes:
    head = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    return segment(
        0xE1, b"Exif\0\0" + head + struct.pack(f"{order}IH", 8, 1) + entry + struct.pack(f"{order}I", 0) + SAID
    )


def jpeg(*more: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(more) + TABLE + ADOBE + PIXELS


def chunk(kind: bytes, words: bytes) -> bytes:
    return struct.pack(">I", len(words)) + kind + words + struct.pack(">I", zlib.crc32(kind + words))


HEAD, DATA, END = (
    chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"),
    chunk(b"IDAT", zlib.compress(b"\0\0")),
    chunk(b"IEND", b""),
)


def test_a_photo_keeps_its_pixels_and_loses_its_origin():
    told = [segment(0xE0, b"JFIF\0"), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SAID), segment(0xED, SAID)]
    clean = pictures.without_origin(jpeg(exif(1), *told, segment(0xFE, SAID)) + SAID, "image/jpeg")

    assert clean == b"\xff\xd8" + TABLE + ADOBE + PIXELS, "to the last byte, and nothing after its end"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", [3, 6, 8])
def test_a_photo_taken_sideways_still_stands_upright(turned, order):
    clean = pictures.without_origin(jpeg(exif(turned, order=order)), "image/jpeg")

    assert SAID not in clean and clean.endswith(TABLE + ADOBE + PIXELS)
    (only,) = [each for marker, each in pictures.segments(clean) if marker == 0xE1]
    assert pictures.orientation(only) == turned
    assert pictures.without_origin(clean, "image/jpeg") == clean


def test_a_png_keeps_what_draws_it():
    palette = chunk(b"PLTE", b"\1\2\3")
    words = [chunk(b"tEXt", SAID), chunk(b"eXIf", SAID), chunk(b"tIME", b"\7\xea\3\2\1\1\1"), chunk(b"iTXt", SAID)]

    clean = pictures.without_origin(pictures.PNG + HEAD + palette + b"".join(words) + DATA + END + SAID, "image/png")

    assert clean == pictures.PNG + HEAD + palette + DATA + END


@pytest.mark.parametrize(
    "raw, media_type",
    [
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        (jpeg()[:-2], "image/jpeg"),
        (jpeg()[:9], "image/jpeg"),
        (b"\xff\xd8" + segment(0xE1, SAID)[:-3], "image/jpeg"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (pictures.PNG + b"\0" * 20, "image/png"),
        (pictures.PNG + HEAD + DATA, "image/png"),
        (pictures.PNG + HEAD[:-1] + b"\1" + DATA + END, "image/png"),
    ],
)
def test_what_is_damaged_is_refused(raw, media_type):
    with pytest.raises(pictures.Unreadable):
        pictures.without_origin(raw, media_type)


@pytest.mark.parametrize("damaged", [b"Exif\0\0XX" + SAID, b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0II"])
def test_damaged_words_about_a_photo_are_left_out_all_the_same(damaged):
    assert pictures.without_origin(jpeg(segment(0xE1, damaged)), "image/jpeg") == jpeg()


def test_what_is_no_picture_stays_as_it_is():
    assert pictures.without_origin(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"

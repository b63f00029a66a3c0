"""What a file is, judged by its content, its pages as pictures, and the code that was printed on one of them. Pure."""

import io
import json
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter
from pypdfium2.raw import FPDF_ERR_PASSWORD

from throughcare.foundation import codes

STARTS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
OTHER = "application/octet-stream"
POINTS_PER_INCH = 72
DRAWN_AS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])
BINARIZERS = (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.FixedThreshold)


class Unreadable(ValueError):
    """Its pages cannot be shown. The words are written for whoever finds it on the tray."""


@cache
def policy() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "data" / "tray.json").read_text())


def type_of(raw: bytes) -> str:
    return next((kind for start, kind in STARTS.items() if raw.startswith(start)), OTHER)


def pages(raw: bytes) -> int:
    """How many it has. Raises Unreadable."""
    count = len(opened_pdf(raw)) if type_of(raw) == "application/pdf" else getattr(opened_picture(raw), "n_frames", 1)
    if not 0 < count <= policy()["most_pages"]:
        raise Unreadable(f"It has {count} pages; at most {policy()['most_pages']} are shown. Open the original.")
    return count


def page(raw: bytes, number: int) -> Image.Image:
    """One page in grey, the first is 0. Raises Unreadable."""
    try:
        if type_of(raw) == "application/pdf":
            return set_page(opened_pdf(raw)[number])
        picture = opened_picture(raw)
        picture.seek(number)
        return upright(picture.convert("L"), picture.info.get("dpi"))
    except (OSError, SyntaxError, ValueError, IndexError, EOFError, pypdfium2.PdfiumError) as broken:
        raise Unreadable("This page is damaged. Ask for it again.") from broken


def set_page(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    scale = policy()["dots_per_inch"] / POINTS_PER_INCH
    if width * height * scale**2 > policy()["most_pixels"]:
        raise Unreadable("This page is larger than any paper. Open the original.")
    return page.render(scale=scale, grayscale=True).to_pil().convert("L")


def upright(picture: Image.Image, dots: Any) -> Image.Image:
    """A fax of standard resolution has half as many lines as dots in a line (ITU-T T.4): it would look squashed."""
    across, down = map(float, dots) if dots and all(dots) else (1.0, 1.0)
    if not 1.5 < across / down < 2.5:
        return picture
    return picture.resize((picture.width, round(picture.height * across / down)))


def opened_pdf(raw: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as broken:
        if getattr(broken, "err_code", None) == FPDF_ERR_PASSWORD:
            raise Unreadable("It is locked with a password. Ask the sender for it without one.") from broken
        raise Unreadable("It is damaged. Ask the sender to send it again.") from broken


def opened_picture(raw: bytes) -> Image.Image:
    if type_of(raw) == OTHER:
        raise Unreadable("It is neither a PDF nor a picture. Open the original only if you know who sent it.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombWarning, Image.DecompressionBombError) as broken:
        raise Unreadable("It is damaged, or far too large. Ask the sender to send it again.") from broken
    if picture.width * picture.height > policy()["most_pixels"]:
        raise Unreadable("This page is larger than any paper. Open the original.")
    return picture


def as_png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def codes_on(raw: bytes, count: int) -> Iterator[str]:
    """Every code of ours that is printed on its pages. A page that cannot be read has none."""
    for number in range(count):
        with suppress(Unreadable):
            yield from codes_in(page(raw, number))


def codes_in(picture: Image.Image) -> list[str]:
    """By light and dark around each spot, as a photo wants it; by one threshold, as a fax is made; then without specks."""
    calm = picture.filter(ImageFilter.MedianFilter(3))
    tries = ((one, binarizer) for one in (picture, calm, picture.reduce(2)) for binarizer in BINARIZERS)
    return next((found for one, binarizer in tries if (found := read(one, binarizer))), [])


def read(picture: Image.Image, binarizer: zxingcpp.Binarizer) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=DRAWN_AS, binarizer=binarizer)
    return [code for one in found if (code := codes.tidied(one.text))]

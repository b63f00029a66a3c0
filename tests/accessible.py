"""What a screen reader needs of a PDF, looked up in the file itself: title, language, tags, and nothing outside them."""

import io
import re

import pikepdf


def faults_of(raw: bytes) -> list[str]:
    """Empty where the document is as PDF/UA-1 (ISO 14289-1, clause 7) wants these."""
    with pikepdf.open(io.BytesIO(raw)) as document:
        root, info = document.Root, document.open_metadata()
        told = {
            "has a title": bool(info.get("dc:title")),
            "shows its title": root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is True,
            "says its language": bool(root.get("/Lang")),
            "is tagged": root.get("/MarkInfo", {}).get("/Marked") is True and "/StructTreeRoot" in root,
            "says that it is PDF/UA-1": info.get("pdfuaid:part") == "1",
            "has its fonts inside": all(is_embedded(font) for page in document.pages for font in fonts(page)),
            "has every mark in a tag or as decoration": not any(untagged(page) for page in document.pages),
            "describes its pictures": described(root.StructTreeRoot),
        }
    return [claim for claim, holds in told.items() if not holds]


def fonts(page):
    return page.get("/Resources", {}).get("/Font", {}).values()


def is_embedded(font) -> bool:
    described = (
        font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.get("/FontDescriptor", {})
    )
    return any(kind in described for kind in ("/FontFile", "/FontFile2", "/FontFile3"))


def untagged(page) -> list[str]:
    """Text or pictures shown outside of every marked content."""
    depth, found = 0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif re.fullmatch(r"T[jJ]|Do|[fFBbSs]\*?", name) and depth == 0:
            found.append(f"{name} {operands}")
    return found


def described(node) -> bool:
    if node.get("/S") == "/Figure" and not str(node.get("/Alt", "")):
        return False
    below = node.get("/K")
    children = [] if below is None else list(below) if isinstance(below, pikepdf.Array) else [below]
    return all(described(child) for child in children if isinstance(child, pikepdf.Dictionary))

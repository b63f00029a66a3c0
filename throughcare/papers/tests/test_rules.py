"""What is taken is judged by the content of a file. Names tell nothing, and reach no disk."""

import zlib

import pytest

from throughcare.papers import rules

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20


def packed(words: bytes, *, how: bytes = b"/FlateDecode", kind: bytes = b"/ObjStm") -> bytes:
    inside = zlib.compress(words) if how == b"/FlateDecode" else words
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type " + kind + b" /Filter " + how + b" >>\nstream\n" + inside + b"\nendstream\n%%EOF"
    )


@pytest.mark.parametrize(
    "name, raw",
    [("a.pdf", PDF), ("a.PNG", PNG), ("a.jpg", JPEG), ("a.jpeg", JPEG), ("a.txt", "Liebe Grüße\r\n".encode())],
)
def test_a_pdf_a_picture_and_plain_text_are_taken(name, raw):
    assert rules.what_is_wrong(name, raw) == ""


@pytest.mark.parametrize(
    "name, raw, said",
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b" " * 5 * 1024 * 1024, "too large"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 20, "not taken"),
        ("a.pdf", b"MZ\x90\x00", "not taken"),
        ("a.txt", b"a\x00b", "not taken"),
        ("a.txt", "ä".encode("latin-1"), "not taken"),
        ("a.pdf", PNG, "does not fit"),
        ("a.png", PDF, "does not fit"),
        ("letter.txt.exe", b"words", "does not fit"),
        ("pdf", PDF + b"x", ""),
    ],
)
def test_anything_else_is_refused_in_plain_words(name, raw, said):
    assert said in rules.what_is_wrong(name, raw)


@pytest.mark.parametrize(
    "name", [b"/JavaScript", b"/JS", b"/J#61vaScript", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles"]
)
def test_a_pdf_that_does_something_is_refused(name):
    assert "inside" in rules.what_is_wrong("a.pdf", PDF + b"<< " + name + b" (x) >>")
    assert "inside" in rules.what_is_wrong("a.pdf", packed(b"<< " + name + b" (x) >>"))


def test_a_locked_pdf_is_refused():
    assert "password" in rules.what_is_wrong("a.pdf", PDF + b"trailer << /Encrypt 5 0 R >>")


def test_a_pdf_that_cannot_be_read_through_is_refused():
    assert "read through" in rules.what_is_wrong("a.pdf", packed(b"<< /JS >>", how=b"/LZWDecode"))
    assert "read through" in rules.what_is_wrong("a.pdf", packed(b"\0" * (rules.MOST_UNPACKED + 1)))


def test_words_on_a_page_of_a_pdf_do_nothing():
    assert rules.what_is_wrong("a.pdf", packed(b"(see /JavaScript)", kind=b"/XObject")) == ""


@pytest.mark.parametrize(
    "name, title",
    [
        ("../../etc/passwd.pdf", "passwd"),
        ("C:\\Users\\osei\\Letter 1.pdf", "Letter 1"),
        ("a\x00b\u202egpj.pdf", "a b gpj"),
        ("..", "Document"),
        ("x" * 300 + ".pdf", "x" * 120),
    ],
)
def test_a_name_is_cleaned(name, title):
    assert rules.title_of(name) == title

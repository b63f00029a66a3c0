"""A mail as a fax service or scanner sends it: the scans that are attached, judged by their content. Pure."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from . import scans


def scans_in(raw: bytes) -> list[tuple[str, bytes]]:
    """Name and content of each; the mail itself where none is attached, so that nothing is lost."""
    parts = [part for part in message_from_bytes(raw, policy=default).walk() if not part.is_multipart()]
    files = [(part.get_filename() or "scan", content_of(part)) for part in parts]
    return [file for file in files if scans.type_of(file[1]) != scans.OTHER] or [("mail.eml", raw)]


def plain(name: str) -> str:
    """Of a file as somebody else's program wrote it: no folders, and only signs that can be kept and shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign if sign.isprintable() else "_" for sign in last)[-120:] or "file"


def content_of(part: EmailMessage) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""

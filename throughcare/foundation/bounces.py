"""What a mail server writes when a letter of ours did not arrive after all (RFC 3464). Read, never believed about anything else."""

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message as Mail

BECAME = {"delivered": "delivered", "failed": "failed"}  # delayed, relayed and expanded say nothing final


@dataclass(frozen=True)
class Report:
    """`became`: delivered, failed, or "" where nothing is known yet."""

    letter: str  # the Message-ID of ours
    became: str
    number: str  # RFC 3463, as 5.1.1


def read(raw: bytes) -> Report | None:
    """None where the mail is no report about a letter. Anybody may write one: a letter of ours has a name that can be printed."""
    parts = list(message_from_bytes(raw).walk())
    said = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    letter = next((known for known in map(letter_in, parts) if known), "")
    if said is None or not letter or not letter.isprintable():
        return None
    became, number = of_recipient(said)
    return Report(letter=letter, became=became, number=number)


def of_recipient(said: Mail) -> tuple[str, str]:
    """A letter of ours has one; the block before it is about the server."""
    blocks = [one for one in said.get_payload() if isinstance(one, Mail)] if said.is_multipart() else []
    block = next((one for one in blocks if one["Action"]), Mail())
    number = re.match(r"\d\.\d{1,3}\.\d{1,3}", str(block["Status"]).strip())
    return BECAME.get(str(block["Action"]).strip().lower(), ""), number[0] if number else ""


def letter_in(part: Mail) -> str:
    """Of the letter that the report brings back, whole or only its head."""
    inside = part.get_payload(0) if part.get_content_type() == "message/rfc822" and part.is_multipart() else None
    if isinstance(inside, Mail):
        return str(inside["Message-ID"] or "").strip()
    if part.get_content_type() == "text/rfc822-headers":
        return str(message_from_string(str(part.get_payload()))["Message-ID"] or "").strip()
    return ""

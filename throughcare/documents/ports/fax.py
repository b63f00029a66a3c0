"""A fax by e-mail, as many gateways take it: to the number at the gateway's domain, the pages as PDF, no words besides."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from django.conf import settings

from throughcare.documents import rules

PATIENCE = 60  # seconds; the pages are many bytes


class Refused(Exception):
    """The gateway will never take it. The words are written to be shown, and name nobody."""


class Unclear(Exception):
    """The line broke while the pages went: nobody knows whether the gateway has them."""


def is_on() -> bool:
    return bool(settings.FAX_DOMAIN and settings.SMTP_HOST)


def send(fax: Any) -> None:
    """Raises Refused, Unclear, or OSError where surely nothing went."""
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=PATIENCE) as server:
        if settings.SMTP_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.SMTP_USER:
            server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
        try:
            server.send_message(letter_of(fax))
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as answer:
            code = code_of(answer)
            if code >= 500:
                raise Refused(f"The fax gateway refused it with the number {code}.") from answer
            raise
        except OSError as broken:
            raise Unclear from broken


def code_of(answer: Any) -> int:
    return answer.smtp_code if hasattr(answer, "smtp_code") else next(iter(answer.recipients.values()))[0]


def letter_of(fax: Any) -> EmailMessage:
    """No subject: a gateway may print it on a page of its own. The Message-ID says to us which fax comes back."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = settings.MAIL_FROM, f"{fax.dialed}@{settings.FAX_DOMAIN}"
    letter["Message-ID"] = rules.letter_id(fax.pk, settings.MAIL_FROM)
    letter["Auto-Submitted"] = "auto-generated"
    letter.add_attachment(bytes(fax.pages), maintype="application", subtype="pdf", filename="fax.pdf")
    return letter

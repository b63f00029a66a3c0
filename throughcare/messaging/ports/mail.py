"""E-mail by SMTP. The Message-ID follows from the message, so that a mail store knows one that was sent again."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

from django.conf import settings

from throughcare.messaging import templates

from .refused import Refused

PATIENCE = 10  # seconds
NEVER = range(550, 555)  # RFC 5321: the mailbox is not there, or will not take it


def send(message: Any, words: str) -> str:
    """The Message-ID. Raises Refused where the mailbox will never take it, OSError where nobody answered."""
    letter = EmailMessage()
    letter["Subject"] = templates.subject(message.template, message.language)
    letter["From"] = settings.MAIL_FROM
    letter["To"] = message.address
    letter["Message-ID"] = f"<{message.pk}@{settings.MAIL_FROM.partition('@')[2].strip('>')}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(words)
    try:
        with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=PATIENCE) as server:
            if settings.SMTP_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.SMTP_USER:
                server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        if code in NEVER:
            raise Refused(f"Refused with the number {code}.") from refused
        raise
    return str(letter["Message-ID"])


def sent_before(message: Any, words: str) -> list[str]:
    """SMTP cannot be asked. The same Message-ID goes again; most stores keep one of the two."""
    return []

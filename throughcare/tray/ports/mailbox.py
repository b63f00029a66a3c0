"""A mailbox by IMAP (RFC 3501) over TLS, the server's certificate checked. What lies in its inbox was not taken yet."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from imaplib import IMAP4, IMAP4_SSL
from typing import Any

TAKEN, REFUSED = "taken", "refused"
PATIENCE = 30  # seconds
AT_ONCE = 20
Broken = (IMAP4.error, OSError)  # the server says no, or nothing
BEFORE_OURS = re.compile(rb'^\(\("([^"]*)"')  # what our folders begin with (RFC 2342)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Access:
    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993


@contextmanager
def opened(access: Access) -> Iterator["Inbox"]:
    """Raises one of Broken; a certificate that is not the server's is an OSError too."""
    with IMAP4_SSL(access.host, access.port, ssl_context=ssl.create_default_context(), timeout=PATIENCE) as server:
        server.login(access.user, access.password)
        yes(server.select("INBOX"))
        yield Inbox(server)


class Inbox:
    def __init__(self, server: IMAP4) -> None:
        self.server = server

    def waiting(self) -> list[str]:
        """The oldest first, whoever read them: a flag that any program sets says nothing about what we kept."""
        (found,) = yes(self.server.uid("SEARCH", "UNDELETED"))
        return (found or b"").decode().split()[:AT_ONCE]

    def size(self, uid: str) -> int:
        (found,) = yes(self.server.uid("FETCH", uid, "(RFC822.SIZE)"))
        size = SIZE.search(found or b"")
        if size is None:
            raise IMAP4.error("It is gone: somebody else has this mailbox too.")
        return int(size[1])

    def content(self, uid: str) -> bytes:
        """Byte for byte; it stays as unread as it was."""
        answer = yes(self.server.uid("FETCH", uid, "(BODY.PEEK[])"))
        return next(part[1] for part in answer if isinstance(part, tuple))

    def move(self, uid: str, folder: str) -> None:
        """Copied first, removed then: stopped in between it lies in both, and is known by its content."""
        name = f"{self.prefix()}{folder}"
        self.server.create(name)  # says no where there is one; whether there is one the copy says
        yes(self.server.uid("COPY", uid, name))
        yes(self.server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
        yes(self.server.expunge())

    def prefix(self) -> str:
        if "NAMESPACE" not in self.server.capabilities:
            return ""
        (found,) = yes(self.server.namespace())
        ours = BEFORE_OURS.match(found)
        return ours[1].decode() if ours else ""


def yes(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise IMAP4.error(answer[0])
    return answer[1]

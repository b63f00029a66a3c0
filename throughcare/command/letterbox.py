"""Where the texts and letters of the demonstration go: servers that speak the real protocols, and a page to read them.

Nothing leaves the machine, and nobody starts this but `throughcare demo`.
"""

import base64
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

S = TypeVar("S", bound=socketserver.BaseServer)
HOST = "127.0.0.1"
ACCOUNT, TOKEN, NUMBER = "AC1", "a token", "+13055550100"
MOST_SHOWN = 100
PATIENCE = 5  # seconds
STYLE = "body{font:1rem/1.5 system-ui;max-width:45rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}li{margin:1.5rem 0}"


class Gateway(ThreadingHTTPServer):
    """Texts, as Twilio takes them. `letters` are shown beside them; `hears` is where we hear what people write back."""

    daemon_threads = True

    def __init__(self, answering: type["Answering"] | None = None) -> None:
        super().__init__((HOST, 0), answering or Answering)
        self.sent: list[dict[str, Any]] = []
        self.letters: list[Message] = []
        self.hears = ""
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Any  # Gateway, or one that a test makes worse

    def do_POST(self) -> None:
        said = self.said(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path == "/answers/":
            return self.write_back(said)
        if not self.is_us() or not {"To", "From", "Body"} <= said.keys():
            return self.say(401, {"code": 20003})
        return self.take(said)

    def take(self, said: dict[str, str]) -> None:
        row = {
            "sid": f"SM{len(self.server.sent):032x}", "to": said["To"], "from": said["From"], "body": said["Body"],
            "status": "queued", "date_created": format_datetime(self.server.clock()),
        }  # fmt: skip
        self.server.sent.append(row)
        self.say(201, row)

    def do_GET(self) -> None:
        if self.path == "/":
            return self.show()
        said = self.said(urlsplit(self.path).query)
        asked = (said.get("To"), said.get("From"))
        newest_first = [row for row in reversed(self.server.sent) if (row["to"], row["from"]) == asked]
        found = newest_first[: int(said.get("PageSize", 50))]
        return self.say(200, {"messages": found}) if self.is_us() else self.say(401, {"code": 20003})

    def said(self, raw: str) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(raw).items()}

    def is_us(self) -> bool:
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        path = urlsplit(self.path).path
        return self.headers.get("Authorization") == wanted and path.endswith(f"/Accounts/{ACCOUNT}/Messages.json")

    def say(self, status: int, said: Any) -> None:
        self.answer(status, "application/json", json.dumps(said).encode())

    def answer(self, status: int, kind: str, raw: bytes, **more: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(raw))} | more).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked is gone
            self.wfile.write(raw)

    def show(self) -> None:
        self.answer(200, "text/html; charset=utf-8", page(self.server.sent, self.server.letters).encode())

    def write_back(self, said: dict[str, str]) -> None:
        """Somebody who got a text writes an answer, and the gateway tells us of it as it would."""
        from throughcare.messaging import queries  # Django is ready by now

        heard = {
            "From": said.get("to", ""),
            "To": NUMBER,
            "Body": said.get("words", ""),
            "MessageSid": f"SM{uuid4().hex}",
        }
        request = Request(self.server.hears, data=urlencode(heard).encode())
        request.add_header("X-Twilio-Signature", queries.signature(self.server.hears, heard))
        with urlopen(request, timeout=PATIENCE):
            self.answer(303, "text/plain", b"", Location="/")

    def log_message(self, *words: Any) -> None:
        """Nothing is printed."""


def page(texts: list[dict[str, Any]], letters: list[Message]) -> str:
    shown = "".join(f"<li>{text_line(one)}</li>" for one in reversed(texts[-MOST_SHOWN:]))
    mailed = "".join(f"<li>{letter_line(one)}</li>" for one in reversed(letters[-MOST_SHOWN:]))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>What the demonstration sent</title><style>{STYLE}</style><h1>What the demonstration sent</h1>"
        f"<p>Nothing of it left this machine.</p><h2>Texts</h2><ul>{shown or '<li>None yet.</li>'}</ul>"
        f"<h2>E-mail</h2><ul>{mailed or '<li>None yet.</li>'}</ul></html>"
    )


def text_line(row: dict[str, Any]) -> str:
    to = escape(row["to"])
    return (
        f"To {to}, {escape(row['date_created'])}<pre>{escape(row['body'])}</pre>"
        f'<form method="post" action="/answers/"><input type="hidden" name="to" value="{to}"><label>They write back '
        f'<input name="words" required></label> <button>Send</button></form>'
    )


def letter_line(letter: Message) -> str:
    words = letter.get_payload(decode=True)
    said = words.decode(errors="replace") if isinstance(words, bytes) else ""
    return f"To {escape(str(letter['To']))}: <b>{escape(str(letter['Subject']))}</b><pre>{escape(said)}</pre>"


class MailServer(socketserver.ThreadingTCPServer):
    """RFC 5321 as far as a letter needs it. `refuses`: addresses that have no mailbox here."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), Mailing)
        self.letters: list[Message] = []
        self.refuses: set[str] = set()


class Mailing(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 loopback")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.server.letters.append(message_from_bytes(self.body(), policy=policy.default))
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            elif verb == "RCPT TO" and line.split("<")[1].split(">")[0] in self.server.refuses:
                self.say("550 no such mailbox")
            else:
                self.say("250 ok")
        return None

    def body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serving(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def letterbox(address: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of its page, and what our other processes have to know. `address`: of the demonstration itself."""
    with serving(MailServer()) as mail, serving(Gateway()) as gateway:
        gateway.letters, gateway.hears = mail.letters, f"{address}gateway/texts/"
        known = {
            "THROUGHCARE_ADDRESS": address.rstrip("/"), "THROUGHCARE_SMTP_HOST": HOST, "THROUGHCARE_SMTP_TLS": "0",
            "THROUGHCARE_SMTP_PORT": str(mail.server_address[1]), "THROUGHCARE_SMS_URL": gateway.url,
            "THROUGHCARE_SMS_ACCOUNT": ACCOUNT, "THROUGHCARE_SMS_TOKEN": TOKEN, "THROUGHCARE_SMS_FROM": NUMBER,
            "THROUGHCARE_SMS_RECEIPTS": f"{address}gateway/receipts/",
        }  # fmt: skip
        yield f"{gateway.url}/", known

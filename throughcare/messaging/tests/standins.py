"""A gateway and a mail server on loopback that speak the real protocols."""

import base64
import json
import socketserver
import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone


class Gateway(ThreadingHTTPServer):
    """Keeps what it took. `answers_with`: an HTTP status and error number instead of taking it, once for each.

    `loses_answers`: so many it takes without anybody hearing of it.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.sent, self.answers_with, self.loses_answers = [], [], 0
        self.clock = timezone.now
        self.took = lambda: None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = {key: values[0] for key, values in parse_qs(body).items()}
        if not self.is_us() or not {"To", "From", "Body"} <= said.keys():
            return self.say(401, {"code": 20003})
        if self.server.answers_with:
            status, code = self.server.answers_with.pop(0)
            return self.say(status, {"code": code, "message": "no"})
        row = {
            "sid": f"SM{len(self.server.sent):032x}", "to": said["To"], "from": said["From"], "body": said["Body"],
            "status": "queued", "date_created": format_datetime(self.server.clock()),
        }  # fmt: skip
        self.server.sent.append(row)
        self.server.took()
        if self.server.loses_answers:
            self.server.loses_answers -= 1
            return self.connection.close()
        return self.say(201, row)

    def do_GET(self):
        said = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        asked = (said.get("To"), said.get("From"))
        newest_first = [row for row in reversed(self.server.sent) if (row["to"], row["from"]) == asked]
        found = newest_first[: int(said.get("PageSize", 50))]
        return self.say(200, {"messages": found}) if self.is_us() else self.say(401, {"code": 20003})

    def is_us(self):
        wanted = "Basic " + base64.b64encode(b"AC1:a token").decode()
        return self.headers.get("Authorization") == wanted and self.path.split("?")[0].endswith(
            "/Accounts/AC1/Messages.json"
        )

    def say(self, status, said):
        raw = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked was killed
            self.wfile.write(raw)

    def log_message(self, *words):
        """Nothing is printed."""


class MailServer(socketserver.ThreadingTCPServer):
    """RFC 5321 as far as a letter needs it. `refuses`: addresses that have no mailbox here."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Mailing)
        self.letters, self.refuses = [], set()


class Mailing(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self):
        self.say("220 loopback")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.server.letters.append(message_from_bytes(self.body()))
                self.say("250 taken")
            elif verb == "QUIT":
                return self.say("221 bye")
            elif verb == "RCPT TO" and line.split("<")[1].split(">")[0] in self.server.refuses:
                self.say("550 no such mailbox")
            else:
                self.say("250 ok")
        return None

    def body(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

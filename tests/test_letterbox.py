"""What the demonstration sends stays on this machine: it is read on a page, and answered there as from a telephone."""

import smtplib
from email.message import EmailMessage
from urllib.parse import urlencode
from urllib.request import urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from throughcare.command.letterbox import letterbox, serving
from throughcare.messaging import queries
from throughcare.messaging.ports import sms


class Pages(WSGIServer):
    """Our pages, one request after the other."""

    def process_request(self, request, client_address):
        super().process_request(request, client_address)
        connections.close_all()


@pytest.fixture
def ours(house):
    server = Pages(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture
def box(ours, settings):
    with letterbox(ours) as (shown_at, known):
        settings.SMS_URL, settings.SMS_ACCOUNT = known["THROUGHCARE_SMS_URL"], known["THROUGHCARE_SMS_ACCOUNT"]
        settings.SMS_TOKEN, settings.SMS_FROM = known["THROUGHCARE_SMS_TOKEN"], known["THROUGHCARE_SMS_FROM"]
        settings.SMTP_PORT = int(known["THROUGHCARE_SMTP_PORT"])
        yield shown_at


def shown(address: str, **said: str) -> str:
    with urlopen(address, data=urlencode(said).encode() if said else None, timeout=10) as answer:
        return answer.read().decode()


class Text:
    address = "+13055550161"


def test_a_text_is_read_and_answered_there(box):
    assert "None yet" in shown(box)
    sms.send(Text, "Please call <b>305-555-0110</b>")
    assert "Please call &lt;b&gt;305-555-0110" in shown(box)

    shown(f"{box}answers/", to=Text.address, words="STOP")

    assert queries.is_stopped(Text.address)


def test_a_letter_is_read_there(box, settings):
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Due today", "notes@ours.example", "sam@northside.example"
    letter.set_content("On your list: 3 due today.")
    with smtplib.SMTP("127.0.0.1", settings.SMTP_PORT, timeout=10) as server:
        server.send_message(letter)
    html = shown(box)
    assert "sam@northside.example" in html and "On your list: 3 due today." in html

"""A fax service sends mails to a mailbox; the worker lays what is attached on the tray, once, and loses nothing."""

import io
import ssl
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from imaplib import IMAP4_SSL
from pathlib import Path

import pytest
import trustme
from PIL import Image
from worker_role import as_worker

from throughcare.accounts import queries as accounts
from throughcare.doors.actions import issue
from throughcare.foundation.actor import NOBODY, acting, speaking_as
from throughcare.foundation.ids import uuid7
from throughcare.messaging.actions import take_bounce
from throughcare.messaging.models import Message
from throughcare.messaging.tests.rounds import send_due
from throughcare.messaging.tests.test_bounces import bounce
from throughcare.tray import queries as arrivals
from throughcare.tray.mailboxes import Watch

ORG = "Northside Family Health"
USER, PASSWORD = "fax@northside.example", "only for this test"


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Path:
    """Who signed the server's certificate, and the certificate with its key beside it."""
    folder, ours = tmp_path_factory.mktemp("certificates"), trustme.CA()
    ours.cert_pem.write_to_path(str(folder / "ca.pem"))
    issued = ours.issue_cert("localhost")
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    return folder


@pytest.fixture
def port(authority):
    program = [sys.executable, str(Path(__file__).with_name("imap_server.py"))]
    said = [str(authority / "key.pem"), str(authority / "cert.pem"), USER, PASSWORD]
    with subprocess.Popen([*program, *said], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield int(server.stdout.readline())
        server.terminate()


@pytest.fixture
def trusted(monkeypatch, authority):
    """As an administrator adds an authority of their own: OpenSSL reads this variable."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))


@pytest.fixture
def watch(house, port, trusted):
    return Watch(host="localhost", port=port, user=USER, password=PASSWORD, org=ORG, heard=take_bounce)


@pytest.fixture
def look(watch, noon):
    def look(*, at=noon):
        with as_worker(), speaking_as(NOBODY):
            return watch.look(at=at)

    return look


@pytest.fixture
def signed_in(port, authority):
    """Whoever else has the mailbox: the mail server that delivers, a person with a mail program."""

    @contextmanager
    def signed_in():
        context = ssl.create_default_context(cafile=str(authority / "ca.pem"))
        with IMAP4_SSL("localhost", port, ssl_context=context, timeout=10) as server:
            server.login(USER, PASSWORD)
            yield server

    return signed_in


@pytest.fixture
def deliver(signed_in):
    def deliver(raw: bytes, flags: str = r"(\Recent)") -> None:
        with signed_in() as server:
            assert server.append("INBOX", flags, None, raw)[0] == "OK"

    return deliver


@pytest.fixture
def lies(signed_in):
    """How many mails lie in each folder."""

    def lies(folder: str) -> int:
        with signed_in() as server:
            answer, (count,) = server.select(folder, readonly=True)
            return int(count) if answer == "OK" else 0

    return lies


def scan(shade: int = 255) -> bytes:
    made = io.BytesIO()
    Image.new("L", (800, 1000), shade).save(made, "PNG")
    return made.getvalue()


def mail(*files: bytes, words: str = "1 page") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = "fax@gateway.example", "Fax", "<1@gateway.example>"
    made.set_content(words)
    for number, content in enumerate(files):
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"fax{number}.png")
    return made.as_bytes().replace(b"\n", b"\r\n")


def tray(actor) -> list[str]:
    with acting(actor):
        return sorted(arrival.name for arrival in arrivals.on_tray(actor))


def told(*people) -> list[str]:
    found = []
    for actor in people:
        with acting(actor):
            found += [notice.clock for notice in accounts.notices(actor)]
    return found


def test_what_a_mail_brings_lands_on_the_tray(look, deliver, lies, dr_osei):
    deliver(mail(scan(), scan(200)))
    assert look() == 1
    with acting(dr_osei):
        found = arrivals.on_tray(dr_osei)
        kept = {bytes(arrivals.arrival(dr_osei, arrival.pk).content) for arrival in found}
    assert kept == {scan(), scan(200)} and {arrival.way for arrival in found} == {"mail"}
    assert (lies("INBOX"), lies("taken")) == (0, 1)
    assert look() == 0


def test_a_mail_that_somebody_read_already_is_taken_all_the_same(look, deliver, dr_osei):
    deliver(mail(scan()), r"(\Seen)")
    look()
    assert tray(dr_osei) == ["fax0.png"]


def test_a_mail_delivered_twice_is_one_paper(look, deliver, lies, dr_osei, noon):
    deliver(mail(scan()))
    deliver(b"Received: from another.example\r\n" + mail(scan()))
    look()
    deliver(mail(scan()))
    look(at=noon + timedelta(hours=1))
    assert (tray(dr_osei), lies("INBOX"), lies("taken")) == (["fax0.png"], 0, 3)


def test_a_second_mail_under_the_same_message_id_is_not_lost(look, deliver, dr_osei):
    """The id is the sender's word: a fax service that repeats it must not hide a paper."""
    deliver(mail(scan()))
    deliver(mail(scan(100)))
    look()
    assert tray(dr_osei) == ["fax0.png", "fax0.png"]


def test_a_letter_without_a_scan_is_kept_itself(look, deliver, dr_osei):
    deliver(mail(words="We can see them on Monday."))
    look()
    assert tray(dr_osei) == ["mail.eml"]


def test_a_letter_that_comes_back_is_heard_and_is_no_paper(look, deliver, lies, mail_server, dr_osei, noon):
    said = {"purpose": "answer", "subject_kind": "inquiry", "subject_id": uuid7(), "factor": "none"}
    with acting(dr_osei):
        issue(**said, went_to="desk@bridge.example", actor=dr_osei, at=noon)
    send_due(now=noon)
    with acting(dr_osei):
        letter = Message.objects.get().gateway_id
    deliver(bounce(letter).replace(b"\n", b"\r\n"))
    deliver(bounce("<1@elsewhere.example>").replace(b"\n", b"\r\n"))
    look(at=noon + timedelta(hours=5))
    with acting(dr_osei):
        assert Message.objects.get().state == "failed"
    assert (tray(dr_osei), lies("taken")) == (["mail.eml"], 2), (
        "what is about no letter of ours is for somebody to read"
    )


def test_stopped_between_keeping_and_moving_it_is_taken_once(look, deliver, signed_in, lies, dr_osei, noon):
    """The copy lies in both folders: what is in the inbox is known by its content."""
    deliver(mail(scan()))
    look()
    with signed_in() as server:
        server.select("taken")
        server.uid("COPY", "1", "INBOX")
    look(at=noon + timedelta(minutes=1))
    assert (len(tray(dr_osei)), lies("INBOX")) == (1, 0)


def test_what_is_too_large_is_not_even_fetched_and_is_told(look, deliver, lies, visit, dr_osei, sam):
    deliver(mail(bytes(arrivals.most_bytes() * 3)))
    deliver(mail(scan()))
    look()
    assert (tray(dr_osei), lies("refused"), lies("taken"), lies("INBOX")) == (["fax0.png"], 1, 1, 0)
    assert told(dr_osei, sam) == ["mail_refused"]
    page = "".join(visit(who, "get", "/notices/").content.decode() for who in (dr_osei, sam))
    assert "A mail for the tray could not be taken in" in page


def test_a_mail_in_no_good_order_is_kept_and_holds_up_no_other(look, deliver, lies, dr_osei):
    broken = (
        b"Content-Type: multipart/mixed; boundary=\r\nContent-Disposition: attachment; filename*0*=\xff''%\r\n\r\n--"
    )
    deliver(broken)
    deliver(mail(scan()))
    look()
    assert (sorted(tray(dr_osei)), lies("INBOX")) == (["fax0.png", "mail.eml"], 0)


def test_a_server_that_cannot_prove_who_it_is_gets_no_password(watch, deliver, monkeypatch, dr_osei, sam, noon):
    deliver(mail(scan()))
    monkeypatch.delenv("SSL_CERT_FILE")
    with as_worker(), speaking_as(NOBODY):
        assert watch.look(at=noon) == 0
        watch.look(at=noon + timedelta(minutes=5))
    assert (tray(dr_osei), told(dr_osei, sam)) == ([], []), "a server that starts again is soon back"
    with as_worker(), speaking_as(NOBODY):
        watch.look(at=noon + timedelta(minutes=11))
        watch.look(at=noon + timedelta(hours=3))
    assert told(dr_osei, sam) == ["mailbox_gone"]


def test_a_wrong_password_is_told_too(house, port, trusted, dr_osei, sam, noon, caplog):
    watch = Watch(host="localhost", port=port, user=USER, password="wrong", org=ORG, heard=take_bounce)
    with as_worker(), speaking_as(NOBODY):
        watch.look(at=noon)
        watch.look(at=noon + timedelta(hours=1))
    assert told(dr_osei, sam) == ["mailbox_gone"]
    assert "wrong" not in caplog.text and "wrong" not in repr(watch.access)

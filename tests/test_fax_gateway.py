"""A copy goes out by fax: through a gateway that takes e-mail, once, and whoever sent it learns where it did not arrive."""

import socket
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from test_copies_on_paper import made, text_of
from worker_role import as_worker

from throughcare.accounts import queries as accounts
from throughcare.command.letterbox import Mailing
from throughcare.consent import actions as consent
from throughcare.consent import queries as bases
from throughcare.documents import actions
from throughcare.documents import queries as documents
from throughcare.documents.jobs import send_due_faxes
from throughcare.documents.models import Delivery, Fax
from throughcare.foundation.actor import NOBODY, acting, speaking_as, system
from throughcare.foundation.ids import uuid7
from throughcare.messaging.tests.test_bounces import bounce
from throughcare.referrals import actions as referrals
from throughcare.told_quietly import came_back

HOUR = timedelta(hours=1)
TO_BRIDGE = "13055550199@fax.example"


@pytest.fixture(autouse=True)
def house_of_its_own(house):
    """The worker is another connection: it sees only what is committed."""


@pytest.fixture
def gateway(mail_server, settings):
    settings.FAX_DOMAIN = "fax.example"
    return mail_server


@pytest.fixture
def asked(asked_of_bridge):
    return asked_of_bridge()


@pytest.fixture
def copy(visit, dr_osei, asked):
    return made(visit, dr_osei, f"/handoffs/{asked.pk}/paper/")


def press(visit, actor, copy, **said):
    return visit(actor, "post", f"/copies/{copy.pk}/fax/", {"key": str(uuid7())} | said, follow=True)


def work(after=timedelta(0)) -> int:
    with as_worker(), speaking_as(NOBODY):
        return send_due_faxes(now=timezone.now() + after)


def became(actor, copy) -> list[tuple[str, str]]:
    with acting(actor):
        return list(Delivery.objects.filter(copy=copy).order_by("at").values_list("outcome", "note"))


def told(actor) -> list[str]:
    with acting(actor):
        return [notice.kind for notice in accounts.notices(actor)]


def test_a_copy_goes_out_by_fax_as_its_pages_and_nothing_else(visit, dr_osei, gateway, asked, copy):
    assert "Send it by fax" in visit(dr_osei, "get", f"/handoffs/{asked.pk}/paper/").content.decode()
    page = press(visit, dr_osei, copy).content.decode()
    assert "On its way to the fax gateway" in page and "Send it by fax" not in page
    work()

    (letter,) = gateway.letters
    (pages,) = letter.get_payload()
    assert (letter["To"], letter["Subject"], pages.get_filename()) == (TO_BRIDGE, None, "fax.pdf")
    first = text_of(pages.get_payload(decode=True))[0]
    assert documents.in_groups(copy.code) in first and "Maya" not in first
    assert "Maya" not in "".join(f"{name} {value}" for name, value in letter.items())
    assert became(dr_osei, copy) == [("sent", "By the fax gateway")]
    assert "On paper: sent." in visit(dr_osei, "get", f"/handoffs/{asked.pk}/").content.decode()
    with acting(dr_osei):
        assert bytes(Fax.objects.get().pages) == b"", "its pages are kept no longer than they must"


def test_the_same_form_sent_twice_is_one_fax(visit, dr_osei, gateway, copy):
    key = str(uuid7())
    for _ in range(2):
        press(visit, dr_osei, copy, key=key)
    assert "It is on its way already." in press(visit, dr_osei, copy).content.decode()
    work(), work(HOUR), work(HOUR)
    assert len(gateway.letters) == 1


def test_of_two_workers_only_one_sends_it(visit, dr_osei, gateway, copy):
    press(visit, dr_osei, copy)
    with as_worker(), speaking_as(NOBODY):
        now = timezone.now()

        def round_of_its_own():
            send_due_faxes(now=now)
            connection.close()

        workers = [Thread(target=round_of_its_own) for _ in range(2)]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
    assert len(gateway.letters) == 1


def test_one_that_was_on_its_way_when_the_worker_died_is_never_sent_again_alone(visit, dr_osei, gateway, copy):
    """Nobody knows whether the gateway has it: a person asks them, or presses again."""
    press(visit, dr_osei, copy)
    with as_worker(), speaking_as(NOBODY), acting(system(dr_osei.org_id)) as program:
        actions.claim_fax(Fax.objects.get().pk, actor=program, at=timezone.now())  # and here it dies
    work(HOUR)
    assert gateway.letters == [] and told(dr_osei) == ["fax_failed"]
    ((outcome, note),) = became(dr_osei, copy)
    assert outcome == "failed" and "nobody knows whether it arrived" in note
    press(visit, dr_osei, copy)
    work(HOUR)
    assert len(gateway.letters) == 1


def test_a_number_that_the_gateway_refuses_did_not_arrive_and_is_told(visit, dr_osei, gateway, asked, copy):
    gateway.refuses.add(TO_BRIDGE)
    press(visit, dr_osei, copy)
    work(), work(HOUR)
    assert became(dr_osei, copy) == [("failed", "The fax gateway refused it with the number 550.")]
    assert told(dr_osei) == ["fax_failed"]
    page = visit(dr_osei, "get", "/notices/").content.decode()
    assert "A fax did not arrive" in page and f"/handoffs/{asked.pk}/" in page


class HangsUp(Mailing):
    """Takes the pages, and breaks off before it says so."""

    def say(self, words):
        if words == "250 taken":
            return self.request.shutdown(socket.SHUT_RDWR)
        return super().say(words)


def test_where_the_line_breaks_while_it_goes_a_person_is_asked(visit, dr_osei, gateway, copy):
    gateway.RequestHandlerClass = HangsUp
    press(visit, dr_osei, copy)
    work(), work(HOUR)
    assert len(gateway.letters) == 1, "it may have arrived: it does not go a second time by itself"
    ((outcome, note),) = became(dr_osei, copy)
    assert (outcome, "nobody knows whether it arrived" in note) == ("failed", True)


def test_a_gateway_that_is_away_is_tried_again_and_given_up_in_words(visit, dr_osei, gateway, settings, copy):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.SMTP_PORT = nobody.getsockname()[1]
        press(visit, dr_osei, copy)
        work()
        assert became(dr_osei, copy) == []
        for hours in range(1, 8):
            work(hours * HOUR)
    assert became(dr_osei, copy) == [("failed", "Nobody answered at the fax gateway, many times.")]
    assert told(dr_osei) == ["fax_failed"]


def test_back_in_time_it_goes_once(visit, dr_osei, gateway, settings, copy):
    port, settings.SMTP_PORT = settings.SMTP_PORT, 1
    press(visit, dr_osei, copy)
    work()
    settings.SMTP_PORT = port
    work(HOUR), work(2 * HOUR)
    assert (len(gateway.letters), became(dr_osei, copy)) == (1, [("sent", "By the fax gateway")])


def test_what_waits_does_not_leave_after_the_consent_is_withdrawn(visit, dr_osei, gateway, asked, copy):
    press(visit, dr_osei, copy)
    with acting(dr_osei):
        consent.withdraw(bases.basis(dr_osei, asked.basis_id), actor=dr_osei, at=timezone.now())
    work(HOUR)
    assert (gateway.letters, became(dr_osei, copy)) == ([], [("failed", "It may not be told any more.")])
    assert press(visit, dr_osei, copy).status_code == 404


def test_what_could_not_go_is_not_tried_again_after_the_consent_is_withdrawn(visit, dr_osei, gateway, asked, copy):
    """The gateway is away, and Maya takes it back while we wait for an answer."""
    press(visit, dr_osei, copy)
    with acting(system(dr_osei.org_id)) as program:
        fax = actions.claim_fax(Fax.objects.get().pk, actor=program, at=timezone.now())
    with acting(dr_osei):
        consent.withdraw(bases.basis(dr_osei, asked.basis_id), actor=dr_osei, at=timezone.now())
    with acting(system(dr_osei.org_id)) as program:
        actions.try_fax_again(fax.pk, actor=program, at=timezone.now())
    work(HOUR)
    assert (gateway.letters, became(dr_osei, copy)) == ([], [("failed", "It may not be told any more.")])


def test_what_went_while_it_was_taken_back_is_said_to_have_gone(visit, dr_osei, gateway, asked, copy):
    press(visit, dr_osei, copy)
    with acting(system(dr_osei.org_id)) as program:
        fax = actions.claim_fax(Fax.objects.get().pk, actor=program, at=timezone.now())
    with acting(dr_osei):
        consent.withdraw(bases.basis(dr_osei, asked.basis_id), actor=dr_osei, at=timezone.now())
    with acting(system(dr_osei.org_id)) as program:
        actions.finish_fax(fax.pk, outcome=documents.Outcome.SENT, note="", actor=program, at=timezone.now())
    assert became(dr_osei, copy) == [("failed", "It may not be told any more."), ("sent", "By the fax gateway")]


def test_an_ask_that_ended_meanwhile_is_not_faxed(visit, dr_osei, gateway, asked, copy):
    press(visit, dr_osei, copy)
    with acting(dr_osei):
        said = {"reason": "She found a place"}
        referrals.take_handoff_step(asked.pk, "recall", said=said, actor=dr_osei, at=timezone.now())
    work(HOUR)
    assert (gateway.letters, became(dr_osei, copy)) == ([], [("failed", "The ask is over.")])


@pytest.mark.parametrize("number", ["", "ask them", "0199"])
def test_what_is_no_number_is_not_dialed(visit, dr_osei, gateway, asked, number):
    copy = made(visit, dr_osei, f"/handoffs/{asked.pk}/paper/", number=number)
    assert "Send it by fax" not in visit(dr_osei, "get", f"/handoffs/{asked.pk}/paper/").content.decode()
    assert press(visit, dr_osei, copy).status_code == 404


def test_without_a_gateway_nothing_is_offered(visit, dr_osei, asked, copy):
    assert "Send it by fax" not in visit(dr_osei, "get", f"/handoffs/{asked.pk}/paper/").content.decode()
    assert work() == 0


def test_nobody_elsewhere_sends_it(visit, eve, rosa, gateway, copy):
    for who in (eve, rosa):
        assert press(visit, who, copy).status_code == 404


def test_to_a_place_that_is_not_chased_a_copy_goes_once(visit, sam, dr_osei, gateway, asked, copy):
    """The first ask still leaves, on paper or by fax; after it nothing more does."""
    said = {"why": "They keep a list of their own", "said_by": "Ines, director"}
    assert visit(sam, "post", reverse("manage-externally", args=[asked.service_id]), said).status_code == 302
    page = visit(dr_osei, "get", f"/handoffs/{asked.pk}/paper/").content.decode()
    assert "Open to print" in page and "Send it by fax" in page and "Make the copy" not in page
    press(visit, dr_osei, copy)
    work()
    assert "Send it by fax" not in visit(dr_osei, "get", f"/handoffs/{asked.pk}/paper/").content.decode()
    assert press(visit, dr_osei, copy).status_code == 404
    work(HOUR)
    assert len(gateway.letters) == 1


# --- what the gateway writes hours later


def written_back(letter, **said) -> bool:
    with as_worker(), speaking_as(NOBODY):
        return came_back(bounce(str(letter["Message-ID"]), **said), at=timezone.now() + 5 * HOUR)


@pytest.fixture
def gone(visit, dr_osei, gateway, copy):
    press(visit, dr_osei, copy)
    work()
    return gateway.letters[0]


def test_a_fax_that_comes_back_hours_later_did_not_arrive(dr_osei, copy, gone):
    assert [written_back(gone, status="5.4.1") for _ in range(2)] == [True, True], "gateways tell of it twice"
    assert became(dr_osei, copy)[1:] == [("failed", "The fax gateway wrote: number 5.4.1.")]
    assert told(dr_osei) == ["fax_failed"]


def test_that_it_arrived_is_a_fact_and_that_it_takes_time_is_none(dr_osei, copy, gone):
    assert written_back(gone, action="delayed") and written_back(gone, action="delivered", status="2.0.0")
    assert [outcome for outcome, _ in became(dr_osei, copy)] == ["sent", "delivered"]
    assert told(dr_osei) == []


@pytest.mark.parametrize(
    "letter", ["<fax.1@ours.example>", "<fax.01990000-0000-7000-8000-000000000000@ours.example>", "<fax.@>"]
)
def test_what_is_about_no_fax_of_ours_is_for_somebody_to_read(letter):
    assert not written_back({"Message-ID": letter})

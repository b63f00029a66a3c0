"""An ask leaves on paper: one page with boxes that names nobody, the package behind it, and what became of the copy."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from accessible import faults_of
from django.utils import timezone

from throughcare.consent import actions as consent
from throughcare.consent import queries as bases
from throughcare.documents import actions
from throughcare.documents import queries as documents
from throughcare.documents.models import Copy, Delivery
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.inquiries import actions as inquiries

FORM = {"recipient": "Bridge House", "number": "305-555-0199", "back_to": "305-555-0101"}


def text_of(raw: bytes) -> list[str]:
    """The words of each page."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(raw)]


def made(visit, actor, address, **said) -> Copy:
    answer = visit(actor, "post", address, {"key": str(uuid7())} | FORM | said)
    assert answer.status_code == 302
    with acting(actor):
        return Copy.objects.order_by("-id")[0]


@pytest.fixture
def asked(asked_of_bridge):
    handoff = asked_of_bridge()
    return handoff, f"/handoffs/{handoff.pk}/paper/"


@pytest.fixture
def inquiry(refer, dr_osei, maya, bridge):
    opened = refer("open", at=timezone.now() - timedelta(hours=1))
    about = inquiries.About(need="Trauma therapy", urgency="routine", age_band="teens", language="es")
    with acting(dr_osei):
        return inquiries.inquire(
            opened.pk, about=about, service_ids=[bridge.pk], names=[maya.name], actor=dr_osei, at=timezone.now()
        )[0]


def test_the_first_page_names_nobody_and_the_rest_is_the_package(visit, dr_osei, asked):
    handoff, address = asked
    assert address in visit(dr_osei, "get", f"/handoffs/{handoff.pk}/").content.decode()
    copy = made(visit, dr_osei, address)

    answer = visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf")
    first, second = text_of(answer.content)

    assert answer["Content-Type"] == "application/pdf"
    assert "Maya" not in first and "panic" not in first and "305-555-0101" in first
    for box in ("Yes, we take them", "on a condition", "need to know", "full until", "No room at the moment"):
        assert box in first
    assert "Maya Torres" in second and "Nightmares and panic" in second and "may be incomplete" in second
    for page in (first, second):
        assert "Copy for Bridge House" in page and documents.in_groups(copy.code) in page


def test_an_inquiry_is_one_page(visit, dr_osei, inquiry):
    copy = made(visit, dr_osei, f"/inquiries/{inquiry.pk}/paper/")
    answer = visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf")
    (page,) = text_of(answer.content)
    assert "Trauma therapy" in page and "Spanish" in page and "We are full until:" in page
    assert "Maya" not in page
    assert faults_of(answer.content) == []


def test_a_screen_reader_can_read_it(visit, dr_osei, asked):
    copy = made(visit, dr_osei, asked[1])
    assert faults_of(visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf").content) == []


@pytest.mark.parametrize("across,down", [(203, 196), (203, 98)])
def test_its_code_survives_a_fax_machine(visit, dr_osei, asked, across, down):
    """Fine and standard resolution of ITU-T T.4, in black and white."""
    copy = made(visit, dr_osei, asked[1])
    pdf = visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf").content
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=203 / 72, grayscale=True).to_pil()
    faxed = page.resize((page.width, page.height * down // across)).convert("1", dither=0)
    arrived = faxed.resize(page.size).convert("L")
    assert {found.text for found in zxingcpp.read_barcodes(arrived, formats=zxingcpp.BarcodeFormat.DataMatrix)} == {
        copy.code
    }


def test_the_same_form_sent_twice_is_one_copy(visit, dr_osei, asked):
    key = str(uuid7())
    made(visit, dr_osei, asked[1], key=key)
    made(visit, dr_osei, asked[1], key=key)
    with acting(dr_osei):
        assert Copy.objects.count() == 1


def test_no_copy_is_made_or_opened_once_the_basis_is_withdrawn(visit, dr_osei, asked):
    handoff, address = asked
    copy = made(visit, dr_osei, address)
    with acting(dr_osei):
        consent.withdraw(bases.basis(dr_osei, handoff.basis_id), actor=dr_osei, at=timezone.now())

    assert visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf").status_code == 404
    assert visit(dr_osei, "post", address, {"key": str(uuid7())} | FORM).status_code == 422


def test_what_became_of_it_are_facts_with_their_times(visit, dr_osei, sam, asked):
    handoff, address = asked
    copy = made(visit, dr_osei, address)
    assert "A copy is ready to go" in visit(dr_osei, "get", f"/handoffs/{handoff.pk}/").content.decode()
    for who, outcome, note in ((dr_osei, "sent", ""), (dr_osei, "failed", "Busy"), (sam, "sent", "")):
        answer = visit(who, "post", f"/copies/{copy.pk}/delivery/", {"key": uuid7(), "outcome": outcome, "note": note})
        assert answer.status_code == 302

    shown = visit(sam, "get", address).content.decode()
    assert shown.count("did not arrive, to 305-555-0199") == 1 and shown.count(": sent, to 305-555-0199") == 2
    assert "On paper: sent." in visit(sam, "get", f"/handoffs/{handoff.pk}/").content.decode()


def test_nothing_is_delivered_in_the_future(visit, dr_osei, asked):
    copy = made(visit, dr_osei, asked[1])
    later = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    said = {"key": uuid7(), "outcome": "sent", "happened_at": later}
    answer = visit(dr_osei, "post", f"/copies/{copy.pk}/delivery/", said)
    assert (answer.status_code, "has not come yet" in answer.content.decode()) == (422, True)
    with acting(dr_osei), pytest.raises(NotAllowed):
        actions.say_delivered(
            uuid7(), copy_id=copy.pk, outcome="sent", happened_at=timezone.now() + timedelta(days=1), actor=dr_osei,
            at=timezone.now(),
        )  # fmt: skip
    with acting(dr_osei):
        assert not Delivery.objects.exists()


def test_a_code_belongs_to_its_organization(visit, dr_osei, rosa, asked):
    copy = made(visit, dr_osei, asked[1])
    with acting(dr_osei):
        assert documents.copy_by_code(dr_osei, documents.in_groups(copy.code).lower()).pk == copy.pk
        assert documents.copy_by_code(dr_osei, "7KQ2") is None
    with acting(rosa):
        assert documents.copy_by_code(rosa, copy.code) is None


def test_words_of_people_are_never_markup(visit, dr_osei, asked):
    copy = made(visit, dr_osei, asked[1], recipient="#panic() [Bridge] *House* $x$ \\ @a <b>")
    pages = text_of(io.BytesIO(visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf").content).getvalue())
    assert "#panic() [Bridge] *House* $x$ \\ @a <b>" in pages[0]

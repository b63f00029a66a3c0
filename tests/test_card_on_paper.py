"""Maya's paper card, as a document: a name, a number, a code, in her language, and nothing that says what it is for."""

import io

import pikepdf
import pypdfium2
import pytest
from accessible import faults_of
from test_copies_on_paper import text_of

from throughcare.clients.models import Client
from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.foundation.actor import acting

POINT = 72 / 25.4  # a millimetre


@pytest.fixture
def card(hand_out, maya, sam):
    link = hand_out(is_card=True).link
    with acting(sam):
        return f"/clients/{maya.pk}/own-page/links/{link.pk}/card", links.token_of(link)


def test_the_card_says_a_name_a_number_and_a_code_in_the_size_of_a_bank_card(visit, sam, card):
    address, code = card
    assert f"{address}.pdf" in visit(sam, "get", f"{address}/").content.decode()
    answer = visit(sam, "get", f"{address}.pdf")
    assert answer["Content-Disposition"] == 'inline; filename="card.pdf"'
    assert text_of(answer.content) == [f"Sam Bright 305-555-0110 {code[:4]}-{code[4:8]}-{code[8:]}"]
    across, down = pypdfium2.PdfDocument(answer.content)[0].get_size()
    assert (round(across / POINT, 1), round(down / POINT, 1)) == (85.6, 54.0)


@pytest.mark.parametrize("language,read_as", [("en", "en"), ("es", "es"), ("ht", "en")])
def test_it_is_read_out_in_her_language_as_far_as_we_speak_it(visit, sam, maya, card, language, read_as):
    with acting(sam):
        Client.objects.filter(pk=maya.pk).update(language=language)
    raw = visit(sam, "get", f"{card[0]}.pdf").content
    assert faults_of(raw) == []
    with pikepdf.open(io.BytesIO(raw)) as document:
        assert str(document.Root.Lang) == read_as
        assert "Maya" not in str(document.open_metadata()), "nor does the file itself say whose it is"


def test_a_closed_card_is_not_printed_and_nobody_elsewhere_prints_one(visit, sam, eve, rosa, card, hand_out, maya, now):
    for who in (eve, rosa):
        assert visit(who, "get", f"{card[0]}.pdf").status_code == 404
    closed = hand_out(is_card=True).link
    with acting(sam):
        doors.revoke(closed.pk, actor=sam, at=now)
    assert visit(sam, "get", f"/clients/{maya.pk}/own-page/links/{closed.pk}/card.pdf").status_code == 404

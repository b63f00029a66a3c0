"""Every table about a client: is it asked of the person, or of one record, and why."""

import re

import pytest
from django.utils import timezone
from test_two_at_once import press_together

from throughcare.clients import actions as clients
from throughcare.clients import queries as known
from throughcare.clients.models import Client, ClientMerge
from throughcare.command.docs import our_models
from throughcare.foundation.actor import acting

OF_THE_PERSON = {  # asked through clients.queries.same_person or same_people
    "clients.ContactRoute", "clients.DecisionMaker", "consent.Basis", "consent.Disclosure", "crisis.RiskSignal",
    "messaging.Message", "messaging.OptIn", "referrals.Referral", "screening.Screen", "voices.Voice",
}  # fmt: skip
OF_ONE_RECORD = {
    "audit.AuditEntry": "what somebody read or wrote was this record",
    "documents.Copy": "belongs to the ask that was printed",
    "tray.Arrival": "belongs to the ask whose code it carries",
    "papers.Paper": "belongs to its referral, which is asked of the person",
    "clients.ClientMerge": "says which record was merged into which",
    "clients.Involvement": "sight is given of one record; the law's functions write it",
    "referrals.Handoff": "belongs to its referral, which is asked of the person",
    "referrals.ContactAttempt": "belongs to its referral, which is asked of the person",
    "referrals.HandOver": "belongs to its referral, which is asked of the person",
    "referrals.HelpedAnswer": "belongs to its referral, which is asked of the person",
    "referrals.Message": "belongs to its handoff",
    "referrals.HandoffNote": "belongs to its handoff",
    "scheduling.Visit": "belongs to its handoff, and the receiver's own",
    "work.WorkItem": "one line for each open thing; its name follows the record that stays",
}


def test_every_table_about_a_client_is_asked_of_the_person_or_of_one_record_for_a_reason():
    about = {m._meta.label for m in our_models() if {"client", "client_id"} & {f.attname for f in m._meta.fields}}

    assert about == OF_THE_PERSON | set(OF_ONE_RECORD)


@pytest.fixture
def maja(sam, noon):
    with acting(sam):
        client = clients.register(name="Maja Torres", actor=sam, at=noon)
        clients.add_route(client, kind="phone", value="305-555-0161", is_safe=False, actor=sam, at=noon)
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("htmx", [True, False])
def test_somebody_who_stands_here_twice_is_made_one_and_two_again(visit, sam, maya, maja, htmx):
    here, both = f"/clients/{maya.pk}/", f"/clients/{maya.pk}/merge/{maja.pk}/"
    assert both in text(visit(sam, "get", here)), "her page names who is alike"

    shown = text(visit(sam, "get", both, htmx=htmx))
    assert "Phone 305-555-0161 (not safe)" in shown and "differs" in shown
    refused = visit(sam, "post", both, {"reason": " "}, htmx=htmx)
    assert refused.status_code == 422 and 'id="id_reason-error"' in text(refused)
    assert visit(sam, "post", both, {"reason": "She said so"}, htmx=htmx).url == here

    assert visit(sam, "get", f"/clients/{maja.pk}/").url == here
    page = text(visit(sam, "get", here))
    assert "Maja Torres" in page and "She said so" in page and "Not safe, do not use: Phone 305-555-0161" in page
    assert "Maja" not in text(visit(sam, "get", "/clients/"))
    assert visit(sam, "post", f"{both}undo/", htmx=htmx).status_code == 302
    assert "Maja" in text(visit(sam, "get", f"/clients/{maja.pk}/"))


def test_a_page_that_was_open_while_they_became_one_writes_on_the_record_that_stays(visit, sam, maya, maja):
    with acting(sam):
        clients.merge(maya, maja, reason="She said so", actor=sam, at=timezone.now())

    answer = visit(sam, "post", f"/clients/{maja.pk}/situation/", {"situation": "moved", "source": "Her aunt"})

    assert answer.url == f"/clients/{maya.pk}/"
    with acting(sam):
        assert set(Client.objects.values_list("situation", flat=True)) == {"moved"}


def test_an_undo_that_came_too_late_says_so(visit, sam, maya, maja, noon):
    with acting(sam):
        third = clients.register(name="Maia Torres", actor=sam, at=noon)
        clients.merge(maya, maja, reason="She said so", actor=sam, at=noon)

    answer = visit(sam, "post", f"/clients/{third.pk}/merge/{maja.pk}/undo/", follow=True)

    assert "Somebody was faster." in text(answer)


def test_birth_dates_that_differ_are_asked_for_beside_their_field(visit, sam, maya, maja, noon):
    with acting(sam):
        clients.correct(maja, born_on=maya.born_on.replace(day=4), actor=sam, at=noon)
    both = f"/clients/{maya.pk}/merge/{maja.pk}/"

    refused = visit(sam, "post", both, {"reason": "She said so"})

    assert refused.status_code == 422 and 'id="id_birth_dates_checked-error"' in text(refused)
    assert visit(sam, "post", both, {"reason": "She said so", "birth_dates_checked": "on"}).status_code == 302


def test_what_cannot_be_merged_says_why(visit, sam, maya, maja, noon):
    with acting(sam):
        clients.change_situation(maja, situation="moved", source="Her aunt", actor=sam, at=noon)

    refused = visit(sam, "post", f"/clients/{maya.pk}/merge/{maja.pk}/", {"reason": "She said so"})

    assert refused.status_code == 422 and "Settle that first" in text(refused)


def test_a_person_with_many_records_asks_no_more(asked, sam, maya, maja, noon):
    def merged(name):
        with acting(sam):
            other = clients.register(name=name, born_on=maya.born_on, actor=sam, at=noon)
            clients.merge(maya, other, reason="The same number", actor=sam, at=noon)

    merged("Mayra Torres")
    few = len(asked(sam, f"/clients/{maya.pk}/"))
    for name in ("Maya Tores", "Maia Torres", "M. Torres"):
        merged(name)

    assert len(asked(sam, f"/clients/{maya.pk}/")) == few
    assert len(asked(sam, f"/clients/{maya.pk}/merge/{maja.pk}/")) < few


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_stranger_sees_no_two_records(visit, eve, maya, maja, verb):
    assert visit(eve, verb, f"/clients/{maya.pk}/merge/{maja.pk}/").status_code == 404
    assert visit(eve, "post", f"/clients/{maya.pk}/merge/{maja.pk}/undo/").status_code == 404


def test_of_two_who_merge_at_once_one_decides_which_stays(house, dr_osei, sam, maya, maja):
    addresses = [f"/clients/{maya.pk}/merge/{maja.pk}/", f"/clients/{maja.pk}/merge/{maya.pk}/"]

    answers = press_together([dr_osei, sam], addresses, {"reason": "She said so"})

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    with acting(sam):
        assert ClientMerge.objects.count() == 1
        assert known.whose(maya.pk) == known.whose(maja.pk)

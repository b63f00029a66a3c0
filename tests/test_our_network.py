"""Who runs a service, and on which agreement: an organization says so, and the network's lead asks before anything is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as people
from throughcare.accounts.models import Agreement, Network, Organization
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.network.models import Service, ServiceClaim

KNOWN = "I called 305-555-0188; Mr. Diaz says that it is theirs"


@pytest.fixture
def lead(sam):
    """Sam leads the network."""
    Network.objects.filter(organizations=sam.org_id).update(lead_id=sam.membership_id)
    return sam


@pytest.fixture
def outside(harbor_service):
    """A listed service that nobody here runs yet."""
    Service.objects.filter(pk=harbor_service.pk).update(run_by=None, desk=None)
    return queries.service(harbor_service.pk)


@pytest.fixture
def claim(outside, rosa, noon):
    def claim(actor=rosa):
        with acting(actor):
            return actions.claim(outside.pk, desk_id=people.first_desk_of(actor.org_id), actor=actor, at=noon)

    return claim


def answer(lead, said, at, *, is_theirs=True, because=KNOWN):
    with acting(lead):
        return actions.answer_claim(said.pk, is_theirs=is_theirs, because=because, actor=lead, at=at)


def test_rosa_says_that_they_run_it_sam_calls_and_its_referrals_arrive_at_her_desk(lead, outside, rosa, visit, noon):
    page = visit(rosa, "get", reverse("service", args=[outside.pk])).content.decode()
    assert "Do you run this service?" in page
    desk = people.first_desk_of(rosa.org_id)
    visit(rosa, "post", reverse("claim-service", args=[outside.pk]), {"desk": str(desk)})
    assert queries.service(outside.pk).run_by is None, "not before somebody asked the place"
    assert (
        "An organization says that it runs a listed service" in visit(lead, "get", reverse("notices")).content.decode()
    )

    (said,) = queries.claims_to_answer(people.network_of(lead).pk)
    shown = visit(lead, "get", reverse("our-network")).content.decode()
    assert "Harbor Counseling says that it runs this." in shown and "305-555-0142" in shown, "the number of the listing"
    visit(lead, "post", reverse("claim-answer", args=[said.pk]), {"answer": "yes", "because": KNOWN})

    now = queries.service(outside.pk)
    assert (now.run_by.name, now.desk_id) == (rosa.org_name, desk)
    assert outside.name in visit(rosa, "get", reverse("our-services")).content.decode()


def test_a_no_says_how_sam_knows_and_may_be_said_again(lead, claim, outside, rosa, visit, noon):
    answer(lead, claim(), noon, is_theirs=False, because="They have never heard of Harbor")

    page = visit(rosa, "get", reverse("service", args=[outside.pk])).content.decode()
    assert "They have never heard of Harbor" in page and "We run it" in page
    assert queries.service(outside.pk).run_by is None
    assert claim().answered_at is None


def test_nobody_but_the_networks_lead_answers(lead, claim, rosa, dr_osei, eve, visit, noon):
    said = claim()
    for stranger in (rosa, dr_osei, eve):
        with pytest.raises(NotAllowed, match="leads the network"):
            answer(stranger, said, noon)
        sent = visit(stranger, "post", reverse("claim-answer", args=[said.pk]), {"answer": "yes", "because": KNOWN})
        assert sent.status_code == 404
        assert "says that it runs this" not in visit(stranger, "get", reverse("our-network")).content.decode()
    assert queries.service(said.service_id).run_by is None


@pytest.mark.parametrize("htmx", [True, False])
def test_an_answer_without_a_reason_is_refused_beside_its_field(lead, claim, visit, htmx):
    said = claim()
    sent = visit(lead, "post", reverse("claim-answer", args=[said.pk]), {"answer": "yes", "because": " "}, htmx=htmx)
    assert sent.status_code == 422 and "Say how you know" in sent.content.decode()
    assert queries.claims_to_answer(people.network_of(lead).pk)


def test_said_twice_is_said_once_and_what_somebody_runs_is_not_claimed(claim, outside, lead, eve, noon):
    assert claim() == claim()
    answer(lead, claim(), noon)
    with pytest.raises(NotAllowed, match="nobody here runs yet"):
        claim(eve)


def test_of_two_who_claim_it_one_gets_it(lead, claim, eve, rosa, noon):
    ours, theirs = claim(), claim(eve)
    answer(lead, ours, noon)
    with pytest.raises(NotAllowed, match="Harbor Counseling runs it already"):
        answer(lead, theirs, noon)
    answer(lead, theirs, noon, is_theirs=False)
    assert ServiceClaim.objects.filter(answered_at=None).count() == 0


@pytest.mark.parametrize("moment", range(3))
def test_two_answers_at_once_are_one(house, lead, claim, noon, moment):
    said = claim()

    def answered(is_theirs):
        try:
            return answer(lead, said, noon, is_theirs=is_theirs)
        except NotAllowed:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(answered, (True, False)))
    said.refresh_from_db()
    assert sum(one is not None for one in answers) == 1
    assert (queries.service(said.service_id).run_by is not None) == (said.answer == "confirmed")


# --- agreements


def keep(visit, lead, org, verb, **said):
    return visit(lead, "post", reverse("network-keep", args=[org, verb]), said)


def test_the_lead_writes_down_an_agreement_and_from_then_on_they_are_sent_referrals(lead, rosa, visit, noon):
    Agreement.objects.filter(org=rosa.org_id).delete()
    today = people.today_of(people.organization(rosa.org_id), noon)
    assert people.agreement_in_force(rosa.org_id, on=today) is None

    keep(visit, lead, rosa.org_id, "sign", signed_on="2026-01-05", ends_on="")

    assert people.agreement_in_force(rosa.org_id, on=today).signed_on == date(2026, 1, 5)


def test_a_new_agreement_takes_the_place_of_the_one_before(lead, rosa, noon):
    with acting(lead):
        staff.sign(rosa.org_id, signed_on=date(2026, 2, 2), ends_on=date(2027, 2, 1), actor=lead, at=noon)
        again = staff.sign(rosa.org_id, signed_on=date(2026, 2, 2), ends_on=date(2027, 2, 1), actor=lead, at=noon)

    rows = list(Agreement.objects.filter(org=rosa.org_id).order_by("signed_on"))
    assert [row.ends_on for row in rows] == [date(2026, 2, 1), date(2027, 2, 1)] and rows[1] == again


def test_an_agreement_ends_today_or_later(lead, rosa, noon):
    today = people.today_of(people.organization(rosa.org_id), noon)
    with acting(lead):
        with pytest.raises(NotAllowed, match="today or later"):
            staff.end_agreement(rosa.org_id, ends_on=today - timedelta(days=1), actor=lead, at=noon)
        staff.end_agreement(rosa.org_id, ends_on=today, actor=lead, at=noon)
    assert people.agreement_in_force(rosa.org_id, on=today + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("verb", "said", "why"),
    [
        ("sign", {"signed_on": ""}, "Say on which day it was signed."),
        ("sign", {"signed_on": "2026-01-05", "ends_on": "2025-01-05"}, "It ends before it was signed."),
        ("sign", {"signed_on": "2999-01-05"}, "Write it down when it is signed."),
        ("end", {"ends_on": "2020-01-05"}, "today or later"),
        ("kind", {"legal_kind": "pirate"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_beside_it_and_nothing_is_written(lead, rosa, visit, verb, said, why):
    before = list(Agreement.objects.values_list("pk", "ends_on"))
    sent = keep(visit, lead, rosa.org_id, verb, **said)
    assert sent.status_code == 422 and why in sent.content.decode()
    assert list(Agreement.objects.values_list("pk", "ends_on")) == before


def test_what_the_law_calls_them_decides_from_now_on(lead, rosa, visit):
    keep(visit, lead, rosa.org_id, "kind", legal_kind="part2_program")
    assert Organization.objects.get(pk=rosa.org_id).legal_kind == "part2_program"


def test_whoever_does_not_lead_reads_and_changes_nothing(rosa, lead, visit):
    page = visit(rosa, "get", reverse("our-network")).content.decode()
    assert "Northside Family Health" in page and "Write it down" not in page
    assert keep(visit, rosa, rosa.org_id, "kind", legal_kind="other").status_code == 404

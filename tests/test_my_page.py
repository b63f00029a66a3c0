"""Maya's own page: what she reads, and what she says there."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from her_page import press, said_by_maya, signed_in, text, waiting

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.work import queries as work
from throughcare.inquiries import queries as asked
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries as loops
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling import queries as visits

MOST_QUERIES = 25
pytestmark = pytest.mark.usefixtures("house")


# --- what Maya reads


def test_she_reads_who_helps_what_is_next_by_when_and_a_number(inside, refer, now):
    refer("open", at=now - timedelta(minutes=1))

    page = text(inside.get("/my/page/?lang=en"))

    assert "Hello Maya" in page and "Dr. Ama Osei looks for a place for you." in page
    assert re.search(r"By \w+day, \w+ \d+\.|Today by \d+:\d\d [AP]M\.", page) and "305-555-0110" in page


def test_it_is_in_her_language(inside, refer, now):
    refer("open", at=now)

    assert "Hola, Maya" in text(inside.get("/my/page/")), "her record says Spanish"


def test_the_language_she_chose_stays_when_she_says_something(inside, refer, now):
    referral = refer("open", at=now)
    here = reverse("my-say", args=["better_time", referral.pk])
    hidden = dict(re.findall(r'name="(mark|key)" value="([^"]*)"', inside.get(f"{here}?lang=en").content.decode()))

    answer = inside.post(f"{here}?lang=en", hidden | {"when": ["morning"]}, follow=True)

    assert "Thank you. A person here has your words." in text(answer)


def test_nothing_clinical_stands_on_her_page(inside, offers, refer, rosa, now):
    handoff = refer("sent", at=now)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)

    pages = [inside.get("/my/page/?lang=en"), inside.get("/my/page/more/?lang=en")]

    for page in pages:
        shown = text(page).lower()
        assert not [
            word for word in ("trauma", "therapy", "panic", "diagnos", "phq", "asthma", "clinic") if word in shown
        ]


def test_a_promise_that_is_late_says_so_and_whose_fault_it_is(inside, refer, now):
    refer("open", at=now - timedelta(days=30))

    assert "It is late, and that is our fault" in text(inside.get("/my/page/?lang=en"))


def test_waits_are_told_as_they_are_with_how_many_or_as_unknown(inside, refer, rosa, now, monkeypatch):
    from throughcare.referrals import waiting as waits

    handoff = refer("sent", at=now)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        referrals.take_handoff_step(handoff.pk, "waitlist", actor=rosa, at=now, said={"reason": "Full"})
    assert "We do not know yet how long people wait here." in text(inside.get("/my/page/?lang=en"))

    for name in ("estimate_needs", "estimate_from_the_last"):
        monkeypatch.setitem(waits.form(), name, 1)
    for weeks in (5,):
        other = refer("sent", at=now - timedelta(weeks=weeks, days=1))
        with acting(rosa):
            then = now - timedelta(weeks=weeks)
            referrals.take_handoff_step(other.pk, "accept", actor=rosa, at=then)
            referrals.take_handoff_step(other.pk, "waitlist", actor=rosa, at=then, said={"reason": "Full"})
            scheduling.book(
                handoff_id=other.pk, client_id=other.client_id, org_id=rosa.org_id, sender_org_id=other.org_id,
                starts_at=now + timedelta(days=2), kind="intake", actor=rosa, at=now,
            )  # fmt: skip
    assert "Half of people wait 5 weeks or less. We know this from the last 1 people." in text(
        inside.get("/my/page/?lang=en")
    )


def test_she_sees_who_has_received_what_by_organization_never_who_looked(inside, refer, now):
    refer("sent", at=now)

    page = text(inside.get("/my/page/more/?lang=en"))

    assert "Harbor Counseling" in page and "parts of what you told us" in page
    assert "Rosa" not in page and "Ben" not in page


def test_what_her_page_asks_of_the_database_is_bounded(inside, offers, refer, now):
    for _ in range(3):
        refer("sent", at=now)

    with CaptureQueriesContext(connection) as caught:
        inside.get("/my/page/")

    assert len([query for query in caught if "set_config" not in query["sql"]]) <= MOST_QUERIES


# --- what Maya says


def test_she_says_no_to_one_place_and_chooses_another(inside, offers, dr_osei, now):
    referral, (first, second) = offers
    assert "You can choose." in text(inside.get("/my/page/?lang=en"))

    press(inside, "not_this", first.pk)
    press(inside, "choose", second.pk, words="It is near the school")

    with acting(dr_osei):
        states = {one.pk: one.status for one in asked.inquiries_of(dr_osei, referral.pk)}
        assert states == {first.pk: "over", second.pk: "offered"}
    assert waiting(dr_osei) == ["Chose a place"], "a person asks the place for her"
    page = text(inside.get("/my/page/?lang=en"))
    assert "You chose this place." in page and "Choose this place" not in page


def test_what_she_chose_is_done_by_one_press_in_her_name(inside, offers, dr_osei, now):
    referral, (first, _) = offers
    press(inside, "choose", first.pk)
    with acting(dr_osei):
        (line,) = [one for one in work.worklist(dr_osei, work.Wanted(mine=True)) if one.subject_kind == "voice"]

    done = signed_in("osei@northside.example").post(f"/voices/{line.subject_id}/steps/carry_out/", {"seen": "said"})

    assert done.status_code == 302
    with acting(dr_osei):
        step = next(one for one in loops.timeline(loops.referral(dr_osei, referral.pk)) if one.name == "prepare")
        assert step.reason == "Chose it on their own page"
        assert {one.status for one in asked.inquiries_of(dr_osei, referral.pk)} >= {"over"}


def test_the_same_yes_from_two_windows_is_one_word(inside, offers, dr_osei):
    _, (first, _) = offers

    for words in ("It is near", "Yes"):
        assert press(inside, "choose", first.pk, words=words).status_code == 302

    assert waiting(dr_osei) == ["Chose a place"]


def test_a_visit_that_was_called_off_while_she_looked_is_not_confirmed(inside, refer, rosa, dr_osei, now):
    handoff = refer("sent", at=now)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
            starts_at=now + timedelta(days=2), kind="intake", actor=rosa, at=now,
        )  # fmt: skip
    here = reverse("my-say", args=["coming", visit.pk])
    hidden = dict(re.findall(r'name="(mark|key)" value="([^"]*)"', inside.get(here).content.decode()))
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "cancel", said={"reason": "Ill"}, actor=rosa, at=now)

    answer = inside.post(f"{here}?lang=en", hidden)

    assert answer.status_code == 404 and "This changed just now." in text(answer) and "Hello Maya" in text(answer)
    assert waiting(dr_osei) == []


def test_the_same_press_twice_is_one_word(inside, refer, dr_osei, now):
    referral = refer("open", at=now)
    here = reverse("my-say", args=["better_time", referral.pk])
    hidden = dict(re.findall(r'name="(mark|key)" value="([^"]*)"', inside.get(here).content.decode()))

    for _ in range(2):
        assert inside.post(here, hidden | {"when": ["evening"], "words": "After school"}).status_code == 302

    assert waiting(dr_osei) == ["Asks for a better time"]


def test_she_says_that_she_comes_and_the_visit_knows(inside, refer, rosa, dr_osei, now):
    handoff = refer("sent", at=now)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
            starts_at=now + timedelta(days=2), kind="intake", place="Room 2", actor=rosa, at=now,
        )  # fmt: skip
    assert "I will be there" in text(inside.get("/my/page/?lang=en"))

    press(inside, "coming", visit.pk)

    assert "You said that you come." in text(inside.get("/my/page/?lang=en"))
    with acting(rosa):
        assert visits.visit(visit.pk).confirmed_at


def test_that_it_did_not_help_becomes_a_call_and_nobody_closes_anything(inside, refer, rosa, dr_osei, maya, now):
    handoff = refer("sent", at=now)
    in_treatment(handoff, rosa, now)

    press(inside, "not", handoff.referral_id, words="He never looked at me")

    assert waiting(dr_osei) == ["Says that it did not help"]
    page = text(inside.get("/my/page/?lang=en"))
    assert "You said that it did not help. A person reads it and calls you." in page


def in_treatment(handoff, rosa, now) -> None:
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=handoff.org_id,
            starts_at=now - timedelta(hours=1), kind="treatment", actor=rosa, at=now,
            said={"reason": "Told by phone"},
        )  # fmt: skip
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=now)


@pytest.fixture
def watched(maya, dr_osei, now):
    """Somebody else may hold Maya's phone."""
    with acting(dr_osei):
        clients.add_route(maya, kind="text", value="305-555-0162", is_safe=False, actor=dr_osei, at=now)


def basis_of(sam, maya):
    from throughcare.consent import queries as consent

    with acting(sam):
        return consent.bases(sam, maya.pk)[0]


def test_taking_a_consent_back_works_at_once(inside, refer, sam, maya, now):
    refer("sent", at=now)

    press(inside, "stop_sharing", basis_of(sam, maya).pk)

    assert basis_of(sam, maya).revoked_at
    assert "You stopped this. Nothing more goes to them." in text(inside.get("/my/page/more/?lang=en"))


def test_where_somebody_else_may_hold_her_phone_it_is_a_report_until_a_person_confirms_it(
    inside, watched, refer, dr_osei, sam, maya, now
):
    refer("sent", at=now)
    press(inside, "stop_sharing", basis_of(sam, maya).pk)
    assert basis_of(sam, maya).revoked_at is None, "nothing happened by the link alone"
    with acting(dr_osei):
        (voice,) = said_by_maya(sam, maya, now)
    here, browser = f"/voices/{voice.pk}/", signed_in("osei@northside.example")

    assert "Confirm it by their safe route first" in text(browser.post(f"{here}steps/carry_out/", {"seen": "said"}))
    assert basis_of(sam, maya).revoked_at is None
    browser.post(f"{here}steps/confirm/", {"seen": "said", "reason": "She said so at school"})
    browser.post(f"{here}steps/carry_out/", {"seen": "said"})

    assert basis_of(sam, maya).revoked_at


def test_a_report_that_was_not_hers_is_refuted_and_changes_nothing(inside, watched, refer, sam, maya, now):
    refer("sent", at=now)
    press(inside, "stop_sharing", basis_of(sam, maya).pk)
    (voice,) = said_by_maya(sam, maya, now)

    done = signed_in("osei@northside.example").post(
        f"/voices/{voice.pk}/steps/refute/", {"seen": "said", "reason": "It was her stepfather"}
    )

    assert done.status_code == 302 and basis_of(sam, maya).revoked_at is None


def test_thirty_words_a_day_are_enough(inside, refer, dr_osei, now, monkeypatch):
    from throughcare.voices import rules

    monkeypatch.setitem(rules.data(), "most_in_a_day", 1)
    referral = refer("open", at=now)
    press(inside, "better_time", referral.pk)

    answer = press(inside, "better_time", referral.pk, words="Still this")

    assert answer.status_code == 422 and "Still this" in answer.content.decode()


def test_what_she_says_after_her_holder_left_is_held_by_somebody_who_works_here(inside, refer, rosa, dr_osei, sam, now):
    from throughcare.accounts import actions as staff

    handoff = refer("sent", at=now)
    in_treatment(handoff, rosa, now)
    with acting(dr_osei):
        said = {"reason": "She came"}
        referrals.take_referral_step(
            handoff.referral_id, "close", closure="connected", said=said, actor=dr_osei, at=now
        )
    with acting(sam):
        staff.end_access(dr_osei.membership_id, actor=sam, at=now)

    assert press(inside, "not", handoff.referral_id).status_code == 302
    with acting(sam):
        held = [line for line in work.worklist(sam, work.Wanted()) if line.subject_kind == "voice"]
        assert len(held) == 1 and held[0].holder_id != dr_osei.membership_id

"""What is said on the phone: every step that a place outside may take by phone has its question, and nothing tells too early."""

import pytest

from throughcare.foundation.scripts import placeholders
from throughcare.inquiries import queries as inquiries
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.messaging import queries as messaging
from throughcare.network import queries as network
from throughcare.referrals import queries as referrals
from throughcare.referrals.lifecycle import HANDOFF, IN_HAND, RECEIVER
from throughcare.scheduling import queries as scheduling
from throughcare.scheduling.lifecycle import VISIT
from throughcare.web.calls import scripts

INSIDE = {"assign"}  # who of their own people does it, a place outside says to nobody
BY_A_VISIT = {"assess", "miss_visit", "lose_visit"}
OF_THE_CLIENT = {"book", "keep_in_touch", "reach_out", "decline_for_client", "check_in", "talk_over", "lose_coverage"}
BOOKS = {
    "referrals": referrals.call_scripts(),
    "inquiries": inquiries.call_scripts(),
    "scheduling": scheduling.call_scripts(),
    "network": network.call_scripts(),
}
CALLS = [
    pytest.param(whom, script, id=f"{name}-{whom}-{stands}")
    for name, book in BOOKS.items()
    for whom, calls in book.items()
    for stands, script in calls.items()
]


def answered(script) -> list[str]:
    return [name for question in script.questions for name in question.steps]


@pytest.mark.parametrize("stands", [key for key in HANDOFF.standings if key != "prepared"])
def test_every_step_of_a_place_outside_has_a_question(stands):
    status = HANDOFF.standings[stands].within or stands
    theirs = {step.name for step in HANDOFF.steps.values() if str(RECEIVER) in step.by and status in step.sources}
    by_phone = {
        name
        for name in theirs - INSIDE - BY_A_VISIT
        if stands == "looked_for" or stands == "tried" or name != "reach_out"
    }

    assert not by_phone - set(answered(referrals.call_scripts()["service"][stands]))


@pytest.mark.parametrize("stands", [*map(str, IN_HAND), "looked_for", "tried"])
def test_every_word_of_a_client_has_a_question(stands):
    status = HANDOFF.standings[stands].within or stands
    theirs = {name for name in OF_THE_CLIENT if status in HANDOFF[name].sources}
    by_phone = theirs - ({"reach_out"} if stands == "accepted" else set()) - ({"book"} if stands == "booked" else set())

    assert not by_phone - set(answered(referrals.call_scripts()["client"][stands]))


def test_every_step_of_a_visit_and_of_a_question_without_a_name_has_a_question():
    of_visits = set(answered(scheduling.call_scripts()["service"]["booked"]))
    assert {
        name for name, step in VISIT.steps.items() if step.by - {"program"} and "booked" in step.sources
    } <= of_visits

    for stands, script in inquiries.call_scripts()["service"].items():
        theirs = {s.name for s in INQUIRY.steps.values() if "receiver" in s.by and stands in s.sources}
        assert set(answered(script)) == theirs
    assert set(inquiries.call_scripts()["service"]) == set(INQUIRY.standings)


@pytest.mark.parametrize(("whom", "script"), CALLS)
def test_every_answer_is_a_step_and_is_asked_once(whom, script):
    known = {*HANDOFF.steps, *VISIT.steps, *INQUIRY.steps, "verify", "say_changed"}

    assert set(answered(script)) <= known
    assert len(answered(script)) == len(set(answered(script)))


@pytest.mark.parametrize(("whom", "script"), CALLS)
def test_every_placeholder_is_known(whom, script):
    assert {name for line in script.lines() for name in placeholders(line)} <= scripts.FILLS
    assert {name for line in script.first for name in placeholders(line)} <= scripts.BEFORE_IT_IS_SURE


@pytest.mark.parametrize(("whom", "script"), CALLS)
def test_a_machine_and_whoever_picks_up_first_learn_nothing(whom, script):
    quiet = [script.voicemail] if script.voicemail else []
    assert {name for line in quiet for name in placeholders(line)} <= scripts.ON_A_MACHINE

    for line in [*quiet, *script.first]:
        fills = {
            "first_name": "Sam",
            "caller": "Sam",
            "callback": "305-555-0100",
            "name": "Maya",
            "org": "",
            "service": "",
        }
        assert not [word for said in line.values() for word in messaging.what_it_tells(said.format(**fills))]


@pytest.mark.parametrize(("whom", "script"), [one for one in CALLS if one.values[0] == "client"])
def test_what_is_said_to_a_client_is_said_in_spanish_too(whom, script):
    for line in script.lines():
        assert set(line) == {"en", "es"} and placeholders({"en": line["en"]}) == placeholders({"es": line["es"]})


def test_before_it_is_sure_a_client_hears_a_first_name_only():
    for script in referrals.call_scripts()["client"].values():
        assert {name for line in script.first for name in placeholders(line)} <= {"first_name", "name"}


def test_a_title_is_no_first_name():
    assert scripts.first_name("Dr. Amara Osei") == "Amara" and scripts.first_name("Sam Rivera") == "Sam"

from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.voices import rules
from throughcare.voices.lifecycle import VOICE, Part, VoiceStatus, parts_in_voice
from throughcare.voices.models import Voice

EVERY_CASE = list(product(VOICE.steps.values(), VoiceStatus, Part))
NORTHSIDE = uuid4()


def voice_like(status="said", **fields):
    kept = {"org_id": NORTHSIDE, "holder_id": None, "kind": "choose", "is_flagged": False, "confirmed_at": None}
    return SimpleNamespace(status=status, **kept | fields)


@pytest.mark.parametrize("step, status, part", EVERY_CASE, ids=lambda x: getattr(x, "name", x))
def test_a_step_is_open_only_where_the_table_says(step, status, part):
    voice = voice_like(status, is_flagged=step.name == "confirm")

    expected = status in step.sources and part in step.by

    assert (step in [choice.step for choice in VOICE.choices(voice, {part})]) is expected
    if expected:
        assert VOICE.check(step.name, voice, {part}) is step
    else:
        with pytest.raises(NotAllowed):
            VOICE.check(step.name, voice, {part})


@pytest.mark.parametrize("kind", rules.kinds())
def test_what_is_flagged_is_carried_out_only_when_a_person_confirmed_it(kind):
    flagged = voice_like(kind=kind, is_flagged=True)

    assert rules.nothing_to_carry_out(flagged), "not by the link alone"
    flagged.confirmed_at = "2026-03-02"
    assert bool(rules.nothing_to_carry_out(flagged)) is not rules.kinds()[kind]["has_effect"]


@pytest.mark.parametrize("kind", rules.kinds())
def test_nothing_that_opens_closes_or_judges_a_promise_happens_by_link_alone(kind):
    at_once = {one for one in rules.kinds() if rules.happens_at_once(one, is_flagged=False)}

    assert at_once == {"not_this", "coming", "stop_sharing"}
    if rules.happens_at_once(kind, is_flagged=True):
        assert kind in {"not_this", "coming"}


def test_the_part_follows_from_the_voice_and_not_from_a_role():
    sam = Actor(org_id=NORTHSIDE, membership_id=uuid4())

    assert parts_in_voice(voice_like(holder_id=sam.membership_id), sam) == {Part.HOLDER}
    assert parts_in_voice(voice_like(), sam) == {Part.COLLEAGUE}
    assert parts_in_voice(voice_like(), Actor(org_id=NORTHSIDE)) == {Part.PROGRAM}
    assert parts_in_voice(voice_like(), Actor(org_id=uuid4(), membership_id=uuid4())) == set()


def test_what_the_table_says_is_asked_once_is_what_the_database_keeps():
    (rule,) = [one for one in Voice._meta.constraints if one.name == "what_is_asked_once_is_asked_once"]
    once = {kind for kind, facts in rules.kinds().items() if facts.get("once")}

    assert set(dict(rule.condition.children)["kind__in"]) == once

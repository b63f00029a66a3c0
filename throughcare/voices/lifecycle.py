"""The life of a voice: what a client said on their own page, until a person has done or answered it."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import KEEPS, Standing, lifecycle, step

from . import rules


class VoiceStatus(TextChoices):
    SAID = "said", "Said"
    SETTLED = "settled", "Settled"


class Part(StrEnum):
    HOLDER = "holder"
    COLLEAGUE = "colleague"
    PROGRAM = "program"


SAID, SETTLED = VoiceStatus
HOLDER, COLLEAGUE, PROGRAM = Part
OURS = [HOLDER, COLLEAGUE]

VOICE = lifecycle(
    "voice",
    #    step         from    to       by                  what must be true first
    step("say",       [""],   SAID,    by=[PROGRAM],       label="Said on their own page"),
    step("confirm",   [SAID], KEEPS,   by=OURS,            unmet=rules.confirmed_already, label="Confirmed by the safe route", needs=["reason"]),
    step("carry_out", [SAID], SETTLED, by=[*OURS, PROGRAM], unmet=rules.nothing_to_carry_out, label="Do what they ask"),
    step("settle",    [SAID], SETTLED, by=OURS,            label="We spoke about it", needs=["reason"]),
    step("refute",    [SAID], SETTLED, by=OURS,            label="They did not say that", needs=["reason"]),
    step("inherit",   [SAID], KEEPS,   by=[PROGRAM],       label="The holder's access ended"),
    standings={SAID: Standing(holder=HOLDER, turn=HOLDER, waiting_on="nobody", clock="open")},
)  # fmt: skip


def parts_in_voice(voice: Any, actor: Actor) -> set[Part]:
    if voice.org_id != actor.org_id:
        return set()
    if actor.membership_id is None:
        return {PROGRAM}
    return {HOLDER} if voice.holder_id == actor.membership_id else {COLLEAGUE}

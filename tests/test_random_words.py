"""Random people do random things with what came without an account: no orphan, no forbidden move, history equals state."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import acting, system
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.intake import actions as intake
from throughcare.intake import queries as asked
from throughcare.intake.lifecycle import HELP
from throughcare.referrals import queries as referrals
from throughcare.voices import actions as voices
from throughcare.voices import queries as said
from throughcare.voices.lifecycle import VOICE

WORDS = {"said": {"reason": "As it was told"}}
IN_HELP = ["take", "try_call", "begin", "listen", "give_up", "set_aside"]
IN_VOICES = ["confirm", "carry_out", "settle", "refute"]
KINDS = ["better_time", "no_more", "helped", "not", "not_mine"]
MOVES = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["knock", "say", "leave", *IN_HELP, *IN_VOICES]), st.integers(0, 3)),
    max_size=14,
)


class Desk:
    """What came to Northside, and who works there."""

    def __init__(self, people, maya, referral, at) -> None:
        self.people, self.maya, self.referral, self.at = list(people), maya, referral, at
        self.org_id = maya.org_id
        self.requests, self.voices = [], []

    def do(self, who: int, name: str, which: int) -> None:
        self.at += timedelta(minutes=1)
        actor = self.people[who % len(self.people)]
        if name in {"knock", "say", "leave"}:
            getattr(self, name)(which)
        elif name in IN_HELP and self.requests:
            facts = {"name_of_client": "Luz", "need": f"Need {self.at}"} if name == "begin" else WORDS
            intake.take_help_step(self.one_of(self.requests, which), name, actor=actor, at=self.at, **facts)
        elif name in IN_VOICES and self.voices:
            voices.take_voice_step(self.one_of(self.voices, which), name, actor=actor, at=self.at, **WORDS)

    def one_of(self, known: list, which: int):
        return known[which % len(known)]

    def knock(self, which: int) -> None:
        left = intake.Left(about=["me", "someone"][which % 2], called="Luz", phone="305-555-0188", words=str(self.at))
        with acting(system(self.org_id)) as program:
            desk = accounts.help_desk("bay-area")
            kept = intake.knock(left, key=uuid7(), desk=desk, came_from="library", actor=program, at=self.at)
        self.requests.append(kept.pk)

    def say(self, which: int) -> None:
        with acting(system(self.org_id)) as program:
            whose = voices.Whose(
                client_id=self.maya.pk, name="Maya", link_id=uuid7(), is_flagged=bool(which % 2), urgency="soon",
                **referrals.who_answers_for(self.maya, referrals.referral(program, self.referral.pk)),
            )  # fmt: skip
            kept = voices.say(
                self.one_of(KINDS, which + len(self.voices)), whose=whose, subject_kind="referral",
                subject_id=self.referral.pk, key=uuid7(), actor=program, at=self.at,
            )  # fmt: skip
        self.voices.append(kept.pk)

    def leave(self, which: int) -> None:
        """Dr. Osei, once; Sam is the administrator and stays."""
        if len(self.people) > 1:
            staff.end_access(self.people.pop().membership_id, actor=self.people[0], at=self.at)


def stands_as_it_should(record, table, actor) -> None:
    last = record.steps.order_by("-at", "-id").first()
    line = WorkItem.objects.get(org_id=record.org_id, subject_id=record.pk)
    running = list(clocks.clocks_of(record.pk).filter(state="running"))
    assert last.to_status == record.status
    assert line.is_open is table.is_open(record.status)
    assert len(running) == (1 if line.is_open else 0)
    if line.is_open:
        assert (line.holder_id, line.holder_desk_id) == (record.holder_id, record.holder_desk_id)
        assert line.due_at == record.due_at == running[0].due_at
        assert record.holder_id is None or accounts.membership(record.holder_id).active


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_people_do_each_word_has_one_holder_and_one_time(moves, refer, maya, dr_osei, sam, noon):
    with transaction.atomic():
        desk = Desk([sam, dr_osei], maya, refer("open"), noon)
        for who, name, which in moves:
            with acting(sam):
                try:
                    with transaction.atomic():
                        desk.do(who, name, which)
                except NotAllowed:
                    pass  # refused, and nothing of it was kept
                for pk in desk.requests:
                    stands_as_it_should(asked.request(sam, pk), HELP, sam)
                for pk in desk.voices:
                    stands_as_it_should(said.voice(sam, pk), VOICE, sam)
        transaction.set_rollback(True)

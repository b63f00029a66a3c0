"""What a journey needs: verbs as people say them, days counted from the first request, and the judgment at its end."""

from datetime import datetime, timedelta

import pytest
from held import is_held

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import HANDOFF, REFERRAL
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling import queries as visits


class Journey:
    """One client's way. Every verb takes who does it and on which day."""

    def __init__(self, maya, noon: datetime) -> None:
        self.maya, self.noon = maya, noon

    def on(self, day: float, hour: float = 0) -> datetime:
        """That many days, and hours after noon, from the day on which help was asked for."""
        return self.noon + timedelta(days=day, hours=hour)

    def take(self, actor, handoff, name: str, day: float, reason: str = "", **facts):
        with acting(actor):
            said = {"reason": reason} if reason else {}
            return actions.take_handoff_step(handoff.pk, name, actor=actor, at=self.on(day), said=said, **facts)

    def promise(self, actor, referral, name: str, day: float, reason: str = "", **facts):
        pk = getattr(referral, "referral_id", referral.pk)
        with acting(actor):
            said = {"reason": reason} if reason else {}
            return actions.take_referral_step(pk, name, actor=actor, at=self.on(day), said=said, **facts)

    def book(self, actor, handoff, day: float, *, visit_on: float, kind: str = "intake"):
        with acting(actor):
            return scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id,
                sender_org_id=handoff.org_id, starts_at=self.on(visit_on), kind=kind, actor=actor, at=self.on(day),
            )  # fmt: skip

    def visit(self, actor, booked, name: str, day: float, reason: str = "", **facts):
        with acting(actor):
            said = {"reason": reason} if reason else {}
            return scheduling.take_visit_step(booked.pk, name, actor=actor, at=self.on(day, 1), said=said, **facts)

    def treat(self, actor, handoff, day: float, *, visit_on: float):
        """A treatment visit is booked and kept."""
        booked = self.book(actor, handoff, day, visit_on=visit_on, kind="treatment")
        return self.visit(actor, booked, "keep", visit_on)

    def try_to_reach(
        self, actor, referral, day: float, hour: float = 0, outcome: str = "no-answer", kind: str = "phone"
    ):
        pk = getattr(referral, "referral_id", referral.pk)
        with acting(actor):
            return actions.record_attempt(pk, outcome=outcome, route_kind=kind, actor=actor, at=self.on(day, hour))

    def did_it_help(self, actor, referral, answer: str, day: float, words: str = ""):
        pk = getattr(referral, "referral_id", referral.pk)
        with acting(actor):
            return actions.record_helped(pk, answer=answer, actor=actor, at=self.on(day), words=words)

    def is_now(self, actor, situation: str, day: float, *, source: str = "her aunt", ask_again: float | None = None):
        again = None if ask_again is None else self.on(ask_again).date()
        with acting(actor):
            return clients.change_situation(
                self.maya, situation=situation, source=source, review_on=again, actor=actor, at=self.on(day)
            )

    # --- how it stands

    def referral(self, actor, record):
        with acting(actor):
            return queries.referral(actor, getattr(record, "referral_id", record.pk))

    def handoff(self, actor, record):
        with acting(actor):
            return queries.handoff(actor, record.pk)

    def visits(self, actor, handoff) -> list[str]:
        with acting(actor):
            return [visit.status for visit in visits.visits_of(handoff.pk)]

    def judged(self, actor, record, *, requested: float = 0, treated: float | None) -> bool:
        """The clock that judges the network, against the days counted by hand. It runs on while nobody treated her."""
        with acting(actor):
            judged = queries.judged(getattr(record, "referral_id", record.pk))
        assert judged is not None
        counted = None if treated is None else self.on(treated)
        assert (judged.requested_at, judged.treated_at) == (self.on(requested), counted)
        return judged.is_running

    def line(self, actor, record) -> WorkItem | None:
        """How it stands on the work list of the actor's organization; None where it is not open there."""
        with acting(actor):
            return WorkItem.objects.filter(org_id=actor.org_id, subject_id=record.pk, is_open=True).first()

    def nothing_is_lost(self, *cast) -> None:
        """As each side sees it: what is open has a holder, a time, a way out, and stands on the list of who holds it."""
        for actor in cast:
            with acting(actor):
                for referral in queries.referrals_of_client(actor, self.maya.pk):
                    is_held(REFERRAL, referral, actor)
                for row in WorkItem.objects.filter(org_id=actor.org_id, subject_kind="handoff", client_id=self.maya.pk):
                    if handoff := queries.handoff(actor, row.subject_id):
                        is_held(HANDOFF, handoff, actor)


@pytest.fixture
def journey(maya, noon):
    return Journey(maya, noon)

"""Whatever people do, in any order and at any hour: nothing on a forbidden way or hour, nothing twice, nothing that is moot."""

from collections import Counter
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients
from throughcare.clients.models import Client, ContactRoute
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.messaging import actions as messaging
from throughcare.messaging.models import Message
from throughcare.messaging.rules import address_of

from .rounds import send_due

NUMBER = "305-555-0161"
DEEDS = [
    "write", "write again", "opt in", "opt out", "unsafe", "safe", "narrow", "wide", "stop", "start", "custody", "home",
    "deceased", "go west", "come back", "end cause", "gateway fails", "killed",
]  # fmt: skip
HISTORY = st.lists(
    st.tuples(st.sampled_from([*DEEDS, *["write"] * 8, *["stop"] * 2]), st.integers(1, 20)), min_size=4, max_size=25
)


class Undone(Exception):
    """Everything of one history is taken back."""


class Life:
    """One history, and what we know of it besides the program."""

    def __init__(self, maya, route, actor, gateway, at):
        self.maya, self.route, self.actor, self.gateway, self.at = maya, route, actor, gateway, at
        self.zone = ZoneInfo(accounts.organization(actor.org_id).time_zone)
        self.is_safe, self.hours, self.wants, self.stopped, self.situation = (
            True,
            (time(8), time(21)),
            False,
            False,
            "home",
        )
        self.subject, self.ended = uuid7(), set()

    def take(self, deed, hours):
        self.at += timedelta(hours=hours, minutes=7)
        with acting(self.actor):
            getattr(self, deed.replace(" ", "_"))()
        before = len(self.gateway.sent)
        send_due(now=self.at)
        for row in self.gateway.sent[before:]:
            self.may_go(row)

    def may_go(self, row):
        local = self.at.astimezone(self.zone).time()
        assert self.is_safe and self.wants and not self.stopped, "on a forbidden way"
        assert self.hours[0] <= local <= self.hours[1], f"at {local}"
        assert self.situation == "home", f"while {self.situation}"
        assert row["to"] == address_of("text", NUMBER)
        with acting(self.actor):
            sent = Message.objects.filter(sent_at=self.at, state="sent")
            assert not self.ended & {message.subject_id for message in sent}, "after its cause was gone"

    def write(self):
        self.subject = uuid7()
        self.write_again()

    def write_again(self):
        if self.subject not in self.ended:
            messaging.write_to_client(
                self.maya.pk, "please_call", subject_id=self.subject, cause="asked", not_before=self.at,
                not_after=self.at + timedelta(days=2), actor=self.actor, at=self.at,
            )  # fmt: skip

    def opt_in(self):
        if self.is_safe:
            messaging.opt_in(self.maya.pk, self.route.pk, how="Said so", actor=self.actor, at=self.at)
            self.wants = True

    def opt_out(self):
        messaging.opt_out(self.maya.pk, self.route.pk, why="Said so", actor=self.actor, at=self.at)
        self.wants = False

    def change_route(self, **fields):
        ContactRoute.objects.filter(pk=self.route.pk).update(**fields)

    def unsafe(self):
        self.change_route(is_safe=False)
        self.is_safe = False

    def safe(self):
        self.change_route(is_safe=True)
        self.is_safe = True

    def narrow(self):
        self.change_route(safe_from=time(12), safe_until=time(14))
        self.hours = (time(12), time(14))

    def wide(self):
        self.change_route(safe_from=None, safe_until=None)
        self.hours = (time(8), time(21))

    def live_in(self, zone):
        Client.objects.filter(pk=self.maya.pk).update(time_zone=zone)
        self.zone = ZoneInfo(zone or accounts.organization(self.actor.org_id).time_zone)

    def go_west(self):
        self.live_in("Pacific/Honolulu")

    def come_back(self):
        self.live_in("")

    def stop(self):
        messaging.hear(address_of("text", NUMBER), "Alto", text_id="1", at=self.at)
        self.stopped = True

    def start(self):
        messaging.hear(address_of("text", NUMBER), "START", text_id="2", at=self.at)
        self.stopped = False

    def move_to(self, situation):
        if self.situation == "deceased":
            return
        clients.change_situation(
            Client.objects.get(pk=self.maya.pk), situation=situation, source="Her aunt",
            review_on=(self.at + timedelta(days=30)).date(), actor=self.actor, at=self.at,
        )  # fmt: skip
        self.situation = situation

    def custody(self):
        self.move_to("custody")

    def home(self):
        self.move_to("home")

    def deceased(self):
        self.move_to("deceased")

    def end_cause(self):
        messaging.end_about(self.subject, org_id=self.actor.org_id, why="It is over.")
        self.ended.add(self.subject)

    def gateway_fails(self):
        self.gateway.answers_with = [(503, 0)]

    def killed(self):
        """The gateway took the next one, and nobody was left to note it."""
        self.gateway.loses_answers = 1


def once_each(life):
    """Equal words to one number are told apart by what we noted: no gateway id stands at two messages, none is left out."""
    with acting(life.actor):
        noted = list(Message.objects.filter(state="sent").values_list("gateway_id", flat=True))
        told = Message.objects.filter(state__in=["sent", "sending"]).count()
    assert all(count == 1 for count in Counter(noted).values())
    assert set(noted) <= {row["sid"] for row in life.gateway.sent}
    assert len(life.gateway.sent) <= told, "something went twice"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY)
def test_whatever_happens_nothing_goes_that_may_not(history, gateway, maya, route, dr_osei, noon):
    gateway.sent.clear()
    gateway.answers_with, gateway.loses_answers = [], 0
    life = Life(maya, route, dr_osei, gateway, noon)
    gateway.clock = lambda: life.at
    try:
        with transaction.atomic():
            life.take("opt in", 1)
            for deed, hours in history:
                life.take(deed, hours)
            life.take("home", 1)
            once_each(life)
            raise Undone
    except Undone:
        return

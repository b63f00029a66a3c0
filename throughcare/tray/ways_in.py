"""What every way onto a tray has in common: files are put in and counted, and its desk is told when it is shut."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from throughcare.accounts import queries as accounts
from throughcare.accounts.queries import Place
from throughcare.foundation.actor import acting, system

from . import actions, scans
from .models import Arrival, Way

Counts = Counter[str]
BROKE = "The program stopped at this file. Tell whoever runs Throughcare. The file itself is as it came."
MOST_OF_A_MAIL = 4  # several scans may be attached, and mail writes them a third longer
log = logging.getLogger(__name__)


def place_of(org: str, desk: str, *, setting: str) -> Place | None:
    place = accounts.place_named(org, desk)
    if place is None:
        log.error("nothing is taken in: %s names no organization with such a desk", setting)
    return place


def most_of_a_mail() -> int:
    return MOST_OF_A_MAIL * scans.policy()["most_bytes"]


def put_in(files: Iterable[tuple[str, bytes]], way: Way, place: Place, *, at: datetime) -> Counts:
    """All of one mail or file, or nothing. Raises NotAllowed."""
    with acting(system(place.org_id)) as program:
        came = [
            actions.put_in(content, way=way, name=name, desk_id=place.desk_id, actor=program, at=at)
            for name, content in files
        ]
    return Counts(word for arrival in came for word in said_of(arrival))


def said_of(arrival: Arrival) -> list[str]:
    return ["taken"] + ["matched"] * bool(arrival.subject_id) + ["unreadable"] * bool(arrival.wrong)


def say(place: Place, what: str, clock: str, *, at: datetime) -> None:
    """To the lead of its desk, once for each `what`."""
    with acting(system(place.org_id)) as program:
        actions.say_to_lead(uuid5(NAMESPACE_URL, what), desk_id=place.desk_id, clock=clock, actor=program, at=at)


class Outage:
    """Since when a way in is shut. Until somebody looks after it nothing arrives, and nobody would know."""

    def __init__(self, what: str, clock: str) -> None:
        self.what, self.clock = what, clock
        self.since: datetime | None = None

    def over(self) -> None:
        self.since = None

    def lasts(self, place: Place, failure: BaseException, *, at: datetime) -> None:
        """Its desk is told once, when it has lasted."""
        if self.since is None:
            log.error("a way onto a tray is shut: %s", type(failure).__name__)
            self.since = at
        if at - self.since >= timedelta(minutes=scans.policy()["told_of_outage_after_minutes"]):
            say(place, f"{self.what} {self.since.isoformat()}", self.clock, at=at)

"""From a folder onto a tray: committed first, moved then. Stopped in between, the next round finds it on the tray and moves it."""

import logging
from collections import Counter
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.db import Error

from throughcare.accounts import queries as accounts
from throughcare.accounts.queries import Place
from throughcare.foundation.actor import acting, system
from throughcare.foundation.lifecycle import NotAllowed

from . import actions, mails
from .models import Arrival, Way
from .ports import folder

Counts = Counter[str]
BROKE = "The program stopped at this file. Tell whoever runs Throughcare. The file itself is as it came."
log = logging.getLogger(__name__)


class Watch:
    """One folder of the settings, and whose tray it fills."""

    def __init__(self, *, path: str, org: str, desk: str = "") -> None:
        self.path, self.org, self.desk = Path(path), org, desk
        self.calm = folder.Calm()
        self.is_gone = False

    def look(self, *, at: datetime) -> int:
        """One round: what is whole lands on the tray. Returns how many files that were."""
        place = accounts.place_named(self.org, self.desk)
        if place is None:
            log.error("a folder fills no tray: THROUGHCARE_TRAY_FOLDERS names no organization with such a desk")
            return 0
        try:
            whole = self.calm.whole(self.path, at=at)
            for path in whole:
                take_in(path, place, at=at)
        except OSError as failure:
            self.say_gone(place, failure, at=at)
            return 0
        self.is_gone = False
        return len(whole)

    def say_gone(self, place: Place, failure: OSError, *, at: datetime) -> None:
        """Once for each time: until somebody looks after it nothing arrives, and nobody would know."""
        if self.is_gone:
            return
        log.error("a folder of a tray cannot be emptied: %s", failure.strerror)
        say(place, f"{self.path} {at.isoformat()}", "folder_gone", at=at)
        self.is_gone = True


def empty(path: Path, place: Place, *, at: datetime) -> Counts:
    """All that lies in it. Raises OSError where there is no such folder."""
    counts = Counts(taken=0, matched=0, unreadable=0, refused=0)
    for one in folder.files(path):
        counts.update(take_in(one, place, at=at))
    return counts


def take_in(path: Path, place: Place, *, at: datetime) -> Counts:
    """One file that cannot be digested holds up no other; a database that is away is waited for."""
    before = folder.state(path)
    try:
        came = put_on_tray(path, folder.read(path), place, at=at)
    except FileNotFoundError:
        return Counts()  # another worker was faster
    except Error:
        raise
    except NotAllowed as reason:
        return refuse(path, str(reason), place, at=at)
    except Exception:
        log.exception("a file of a tray's folder")
        return refuse(path, BROKE, place, at=at)
    if folder.state(path) == before:
        folder.move(path, folder.TAKEN)
    return Counts(word for arrival in came for word in said_of(arrival))


def put_on_tray(path: Path, raw: bytes, place: Place, *, at: datetime) -> list[Arrival]:
    is_mail = path.suffix.lower() == ".eml"
    way, files = (Way.MAIL, mails.scans_in(raw)) if is_mail and raw else (Way.FOLDER, [(path.name, raw)])
    with acting(system(place.org_id)) as program:
        return [
            actions.put_in(content, way=way, name=name, desk_id=place.desk_id, actor=program, at=at)
            for name, content in files
        ]


def said_of(arrival: Arrival) -> list[str]:
    return ["taken"] + ["matched"] * bool(arrival.subject_id) + ["unreadable"] * bool(arrival.wrong)


def refuse(path: Path, why: str, place: Place, *, at: datetime) -> Counts:
    """Told first, moved then: stopped in between, it is told once all the same."""
    say(place, f"{path} {folder.state(path)}", "file_refused", at=at)
    folder.refuse(path, why)
    return Counts(refused=1)


def say(place: Place, what: str, clock: str, *, at: datetime) -> None:
    with acting(system(place.org_id)) as program:
        actions.say_to_lead(uuid5(NAMESPACE_URL, what), desk_id=place.desk_id, clock=clock, actor=program, at=at)

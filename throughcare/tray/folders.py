"""From a folder onto a tray: committed first, moved then. Stopped in between, the next round finds it on the tray and moves it."""

import logging
from datetime import datetime
from pathlib import Path

from django.db import Error

from throughcare.accounts.queries import Place
from throughcare.foundation.lifecycle import NotAllowed

from . import mails, ways_in
from .models import Way
from .ports import folder
from .ways_in import Counts

log = logging.getLogger(__name__)


class Watch:
    """One folder of the settings, and whose tray it fills."""

    def __init__(self, *, path: str, org: str, desk: str = "") -> None:
        self.path, self.org, self.desk = Path(path), org, desk
        self.calm = folder.Calm()
        self.outage = ways_in.Outage(path, "folder_gone")

    def look(self, *, at: datetime) -> int:
        """One round: what is whole lands on the tray. Returns how many files that were."""
        place = ways_in.place_of(self.org, self.desk, setting="THROUGHCARE_TRAY_FOLDERS")
        if place is None:
            return 0
        try:
            whole = self.calm.whole(self.path, at=at)
            for path in whole:
                take_in(path, place, at=at)
        except OSError as failure:
            self.outage.lasts(place, failure, at=at)
            return 0
        self.outage.over()
        return len(whole)


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
        counts = put_on_tray(path, folder.read(path, most=ways_in.most_of_a_mail()), place, at=at)
    except FileNotFoundError:
        return Counts()  # another worker was faster
    except Error:
        raise
    except NotAllowed as reason:
        return refuse(path, str(reason), place, at=at)
    except Exception:
        log.exception("a file of a tray's folder")
        return refuse(path, ways_in.BROKE, place, at=at)
    if folder.state(path) == before:
        folder.move(path, folder.TAKEN)
    return counts


def put_on_tray(path: Path, raw: bytes, place: Place, *, at: datetime) -> Counts:
    if path.suffix.lower() == ".eml" and raw:
        return ways_in.put_in(mails.scans_in(raw), Way.MAIL, place, at=at)
    return ways_in.put_in([(path.name, raw)], Way.FOLDER, place, at=at)


def refuse(path: Path, why: str, place: Place, *, at: datetime) -> Counts:
    """Told first, moved then: stopped in between, it is told once all the same."""
    ways_in.say(place, f"{path} {folder.state(path)}", "file_refused", at=at)
    folder.refuse(path, why)
    return Counts(refused=1)

"""A folder into which a fax machine or scanner writes: never half a file, and none is moved before what it holds is kept."""

import fcntl
import os
import signal
import stat
from datetime import datetime, timedelta
from pathlib import Path

from throughcare.foundation.lifecycle import NotAllowed
from throughcare.tray import scans

TAKEN, REFUSED = "taken", "refused"
STILL_WRITTEN = {".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload"}  # as programs name what is not whole
State = tuple[int, int, int]
NO_FILE: State = (-1, -1, -1)


def files(folder: Path) -> list[Path]:
    """What lies in it, the oldest first. Raises OSError where there is no such folder."""
    found = [path for path in folder.iterdir() if is_for_us(path)]
    return sorted(found, key=lambda path: (state(path)[1], path.name))


def is_for_us(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix.lower() not in STILL_WRITTEN and state(path) != NO_FILE


def state(path: Path) -> State:
    """Which file it is, when it was changed and how long it is. A link is none: it could show any file of this machine."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return NO_FILE  # another worker took it just now
    return (found.st_ino, found.st_mtime_ns, found.st_size) if stat.S_ISREG(found.st_mode) else NO_FILE


class Calm:
    """Since when each file is as it is, by our own clock: that of a file server may be wrong."""

    def __init__(self) -> None:
        self.since: dict[Path, tuple[State, datetime]] = {}

    def whole(self, folder: Path, *, at: datetime) -> list[Path]:
        """Those that nobody changed for a while, and nobody has open for writing. Raises OSError."""
        seen = {path: (state(path), at) for path in files(folder)}
        self.since = {path: self.earlier(path, *found) for path, found in seen.items()}
        calm = timedelta(seconds=scans.policy()["calm_seconds"])
        return [path for path, (_, since) in self.since.items() if at - since >= calm and not is_written(path)]

    def earlier(self, path: Path, found: State, at: datetime) -> tuple[State, datetime]:
        known = self.since.get(path)
        return known if known and known[0] == found else (found, at)


def is_written(path: Path) -> bool:
    """Whether a program of this machine has it open for writing: a fax comes page by page, with long pauses between.

    The kernel gives a lease for reading only where none has (fcntl(2)). Where it gives no leases, calm must do.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        with open(path, "rb", opener=never_through_a_link) as file:
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # of a writer who comes just now; SIGIO would end us
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # no leases here, or not our file: reading it says what is wrong
    return False


def never_through_a_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def read(path: Path, *, most: int) -> bytes:
    """Raises NotAllowed where it has more than `most` bytes, or is not for us to read."""
    if state(path)[2] > most:
        raise NotAllowed(f"This file is larger than {most // 1024 // 1024} MB.")
    try:
        with open(path, "rb", opener=never_through_a_link) as file:
            return file.read()
    except PermissionError as refusal:
        raise NotAllowed("Whoever runs Throughcare must be allowed to read this file.") from refusal


def move(path: Path, folder: str) -> Path:
    """Beside the others, under a name that is still free: nothing is written over."""
    to = path.parent / folder
    to.mkdir(exist_ok=True)
    names = [path.name, *(f"{number}-{path.name}" for number in range(2, 10_000))]
    return path.rename(next(to / name for name in names if not (to / name).exists()))


def refuse(path: Path, why: str) -> None:
    """With the reason beside it, for whoever looks into the folder."""
    refused = move(path, REFUSED)
    refused.with_name(f"{refused.name}.why.txt").write_text(f"{why}\n", encoding="utf-8")

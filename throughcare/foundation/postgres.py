"""A private PostgreSQL in one folder: our child, it dies with us, and nobody else can reach its socket."""

import fcntl
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from throughcare.foundation.bootstrap import bootstrap
from throughcare.foundation.cluster import SUPERUSER, Place, PostgresFailed, choose_place, make_cluster, socket_folder
from throughcare.foundation.processes import dying_with_us

__all__ = ["Address", "PostgresFailed", "Server", "bootstrap", "clear", "is_in_use", "join", "serve"]

SAY_SOMETHING_AFTER = 5.0  # seconds
GIVE_UP_REVIVING_AFTER = 120.0  # seconds
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
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Address:
    """The socket folder of a running server, and the addresses that lead through it."""

    socket: Path

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='/')}"

    def superuser_url(self, database: str = "postgres") -> str:
        return self.url(SUPERUSER, database)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.superuser_url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


class Server:
    """A server that is our child, in its place, at its address."""

    def __init__(self, place: Place, settings: dict[str, str], *, lock: int, durable: bool) -> None:
        self.place = place
        self.address = Address(socket_folder(place))
        self.url = self.address.url
        self.superuser_url = self.address.superuser_url
        self.lock = lock
        self.ending = signal.SIGINT if durable else signal.SIGQUIT  # with a checkpoint; or left as it lies
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        program = [str(place.programs / "postgres"), "-D", str(place.data), "-k", str(self.address.socket), *options]
        self.command = [*place.run_as, *dying_with_us(program, by=self.ending)]

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def start(self) -> None:
        with open(self.place.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.place.environment(),
                cwd=self.place.folder,
                pass_fds=[self.lock],  # held until the last process of the server is gone
                start_new_session=True,  # Ctrl-C reaches us, and we end the server last
            )

    def wait_until_ready(self) -> None:
        """As long as recovery takes: a server that ended is an error, a slow one is not."""
        started, silent = time.monotonic(), True
        while not self.address.answers():
            if not self.is_running:
                raise PostgresFailed(f"PostgreSQL did not start; the end of {self.place.log}:\n{self.last_words()}")
            if silent and time.monotonic() - started > SAY_SOMETHING_AFTER:
                silent = False
                say(f"waiting for the database; it may be recovering ({self.place.log})")
            time.sleep(0.02)

    def last_words(self) -> str:
        return "\n".join(self.place.log.read_text(errors="replace").splitlines()[-20:])

    def revive(self) -> None:
        """After someone killed it. PostgreSQL itself refuses to start while a process of the killed one still works."""
        give_up_at = time.monotonic() + GIVE_UP_REVIVING_AFTER
        while True:
            self.start()
            try:
                return self.wait_until_ready()
            except PostgresFailed:
                if time.monotonic() > give_up_at:
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        if self.is_running:
            self.process.send_signal(self.ending)
        self.process.wait()


@contextmanager
def serve(folder: Path, *, durable: bool = True, options: dict[str, str] | None = None) -> Iterator[Server]:
    """The server of this folder, made on first use. Waits for whoever uses the folder now to let it go."""
    with locked(folder) as lock:
        place = choose_place(folder.resolve())
        make_cluster(place, keep=durable)
        settings = ALWAYS | ({} if durable else NOT_DURABLE) | (options or {})
        server = Server(place, settings, lock=lock, durable=durable)
        for stale in (place.data / "postmaster.pid", *server.address.socket.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)  # we hold the lock, so whoever wrote it is gone
        server.start()
        try:
            server.wait_until_ready()
            noted(folder).write_text(str(server.address.socket))
            yield server
        finally:
            server.stop()


def join(folder: Path) -> Address | None:
    """The server that another command runs in this folder now, if there is one."""
    if not noted(folder).exists():
        return None
    address = Address(Path(noted(folder).read_text()))
    return address if address.answers() else None


def is_in_use(folder: Path) -> bool:
    """By a server that runs, starts or ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def clear(folder: Path) -> None:
    """Forget all data of this folder."""
    with locked(folder):
        shutil.rmtree(choose_place(folder.resolve()).data, ignore_errors=True)


def noted(folder: Path) -> Path:
    return folder / "address"


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """The server inherits this lock: it is free again only when the last process of an earlier server is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another command uses {folder}; waiting until it has ended")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def say(words: str) -> None:
    sys.stderr.write(f"database: {words}\n")

"""Children that die with us, also after kill -9. Linux keeps that promise; elsewhere only a clean end does."""

import ctypes
import os
import shutil
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h

# Between fork and prctl the parent may already be gone; the shell looks once more before it becomes the program.
STILL_WANTED = '[ "$PPID" = "$0" ] && exec "$@"'


def dying_with_us(command: list[str], *, by: signal.Signals) -> list[str]:
    """The command, changed so that the kernel sends it `by` when the calling thread ends. Call from the main thread."""
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return command
    death = by.name.removeprefix("SIG")
    return [setpriv, "--pdeathsig", death, "sh", "-c", STILL_WANTED, str(os.getpid()), *command]


def die_with_parent(*, by: signal.Signals, parent: int) -> None:
    """For a process that is already running (a server's worker): end with the process `parent` that started it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os.kill(os.getpid(), by)

"""Serves the pages. Refuses to do so with powers that row-level security does not bind."""

import argparse
import os
import signal
import sys
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from throughcare.foundation.processes import die_with_parent

help = "Serve the pages over HTTP."
POWERS = """
select rolsuper, rolbypassrls, exists (
    select 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p') and nspname !~ '^pg_' and nspname <> 'information_schema'
      and pg_has_role(pg_roles.oid, relowner, 'member'))
from pg_roles where rolname = current_user
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="processes (%(default)s)")
    parser.add_argument("--threads", type=int, default=4, help="requests at once in each process (%(default)s)")
    parser.add_argument("--autoreload", action="store_true", help="start again when a file changes, for development")


def run(options: argparse.Namespace) -> int:
    if refused := too_powerful():
        sys.stderr.write(f"throughcare serve: {refused}\n")
        return 1
    if options.autoreload:
        return run_for_development(options)
    server = Server(
        settings.WSGI_APPLICATION,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(load, os.getpid()), wrap_loader=False)
    return 0


def too_powerful() -> str:
    """Why this role may not serve: policies do not hold for superusers, BYPASSRLS, or whoever can become the owner."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        is_superuser, bypasses, owns = cursor.fetchone()
    connection.close()
    if is_superuser or bypasses or owns:
        what = "is a superuser" if is_superuser else "may bypass row security" if bypasses else "owns tables"
        return f"the role of DATABASE_URL {what}; serve as throughcare_web"
    return ""


def load(parent: int) -> Callable[..., Any]:
    """Runs in each worker process: it ends with the server that started it."""
    die_with_parent(by=signal.SIGKILL, parent=parent)
    warnings.filterwarnings("ignore", "No directory at")  # without collectstatic, files are served from where they are
    return import_string(settings.WSGI_APPLICATION)


def run_for_development(options: argparse.Namespace) -> int:
    if os.environ.get("RUN_MAIN") == "true":  # the process that Django's reloader starts again and again
        die_with_parent(by=signal.SIGKILL, parent=os.getppid())
    call_command("runserver", f"{options.host}:{options.port}")
    return 0

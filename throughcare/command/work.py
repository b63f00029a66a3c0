"""The worker: clocks, jobs and the audit sealer in one process. A database that goes away is waited for."""

import argparse
import asyncio
import logging
import signal
import threading
from collections.abc import Callable

from django.db import Error, close_old_connections, connection
from procrastinate.contrib.django import app

from throughcare.documents.jobs import send_due_faxes
from throughcare.foundation.audit import sealer
from throughcare.foundation.clocks import worker as clocks
from throughcare.identities.jobs import look_for_matches
from throughcare.intake.jobs import forget_who_was_set_aside
from throughcare.messaging.jobs import send_due, write_digests
from throughcare.referrals.jobs import look_through_drafts
from throughcare.told_quietly import came_back
from throughcare.tray import jobs as tray

help = "Run the clocks, the jobs, the messages, the faxes, the trays and the audit sealer."
CLOCKS_EVERY = 0.25  # seconds; 10,000 due in 20 s were all fired within 0.26 s of it
SEAL_EVERY = 1.0
MESSAGES_EVERY = 1.0
DIGESTS_EVERY = 60.0
TRAYS_EVERY = 5.0
DRAFTS_EVERY = 3600.0
MATCHES_EVERY = 86400.0
FORGETTING_EVERY = 3600.0
STALLED_EVERY = 10.0
AFTER_A_FAILURE = 1.0
log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at once (%(default)s)")


def run(options: argparse.Namespace) -> int:
    ended = threading.Event()
    beats = [
        threading.Thread(target=beat, args=(clocks.work_once, CLOCKS_EVERY, ended), name="clocks"),
        threading.Thread(target=beat, args=(sealer.seal_due, SEAL_EVERY, ended), name="sealer"),
        threading.Thread(target=beat, args=(send_due, MESSAGES_EVERY, ended), name="messages"),
        threading.Thread(target=beat, args=(send_due_faxes, MESSAGES_EVERY, ended), name="faxes"),
        threading.Thread(target=beat, args=(write_digests, DIGESTS_EVERY, ended), name="digests"),
        threading.Thread(target=beat, args=(look_through_drafts, DRAFTS_EVERY, ended), name="drafts"),
        threading.Thread(target=beat, args=(look_for_matches, MATCHES_EVERY, ended), name="matches"),
        threading.Thread(target=beat, args=(forget_who_was_set_aside, FORGETTING_EVERY, ended), name="forgetting"),
        *(
            threading.Thread(target=beat, args=(look, TRAYS_EVERY, ended), name="tray")
            for look in tray.looks(heard=came_back)
        ),
    ]
    for thread in beats:
        thread.start()
    try:
        asyncio.run(react(options.concurrency))
    finally:
        ended.set()
        for thread in beats:
            thread.join()
    return 0


def beat(step: Callable[[], int], every: float, ended: threading.Event) -> None:
    """One step after the other, each in its own transaction, until the end."""
    pause = 0.0
    while not ended.wait(pause):
        pause = pause_after(step, every)
    connection.close()


def pause_after(step: Callable[[], int], every: float) -> float:
    """Take the step. A full batch means there is more at once; a failure is said and outlived."""
    try:
        close_old_connections()
        return 0.0 if step() >= clocks.BATCH else every
    except Error as failure:
        log.warning("%s: the database said: %s", threading.current_thread().name, str(failure).strip())
        connection.close()
    except Exception:
        log.exception("%s failed and goes on", threading.current_thread().name)
    return max(every, AFTER_A_FAILURE)


async def react(concurrency: int) -> None:
    """Run jobs until told to stop; a worker that lost its database is replaced by a new one."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    while not stop.is_set():
        worker = asyncio.create_task(work_until_it_fails(concurrency))
        await first_of(worker, asyncio.create_task(stop.wait()))
        if not stop.is_set():
            log.warning("jobs: the worker ended and is started again: %r", failure_of(worker))
            await first_of(asyncio.create_task(stop.wait()), asyncio.create_task(asyncio.sleep(AFTER_A_FAILURE)))


async def first_of(*tasks: asyncio.Task) -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def failure_of(task: asyncio.Task) -> BaseException | None:
    return None if task.cancelled() else task.exception()


async def work_until_it_fails(concurrency: int) -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as with_own_connections:
        async with with_own_connections.open_async(), asyncio.TaskGroup() as together:
            stalled = together.create_task(retry_stalled())
            await with_own_connections.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=5.0,
            )
            stalled.cancel()


async def retry_stalled() -> None:
    """Jobs of a worker that was killed stay `doing`; they are run again, so every job is idempotent."""
    while True:
        for job in await app.job_manager.get_stalled_jobs():
            log.warning("jobs: %s was left by a worker that died; running it again", job.call_string)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(STALLED_EVERY)

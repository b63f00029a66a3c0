"""Guessing at links, 1,000 times a second for a minute: does one hit, and do those who hold a link get in meanwhile?

The guesses are tokens and short codes that nobody was given, from one address and from many. Somebody with a link and its
code comes twice a second, before the flood and in it. Beside it the time of a hit and of a miss, in turns, in one run.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import count
from os import urandom
from secrets import token_urlsafe
from statistics import median
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.db import connection, connections
from django.utils import timezone

from throughcare.doors import actions, queries
from throughcare.foundation import codes
from throughcare.foundation.actor import acting, system
from throughcare.foundation.ids import uuid7

from .numbers import goal, in_milliseconds, percentile, report, timed

A_SECOND, SECONDS = 1_000, 60
HANDS = 8  # threads that guess
HOLDERS = 40  # links whose holders come
EVERY = 0.5  # seconds from one holder to the next
PAIRS = 60  # of a hit and a miss
OURS = ("doors_try", "doors_link", "doors_secret")


def measure(options: argparse.Namespace) -> dict[str, Any]:
    seconds = options.seconds or SECONDS
    with somebodys_doors() as org_id:
        held = [issued(org_id) for _ in range(HOLDERS)]
        times = pairs(org_id)
        quiet, _ = holders_come(held, seconds=min(seconds, 5))
        guessed, hits, busy, kept_out = flood(held, seconds)
    hit, miss = median(hit for hit, _ in times), median(miss for _, miss in times)
    return report(
        "doors",
        measured={
            "guesses": guessed, "guesses_a_second": round(guessed / seconds), "hits": hits,
            "holders": {"came": len(busy), "kept_out": kept_out, **in_milliseconds(busy)},
            "hit_ms": round(1000 * hit, 2), "miss_ms": round(1000 * miss, 2),
        },
        reference={"what": "the same holders while nobody guesses", **in_milliseconds(quiet)},
        ratio=percentile(busy, 0.5) / percentile(quiet, 0.5),
        goals=[
            goal("guesses a second", guessed / seconds, at_least=A_SECOND * 0.99),
            goal("guesses that hit", hits, at_most=0),
            goal("holders who were kept out", kept_out, at_most=0),
            goal("a hit, times a miss: at most", hit_by_miss(times), at_most=1.1),
            goal("a hit, times a miss: at least", hit_by_miss(times), at_least=0.9),
        ],
    )  # fmt: skip


@contextmanager
def somebodys_doors() -> Iterator[UUID]:
    """Of an organization that does not exist; what is left of it afterwards is in the audit alone."""
    org_id = uuid7()
    try:
        yield org_id
    finally:
        with connections["keeper"].cursor() as cursor:
            for table in OURS:
                cursor.execute(f"delete from {table} where org_id = %s", [org_id])


def issued(org_id: UUID) -> actions.Issued:
    with acting(system(org_id)) as program:
        return actions.issue(
            purpose="answer",
            subject_kind="handoff",
            subject_id=uuid7(),
            factor="code",
            actor=program,
            at=timezone.now(),
        )


# --- hit and miss


def pairs(org_id: UUID) -> list[tuple[float, float]]:
    """A wrong word on a link that exists, and the same on one that does not; an hour apart, so that no limit is reached.

    They take turns in going first, so that what slows the machine meanwhile slows both.
    """
    first, times = timezone.now(), []
    for number in range(PAIRS):
        at, link = first + timedelta(hours=number), issued(org_id)
        tries = {
            "hit": partial(actions.try_secret, link.token, "wrong", address="hit", at=at),
            "miss": partial(actions.try_secret, token_urlsafe(32), "wrong", address="miss", at=at),
        }
        took = {name: timed(tries[name]) for name in sorted(tries, reverse=bool(number % 2))}
        times.append((took["hit"], took["miss"]))
    return times[1:]  # the first one warms up


def hit_by_miss(times: list[tuple[float, float]]) -> float:
    """Of each pair by itself, and of those the one in the middle."""
    return median(hit / miss for hit, miss in times)


# --- the flood


def flood(held: list[actions.Issued], seconds: int) -> tuple[int, int, list[float], int]:
    """Guesses, those that hit, the seconds of each holder meanwhile, and how many of them were kept out."""
    stop, guesses, hits = Event(), count(), count()
    hands = [Thread(target=guess, args=(number, stop, guesses, hits)) for number in range(HANDS)]
    for hand in hands:
        hand.start()
    busy, kept_out = holders_come(held, seconds=seconds)
    stop.set()
    for hand in hands:
        hand.join()
    return next(guesses), next(hits), busy, kept_out


def guess(number: int, stop: Event, guesses: Iterator[int], hits: Iterator[int]) -> None:
    """Its share of the guesses, evenly: half of them from one address, the others each from another."""
    began, every = monotonic(), HANDS / A_SECOND
    for turn in count():
        if stop.is_set():
            break
        sleep(max(began + turn * every - monotonic(), 0))
        address = "one" if turn % 2 else f"{number}.{turn}"
        made_up = token_urlsafe(32) if turn % 3 else codes.code_from(urandom(6)) or "0000000000"
        opened = actions.try_secret(made_up, "123456", address=address, at=timezone.now())
        next(guesses)
        if opened.state != queries.State.UNKNOWN:
            next(hits)
    connection.close()


def holders_come(held: list[actions.Issued], *, seconds: float) -> tuple[list[float], int]:
    """One after the other, with the right code."""
    began, took, kept_out = monotonic(), [], 0
    for turn in range(int(seconds / EVERY)):
        sleep(max(began + turn * EVERY - monotonic(), 0))
        try:
            took.append(timed(partial(enters, held[turn % len(held)])))
        except LookupError:
            kept_out += 1
    return took, kept_out


def enters(one: actions.Issued) -> None:
    opened = actions.try_secret(one.token, queries.phone_code_of(one.link), address="holder", at=timezone.now())
    if not opened.is_in:
        raise LookupError

"""Percentiles, goals, and the one object that a bench prints."""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def in_milliseconds(values: Sequence[float]) -> dict[str, float]:
    return {
        "median_ms": round(1000 * percentile(values, 0.5), 2),
        "p95_ms": round(1000 * percentile(values, 0.95), 2),
        "worst_ms": round(1000 * max(values), 2),
        "runs": len(values),
    }


def timed(act: Callable[[], Any]) -> float:
    """Seconds."""
    begun = perf_counter()
    act()
    return perf_counter() - begun


def goal(name: str, measured: float, *, at_most: float | None = None, at_least: float | None = None) -> dict[str, Any]:
    met = measured <= at_most if at_most is not None else measured >= (at_least or 0)
    limit = {"at_most": at_most} if at_most is not None else {"at_least": at_least}
    return {"name": name, "measured": round(measured, 3), **limit, "met": met}


def report(name: str, *, measured: Any, reference: Any, ratio: float, goals: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "measured": measured,
        "reference": reference,
        "ratio": round(ratio, 3),
        "goals": goals,
        "goal_met": all(one["met"] for one in goals),
    }

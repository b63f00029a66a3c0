"""The thread of a clock: how much of it is spent, and its lines as attributes."""

from datetime import datetime
from typing import Any

SIZES = {"small": (152, 10, 4.0, 3.0), "big": (400, 14, 6.0, 4.5)}  # width, height, bead, knot
SOON = 0.25  # of the whole span, where the policy gives no warning time


def clock_state(
    *, started: datetime | None, due: datetime, now: datetime, paused: bool = False, warn: datetime | None = None
) -> str:
    if paused:
        return "paused"
    if now >= due:
        return "late"
    is_near = now >= warn if warn else spent(started=started, due=due, now=now) > 1 - SOON
    return "soon" if is_near else "calm"


def spent(*, started: datetime | None, due: datetime, now: datetime) -> float:
    """How much of the span is gone: 0 at its start, 1 when due, more when late."""
    if started is None or started >= due:
        return 0.5 if now < due else 1.5
    return max(0.0, (now - started) / (due - started))


def thread(state: str, *, share: float, size: str) -> dict[str, Any]:
    """The geometry of one clock, as attributes: a strict CSP allows no style, and attributes print."""
    width, height, bead, knot = SIZES[size]
    middle, knot_at = height / 2, width - knot - 2
    lines = {"width": width, "height": height, "y": middle, "bead": bead, "knot": knot}
    if state == "late":
        return lines | frayed(share, end=width - 4 * bead, middle=middle, bead=bead)
    x = round(bead + min(share, 1.0) * (knot_at - 3 * bead), 1)
    return lines | {
        "spent": f"M{bead - 2} {middle}H{x}",
        "ahead": f"M{x + 2 * bead} {middle}H{knot_at - knot - 1}" if x + 3 * bead < knot_at else "",
        "bars": f"M{x - 2} {middle - bead}v{2 * bead}M{x + 2} {middle - bead}v{2 * bead}" if state == "paused" else "",
        "bead_at": x,
        "knot_at": knot_at,
    }


def frayed(share: float, *, end: float, middle: float, bead: float) -> dict[str, Any]:
    """Past the knot the thread frays; the further past, the further left the knot lies."""
    start = f"M{end} {middle}"
    ends = f"{start}l{2 * bead} -{0.9 * bead:.1f}{start}l{2.4 * bead:.1f} .6{start}l{1.8 * bead:.1f} {bead}"
    return {
        "spent": f"M{bead - 2} {middle}H{end}{ends}",
        "bead_at": end,
        "knot_at": round(min(end / max(share, 1.0), end - 3 * bead), 1),
    }

"""What a component needs beyond its attributes: words, shapes and geometry. Named like the component it prepares."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.forms.utils import flatatt
from django.utils.text import slugify

from throughcare.web.thread import clock_state, spent, thread
from throughcare.web.words import duration, exact

# status: the word, and the shape of the sprite where it is not named like the status itself
STATUSES = {
    "on_tray": ("Waits to be read", "open"),
    "typed": ("Typed", "kept"),
    "left_out": ("Set aside", "ended"),
    "knocked": ("Waits for a call", "open"),
    "taken": ("Somebody calls", "asked"),
    "heard": ("Heard", "kept"),
    "set_aside": ("Set aside", "ended"),
    "said": ("They said", "asked"),
    "settled": ("Settled", "kept"),
    "draft": ("Draft", ""),
    "open": ("Open", ""),
    "on_hold": ("On hold", ""),
    "closed": ("Closed", ""),
    "entered_in_error": ("Entered in error", ""),
    "prepared": ("Prepared", ""),
    "sent": ("Sent", ""),
    "asked": ("Question asked", ""),
    "inquired": ("Asked, no name", "sent"),
    "call_wanted": ("Wants a call", "asked"),
    "offered": ("Said yes", "accepted"),
    "over": ("Over", "ended"),
    "external": ("We ask them", "sent"),
    "not_come": ("Did not come, to call", "sent"),
    "accepted": ("Accepted", ""),
    "looked_for": ("Missed, to call", "accepted"),
    "tried": ("Missed, tried", "accepted"),
    "waitlisted": ("Waitlisted", ""),
    "booked": ("Booked", ""),
    "assessed": ("Assessed", ""),
    "in_treatment": ("In treatment", ""),
    "ended": ("Ended", ""),
    "unanswered": ("Not taken up", "near"),
    "answered": ("Answered", "kept"),
    "kept": ("Kept", ""),
    "missed": ("Missed", ""),
    "moved": ("Moved", ""),
    "canceled": ("Canceled", "declined"),
    "declined": ("Said no", ""),
    "declined_by_client": ("Client said no", "declined"),
    "redirected": ("Suggested another", "moved"),
    "expired": ("No answer in time", "broken"),
    "recalled": ("Taken back", "back"),
    "released": ("Released", "ended"),
    "service_closed": ("Service closes", "back"),
    "handed_back": ("Handed back", "back"),
    "recommended": ("Recommends another", "moved"),
    "no_treatment": ("No treatment needed", "closed"),
    "provided": ("They got it", "closed"),
    "connected": ("Connected", "closed"),
    "near": ("Due soon", ""),
    "broken": ("Broken", ""),
    "asserted": ("One side says so", ""),
    "verified": ("Verified", ""),
    "contradicted": ("Contradicted", ""),
    "presumed": ("Presumed", "unknown"),
    "unknown": ("Unknown", ""),
    "active": ("In force", "kept"),
    "withdrawn": ("Withdrawn", "ended"),
    "lapsed": ("Ran out", "broken"),
    "in_question": ("In question", "asked"),
    "one_person": ("One person", "verified"),
    "two_people": ("Two people", "ended"),
}
URGENCIES = {
    "emergent": "Emergency",
    "very_urgent": "Today",
    "urgent": "Urgent",
    "soon": "Soon",
    "routine": "Routine",
    "info": "Advice",
}
TONE_ICONS = {"": "eye", "kept": "check", "soon": "clock", "late": "crisis"}


def extra(attributes: Mapping[str, Any]) -> str:
    """hx_post="..." and its like, handed through to the element as hx-post="..."."""
    through = {k.replace("_", "-"): v for k, v in attributes.items() if k.startswith(("hx_", "aria_", "data_"))}
    return flatatt({k: v for k, v in through.items() if v not in (None, "")})


def status(code: str, *, word: str = "", of: str = "", **_: Any) -> dict[str, Any]:
    """`of="signal"`: an open risk signal is not an open referral; nobody has taken it up."""
    code = "unanswered" if (str(code), of) == ("open", "signal") else str(code)
    known, shape = STATUSES.get(code, (code.replace("_", " ").capitalize(), "unknown"))
    return {"code": code, "word": word or known, "shape": shape or code}


def urgency(code: str, *, word: str = "", **_: Any) -> dict[str, Any]:
    code = str(code) if str(code) in URGENCIES else "routine"
    return {"code": code, "word": word or URGENCIES[code]}


def clock(
    *,
    due: datetime | None = None,
    now: datetime,
    started: datetime | None = None,
    paused: bool = False,
    size: str = "",
    **more: Any,
) -> dict[str, Any]:
    """Words first, then the thread, then the exact time. `warn` is the policy's first warning, where it has one."""
    size = "big" if size == "big" else "small"
    started = started or None
    if not due:
        return {"state": "paused", "words": "No time set", "thread": None, "size": size}
    state = more.get("state") or clock_state(
        started=started, due=due, now=now, paused=bool(paused), warn=more.get("warn") or None
    )
    return {
        "state": state,
        "words": "Paused" if state == "paused" else duration(due - now),
        "after": {"paused": "", "late": "over"}.get(state, "left"),
        "exact": exact(due, now=now),
        "thread": thread(state, share=spent(started=started, due=due, now=now), size=size),
        "size": size,
        "started_exact": exact(started, now=now) if started else "",
    }


def who(name: str = "", *, kind: str = "person", letters: str = "", **_: Any) -> dict[str, Any]:
    """person is round, desk is square, outside is dashed and square, nobody is dashed and must not happen."""
    kind = kind if name else "nobody"
    return {"name": name or "Nobody", "kind": kind, "letters": letters or initials(name) or "–"}


def initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalpha() and word.rstrip(".").lower() not in TITLES]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


TITLES = {"dr", "mr", "mrs", "ms", "mx", "prof", "the"}


def notice(*, tone: str = "", icon: str = "", **_: Any) -> dict[str, Any]:
    return {"icon": icon or TONE_ICONS.get(tone, "eye")}


def step(label: str = "", *, name: str = "", action: str = "", **_: Any) -> dict[str, Any]:
    """One press, or fields that open below it; with `why` it stays, closed, with its reason."""
    return {"label": label, "why_id": f"why-{slugify(action)}-{slugify(name or label)}"}


def journey(stages: Iterable[Any] = (), **_: Any) -> dict[str, Any]:
    """Each stage: label, note, state (done, now, ahead)."""
    return {"stages": stages}


def tabs(items: Iterable[Any] = (), **_: Any) -> dict[str, Any]:
    """Each item: url, label, count, tone, current."""
    return {"items": items}


def tally(items: Iterable[Any] = (), **_: Any) -> dict[str, Any]:
    """Each item: url, number, label, icon, tone. Every count opens the list behind it."""
    return {"items": items}


def pager(page: Any = None, **_: Any) -> dict[str, Any]:
    """A Django Page, or anything with `previous` and `next` as addresses (keyset pages)."""
    return {"page": page}


def errors(form: Any = None, **_: Any) -> dict[str, Any]:
    """The summary above a form: each line leads to its field."""
    if not form or not form.errors:
        return {"count": 0}
    wrong = [form[name] for name in form.errors if name in form.fields]
    lines = [(bound.id_for_label or bound.auto_id, bound.label, line) for bound in wrong for line in bound.errors]
    overall = list(form.non_field_errors())
    return {"lines": lines, "overall": overall, "count": len(lines) + len(overall)}


def field(bound: BoundField, *, hint: str = "", label: str = "", **_: Any) -> dict[str, Any]:
    """Label above, hint under it, the error beside. Radio buttons and many ticks become choices as large as a thumb."""
    widget, hint = bound.field.widget, hint or str(bound.help_text)
    return {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint,
        "hint_id": f"{bound.auto_id}-hint",
        "error_id": f"{bound.auto_id}-error",
        "shape": widget_shape(widget),
        "control": bound.as_widget(attrs=_described(bound, hint) | _forgotten(widget)),
        "is_optional": not bound.field.required and bound.name not in getattr(bound.form, "asked_for", ()),
    }


def choice(
    bound: BoundField, *, notes: Mapping[str, str] | None = None, closed: Mapping[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """`notes`: value to the line under it. `closed`: value to the reason why it cannot be chosen."""
    notes, closed = notes or {}, closed or {}
    options = [
        {
            "tag": option.tag(),
            "id": option.id_for_label,
            "label": option.choice_label,
            "note": closed.get(_value(option)) or notes.get(_value(option), ""),
            "is_closed": _value(option) in closed,
            "data": option.data,
            "value": _value(option),
        }
        for option in bound
    ]
    return field(bound, **more) | {"options": options}


def _value(option: Any) -> str:
    return str(option.data["value"])


def widget_shape(widget: Any) -> str:
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "tick"
    if isinstance(widget, Select) and not widget.allow_multiple_selected:
        return "select"
    return "area" if isinstance(widget, Textarea) else "line"


def _described(bound: BoundField, hint: str) -> dict[str, str | bool]:
    by = [f"{bound.auto_id}-hint"] * bool(hint) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(by)} if by else {}
    return attributes | ({"aria-invalid": "true"} if bound.errors else {})


def _forgotten(widget: Any) -> dict[str, str | bool]:
    """No browser of a shared desk keeps what was typed about somebody; one's own sign-in says what it is."""
    is_typed = widget_shape(widget) in {"line", "area"} and "autocomplete" not in widget.attrs
    return {"autocomplete": "off"} if is_typed else {}


def beads(*, at: int, of: int, **_: Any) -> dict[str, Any]:
    """The pages of a screener as a thread with beads."""
    gap = 324 / max(of - 1, 1)
    dots = [
        {"x": round(8 + gap * i, 1), "state": "done" if i < at - 1 else "now" if i == at - 1 else "todo"}
        for i in range(of)
    ]
    return {"dots": dots, "now_x": dots[at - 1]["x"]}


def trust(level: int | str = 0, **_: Any) -> dict[str, Any]:
    """How far a fact can be trusted: three strokes. 3 proved, 2 listed, 1 doubtful, 0 unknown."""
    level = int(level)
    return {"level": level, "strokes": [(6 * i, 6 - 3 * i, 4 + 3 * i, i < level) for i in range(3)]}


def fullness(*, have: int, of: int, **_: Any) -> dict[str, Any]:
    return {"have": have, "of": of, "width": round(100 * have / of) if of else 0}

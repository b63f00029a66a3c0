"""A lifecycle is a table: which step leads from which status to which, whose step it is, and how each status stands.

The action, the buttons, the database constraint, the work list, the picture in the docs and the tests all read it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q


class NotAllowed(Exception):
    """The step exists, but not from this status or not for you. The words are written to be shown."""


class Overtaken(Exception):
    """Somebody else moved the record between our reading and our writing it. The words are written to be shown."""


def nothing_unmet(record: Any) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str
    sources: frozenset[str]
    target: str  # KEEPS: the step is recorded, the status stays
    by: frozenset[str]
    unmet: Callable[[Any], str] = nothing_unmet  # what the step still waits for, "" when nothing
    label: str = ""
    needs: tuple[str, ...] = ()  # what the person must say with it: names of form fields
    kinds: frozenset[str] = frozenset()  # the kinds of record that have this step; none: every one

    def leads_to(self, status: str) -> str:
        return status if self.target == KEEPS else self.target

    def is_of(self, record: Any) -> bool:
        return not self.kinds or record.kind in self.kinds


KEEPS = "="


def step(
    name: str,
    sources: Iterable[str],
    target: str,
    *,
    by: Iterable[str],
    unmet: Callable[[Any], str] = nothing_unmet,
    label: str = "",
    needs: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> Step:
    words = label or name.replace("_", " ").capitalize()
    return Step(
        name=name,
        sources=frozenset(str(s) for s in sources),
        target=str(target),
        by=frozenset(str(b) for b in by),
        unmet=unmet,
        label=words,
        needs=tuple(needs),
        kinds=frozenset(str(k) for k in kinds),
    )


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How things stand in one open status: who answers for the person, whose move it is, what it waits on, which clock."""

    holder: str  # the part whose side holds
    turn: str  # the part whose move it is
    waiting_on: str  # receiver, client, family, payer, court, document, interpreter, transport, bed, nobody
    clock: str  # the step of the response policy that runs
    within: str = ""  # the status of which this is a second way to stand, where it is no status of its own

    def in_words(self) -> str:
        return f"held by {self.holder}, turn of {self.turn}, waits on {self.waiting_on}, clock {words(self.clock)}"


@dataclass(frozen=True)
class Choice:
    step: Step
    waits_for: str


@dataclass(frozen=True)
class Lifecycle:
    name: str
    steps: Mapping[str, Step] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Step:
        return self.steps[name]

    def is_open(self, status: str) -> bool:
        return str(status) in self.standings

    def endings(self) -> list[str]:
        """The steps after which it is open no more."""
        return [s.name for s in self.steps.values() if s.target != KEEPS and not self.is_open(s.target)]

    def choices(self, record: Any, parts: Iterable[str]) -> list[Choice]:
        """The steps that these parts may take from here, each with what it still waits for."""
        mine = {str(part) for part in parts}
        steps = [s for s in self.steps.values() if record.status in s.sources and mine & s.by and s.is_of(record)]
        return [Choice(step, step.unmet(record)) for step in steps]

    def check(self, name: str, record: Any, parts: Iterable[str]) -> Step:
        """Raises NotAllowed with the reason, in words to be shown."""
        if name not in self.steps:
            raise NotAllowed("There is no such step.")
        step = self[name]
        if not step.is_of(record):
            raise NotAllowed(f"“{step.label}” is not for this kind.")
        if record.status not in step.sources:
            raise NotAllowed(f"“{step.label}” is not possible while {words(record.status)}.")
        if not {str(part) for part in parts} & step.by:
            raise NotAllowed(f"“{step.label}” is for the {words(' or '.join(sorted(step.by)))}.")
        if reason := step.unmet(record):
            raise NotAllowed(reason)
        return step

    def move(self, record: Any, step: Step, **changes: Any) -> None:
        """Compare-and-set: one UPDATE that only the first of two racing people can win."""
        target = step.leads_to(record.status)
        fields = {**changes, "status": target}
        moved = type(record).objects.filter(pk=record.pk, status=record.status).update(**fields)
        if not moved:
            raise Overtaken("Someone was faster. Here is how it stands now.")
        for name, value in fields.items():
            setattr(record, name, value)

    def as_constraint(self) -> Q:
        """What the database enforces on every recorded step."""
        condition = Q()
        for s in self.steps.values():
            for source in sorted(s.sources):
                condition |= Q(name=s.name, from_status=source, to_status=s.leads_to(source))
        return condition

    def as_mermaid(self) -> str:
        """One picture: each open status with holder, turn and clock; what leads from one to another is one arrow."""
        boxes = [
            f'  state "{self.box(status)}" as {status}'
            for status, stands in self.standings.items()
            if not stands.within
        ]
        arrows: dict[tuple[str, str], list[str]] = {}
        for s in self.steps.values():
            for source in [] if s.target == KEEPS else sorted(s.sources):
                arrows.setdefault((source or "[*]", s.target), []).append(words(s.name))
        ends = [f"  {source} --> {target}: {', '.join(names)}" for (source, target), names in arrows.items()]
        return "\n".join(["stateDiagram-v2", *boxes, *ends])

    def box(self, status: str) -> str:
        """What stands in its box; steps that leave it as it is are named in it."""
        second = [
            f"{words(key)}: {stands.in_words()}" for key, stands in self.standings.items() if stands.within == status
        ]
        kept = [words(s.name) for s in self.steps.values() if s.target == KEEPS and status in s.sources]
        lines = [words(status), self.standings[status].in_words(), *second, *[f"stays: {', '.join(kept)}"] * bool(kept)]
        return "<br/>".join(lines)


def lifecycle(name: str, *steps: Step, standings: Mapping[Any, Standing]) -> Lifecycle:
    return Lifecycle(
        name, {s.name: s for s in steps}, {str(status): standing for status, standing in standings.items()}
    )


def words(code: str) -> str:
    """A status or part as people say it: 'in_treatment' is 'in treatment'."""
    return str(code).replace("_", " ")

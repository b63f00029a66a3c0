"""What is said on the phone, as data: how a call begins, what must not be said, the questions, and which step an answer is."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Line = Mapping[str, str]  # what is said, by language; in English always
PLACEHOLDER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Question:
    key: str
    ask: Line
    steps: tuple[str, ...]  # each takes one of the answers, in its own form; none where the answer is only heard
    then: Line  # what happens next, said at the end


@dataclass(frozen=True)
class Script:
    """One call: to whom, in which standing of a record, and what for."""

    why: str
    first: tuple[Line, ...]  # before it is sure who answers
    known: tuple[Line, ...]  # once it is
    never: tuple[str, ...]
    questions: tuple[Question, ...]
    last: tuple[Line, ...]
    voicemail: Line | None

    def lines(self) -> list[Line]:
        asked = [line for one in self.questions for line in (one.ask, one.then)]
        return [*self.first, *self.known, *asked, *self.last, *[self.voicemail] * bool(self.voicemail)]  # type: ignore[list-item]


@cache
def scripts_in(file: Path) -> dict[str, dict[str, Script]]:
    """By who is called, then by how the record stands."""
    book = json.loads(file.read_text())
    return {whom: scripts_for(said) for whom, said in book["to"].items()}


def scripts_for(said: Mapping[str, Any]) -> dict[str, Script]:
    """What is the same in every call is said once; a call may say it another way."""
    questions = {key: question(key, one) for key, one in said["questions"].items()}
    return {stands: script({**said, **call}, questions) for stands, call in said["calls"].items()}


def script(call: Mapping[str, Any], questions: Mapping[str, Question]) -> Script:
    return Script(
        why=call["why"],
        first=tuple(line(one) for one in call.get("first", [])),
        known=tuple(line(one) for one in call.get("known", [])),
        never=tuple(call.get("never", [])),
        questions=tuple(questions[key] for key in call["questions"]),
        last=tuple(line(one) for one in call.get("last", [])),
        voicemail=line(call["voicemail"]) if "voicemail" in call else None,
    )


def question(key: str, said: Mapping[str, Any]) -> Question:
    return Question(key, line(said["ask"]), tuple(said.get("steps", [])), line(said["then"]))


def line(said: str | Mapping[str, str]) -> Line:
    return {"en": said} if isinstance(said, str) else said


def placeholders(said: Line) -> set[str]:
    return {name for words in said.values() for name in PLACEHOLDER.findall(words)}

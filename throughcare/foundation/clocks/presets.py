"""The published presets, packaged as data with source and confidence. A version that is loaded stays as it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from .rules import Rule, rule_from

DATA = Path(__file__).parent / "data"
SAME_EVERYWHERE = UUID("6f0f4c8e-5b0e-5d5a-9a55-7a1f6f1f7c11")  # so that a preset has one id in every installation


@dataclass(frozen=True)
class SourcedRule:
    rule: Rule
    source: str
    confidence: str  # S: the source was opened; GK: general knowledge


@dataclass(frozen=True)
class Preset:
    name: str
    title: str
    label: str
    effective_from: datetime
    source: str
    rules: tuple[SourcedRule, ...]

    @property
    def policy_id(self) -> UUID:
        return uuid5(SAME_EVERYWHERE, self.name)

    @property
    def version_id(self) -> UUID:
        return uuid5(SAME_EVERYWHERE, f"{self.name} {self.label}")


def presets() -> list[Preset]:
    """Every packaged preset. What one does not say it takes from the one it is based on, so each covers every step."""
    files = {path.stem: json.loads(path.read_text()) for path in sorted(DATA.glob("*.json"))}
    return [preset_from(files, name) for name in sorted(files, key=lambda name: ("based_on" in files[name], name))]


def preset_from(files: dict[str, dict[str, Any]], name: str) -> Preset:
    said = files[name]
    base = files[said["based_on"]] if "based_on" in said else said
    found = {(rule.rule.urgency, rule.rule.step): rule for rule in rules_in(base, base)}
    found |= {(rule.rule.urgency, rule.rule.step): rule for rule in rules_in(said, base)}
    begins = datetime.fromisoformat(said["effective_from"])
    return Preset(name, said["title"], said["label"], begins, said["source"], tuple(found.values()))


def rules_in(said: dict[str, Any], base: dict[str, Any]) -> Iterator[SourcedRule]:
    for step, times in said["times"].items():
        for urgency, time in times.items():
            yield sourced_rule(step, urgency, time, said, base)


def sourced_rule(step: str, urgency: str, time: Any, said: dict[str, Any], base: dict[str, Any]) -> SourcedRule:
    """`time` is "10 business_days", or that with a source, a confidence or a way to tell of it of its own."""
    own = time if isinstance(time, dict) else {"time": time}
    sourced = {"source": said["source"], "confidence": said.get("confidence", ""), **own}
    on_the_way = base["on_the_way"][urgency] | {name: own[name] for name in ("warn_at", "ladder") if name in own}
    amount, unit = sourced["time"].split()
    rule = rule_from({**on_the_way, "urgency": urgency, "step": step, "amount": amount, "unit": unit})
    if step in base["never_resets"]:
        rule = replace(rule, never_resets=True, max_pauses=0, max_paused_days=0)
    return SourcedRule(rule, sourced["source"], sourced["confidence"])


def load_presets(policy_model: Any = None, version_model: Any = None, rule_model: Any = None) -> int:
    """Writes the versions not there yet, as the owner of the tables; migrations pass their models. Returns how many."""
    if policy_model is None:
        from .models import PolicyRule, PolicyVersion, ResponsePolicy  # migrations may not import them

        policy_model, version_model, rule_model = ResponsePolicy, PolicyVersion, PolicyRule
    known = set(version_model.objects.values_list("id", flat=True))
    missing = [preset for preset in presets() if preset.version_id not in known]
    for preset in missing:
        policy_model.objects.get_or_create(id=preset.policy_id, defaults={"name": preset.name, "title": preset.title})
        write_version(preset, version_model, rule_model)
    return len(missing)


def write_version(preset: Preset, version_model: Any, rule_model: Any) -> None:
    """The version in force until now ends where the new one begins."""
    earlier = version_model.objects.filter(policy_id=preset.policy_id, effective_until=None)
    earlier.update(effective_until=preset.effective_from)
    version_model.objects.create(
        id=preset.version_id,
        policy_id=preset.policy_id,
        label=preset.label,
        effective_from=preset.effective_from,
        source=preset.source,
    )
    rows = [
        rule_model(
            version_id=preset.version_id, source=sourced.source, confidence=sourced.confidence, **columns(sourced.rule)
        )
        for sourced in preset.rules
    ]
    rule_model.objects.bulk_create(rows)


def columns(rule: Rule) -> dict[str, Any]:
    """A rule as its row."""
    return {
        "urgency": rule.urgency,
        "step": rule.step,
        "amount": rule.amount,
        "unit": rule.unit,
        "warn_at": [float(part) for part in rule.warn_at],
        "ladder": [{"amount": rung.amount, "unit": rung.unit, "tell": rung.tell} for rung in rule.ladder],
        "max_pauses": rule.max_pauses,
        "max_paused_days": rule.max_paused_days,
        "never_resets": rule.never_resets,
    }

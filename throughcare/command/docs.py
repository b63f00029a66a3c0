"""Writes the generated pages of docs/ from the code: lifecycles, reactions, response policies, who sees which table.

`python -m throughcare.command.docs` writes them; with `--check` it writes nothing and exits 1 naming those that drift.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from throughcare.command.house import set_up_django

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = "<!-- Made by bin/docs from {source}. Change it there. -->"
LABELS = ("identifier", "contact", "health", "staff", "public", "operational")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bin/docs", description="Write the generated pages of docs/ from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; name the pages that drift")
    options = parser.parse_args(words)
    set_up_django("web")
    drifting = drift()
    if options.check:
        for name in drifting:
            sys.stderr.write(f"docs/{name} does not agree with the code: run bin/docs\n")
        return 1 if drifting else 0
    for name, text in drifting.items():
        (DOCS / name).write_text(text)
        print(f"docs/{name}")
    return 0


def drift() -> dict[str, str]:
    """The pages that do not say what the code says, with what they should say."""
    should = {name: write() for name, write in PAGES.items()}
    return {name: text for name, text in should.items() if said(DOCS / name) != text}


def said(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def lifecycle_page() -> str:
    from throughcare.crisis.lifecycle import SIGNAL
    from throughcare.identities.lifecycle import MATCH
    from throughcare.inquiries.lifecycle import INQUIRY
    from throughcare.intake.lifecycle import HELP
    from throughcare.referrals.lifecycle import HANDOFF, REFERRAL
    from throughcare.scheduling.lifecycle import VISIT
    from throughcare.tray.lifecycle import ARRIVAL
    from throughcare.voices.lifecycle import VOICE

    told = [
        part
        for table in (REFERRAL, INQUIRY, HANDOFF, VISIT, SIGNAL, HELP, MATCH, VOICE, ARRIVAL)
        for part in one_lifecycle(table)
    ]
    lead = (
        "*Holder* answers for the person, *turn* is whose move it is, *waits on* is what the next move depends on, and"
        " *clock* is the step of the [response policy](policies.md) that runs. A status that is not listed as open has"
        " none of them. A step to *stays* is recorded and leaves the status as it is."
    )
    return as_page("Lifecycles", "throughcare/*/lifecycle.py", lead, *told)


def one_lifecycle(table: Any) -> list[str]:
    standings = [[f"`{s}`", v.holder, v.turn, v.waiting_on, f"`{v.clock}`"] for s, v in table.standings.items()]
    steps = [
        [f"`{s.name}`", s.label, codes(sorted(s.sources)), code_or_stays(s.target), ", ".join(sorted(s.by)), names(s)]
        for s in table.steps.values()
    ]
    return [
        f"## {table.name.capitalize()}",
        f"```mermaid\n{table.as_mermaid()}\n```",
        as_table(["open status", "holder", "turn", "waits on", "clock"], standings),
        as_table(["step", "on the button", "from", "to", "by", "must be said or true"], steps),
    ]


def names(step: Any) -> str:
    """What a step needs said, and the rule that judges whether it may be taken yet."""
    rule = [] if step.unmet.__name__ == "nothing_unmet" else [f"rule `{step.unmet.__name__}`"]
    only = [f"only {', '.join(sorted(step.kinds))}"] if step.kinds else []
    return "; ".join([*only, *rule, *([", ".join(step.needs)] if step.needs else [])])


def codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" if word else "(new)" for word in words)


def code_or_stays(target: str) -> str:
    return "*stays*" if target == "=" else f"`{target}`"


def reactions_page() -> str:
    from throughcare import reactions

    keys = sorted(reactions.AT_ONCE | reactions.LATER, key=lambda key: (key[0].__module__, key[0].__name__, key[1]))
    rows = [
        [
            f"`{event.__name__}`, `{step}`",
            "<br>".join(map(follow_up, reactions.AT_ONCE.get((event, step), []))),
            "<br>".join(job(later) for later in reactions.LATER.get((event, step), [])),
        ]
        for event, step in keys
    ]
    lead = (
        "*At once* runs in the transaction of the change. *Later* is one job each, put into the queue by that"
        " transaction and run by the worker; a job may run twice and does its work once."
    )
    return as_page(
        "What follows from what", "throughcare/reactions.py", lead, as_table(["news", "at once", "later"], rows)
    )


def follow_up(function: Callable[..., Any]) -> str:
    where = function.__module__.removeprefix("throughcare.")
    return f"`{where}.{function.__name__}`{first_line(function.__doc__)}"


def job(later: Any) -> str:
    return f"`{later.name}`{first_line(later.work.__doc__)}"


def first_line(doc: str | None) -> str:
    return f": {doc.strip().splitlines()[0]}" if doc else ""


def policies_page() -> str:
    from throughcare.foundation.clocks.presets import presets

    told = [part for preset in presets() for part in one_policy(preset)]
    lead = (
        "An organization runs by one of these, or by a version of its own that is based on one. A clock keeps the version"
        " it began with. Warnings and the ladder of escalation stand in the packaged files."
    )
    return as_page("Response policies", "throughcare/foundation/clocks/data/*.json", lead, *told)


def one_policy(preset: Any) -> list[str]:
    urgencies = list(dict.fromkeys(r.rule.urgency for r in preset.rules))
    steps = list(dict.fromkeys(r.rule.step for r in preset.rules))
    times = {(r.rule.step, r.rule.urgency): in_words(r.rule.amount, r.rule.unit) for r in preset.rules}
    rows = [[f"`{step}`", *(times.get((step, urgency), "") for urgency in urgencies)] for step in steps]
    return [
        f"## {preset.title}",
        f"`{preset.name}`, version {preset.label}. {preset.source}",
        as_table(["step", *(u.replace("_", " ") for u in urgencies)], rows),
    ]


def in_words(amount: int, unit: str) -> str:
    words = unit.replace("_", " ")
    return f"{amount} {words.removesuffix('s') if amount == 1 else words}"


def privacy_page() -> str:
    from throughcare.command.row_policies import law_of_the_migrations

    law, labels = law_of_the_migrations(), privacy_labels()
    told = [part for model in our_models() for part in one_table(model, law, labels[model._meta.label])]
    lead = (
        "Every table of ours: what each field says about whom, and the row-level policies that PostgreSQL holds to."
        " A table without policies holds nothing about clients and is read by whoever is signed in. `current_org()` is"
        " the organization of who is asking; unset, nothing is seen. `throughcare_keeper` (backup, verification)"
        " bypasses policies. Pictures that are put in as documents lose what they say of where, when and with which device"
        " they were taken, before they are kept; their pixels stay as they were."
    )
    return as_page("Who sees what", "the migrations and docs/privacy-labels.toml", lead, *told, *law_functions(law))


def law_functions(law: Any) -> list[str]:
    """Who may ask the few functions that see beyond the asking organization."""
    lead = (
        "A law function sees beyond the organization that asks, and answers one narrow question. The pages (*web*) and the"
        " jobs (*worker*) may each call only those they need; nobody else may call any."
    )
    rows = [
        [f"`{function}`", ", ".join(sorted(role.removeprefix("throughcare_") for role in roles))]
        for function, roles in sorted(law.callers.items())
    ]
    return ["## Law functions", lead, as_table(["function", "called by"], rows)]


def privacy_labels() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((DOCS / "privacy-labels.toml").read_text())


def our_models() -> list[type[Model]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("throughcare.")]
    return sorted(ours, key=lambda model: model._meta.label)


def one_table(model: type[Model], law: Any, labels: dict[str, list[str]]) -> list[str]:
    table = model._meta.db_table
    kept = " Rows are only ever added." if table in law.append_only else ""
    fields = [f"- {label}: {', '.join(labels[label])}" for label in LABELS if label in labels]
    return [f"## {table}", said_of(model) + kept, "\n".join(fields), policies_of(table, law)]


def said_of(model: type[Model]) -> str:
    """The first line of its docstring; Django writes one of fields where there is none."""
    doc = (model.__doc__ or "").strip().splitlines()[0]
    return str(model._meta.verbose_name).capitalize() + "." if doc.startswith(f"{model.__name__}(") else doc


def policies_of(table: str, law: Any) -> str:
    if table not in law.forced and table not in law.policies:
        return "No row-level policy."
    rows = [
        [f"`{p.name}`", p.verb, p.roles.replace("throughcare_", ""), cell(p.using), cell(p.check)]
        for p in law.policies[table].values()
    ]
    return as_table(["policy", "verb", "roles", "rows seen", "rows written"], rows)


def cell(sql: str) -> str:
    return f"`{sql}`" if sql else ""


def as_page(title: str, source: str, *parts: str) -> str:
    return "\n\n".join([MADE.format(source=source), f"# {title}", *parts]) + "\n"


def as_table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(row).replace("\n", " ") + " |" for row in lines)


PAGES = {
    "lifecycle.md": lifecycle_page,
    "reactions.md": reactions_page,
    "policies.md": policies_page,
    "privacy.md": privacy_page,
}


if __name__ == "__main__":
    sys.exit(main())

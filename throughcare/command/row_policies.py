"""The law as the migrations write it: which policies stand on which table, who calls which function. Read without a database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

STATEMENT = re.compile(
    r"create policy (?P<name>\w+) on (?P<table>\w+) for (?P<verb>\w+) to (?P<roles>[\w, ]+?)"
    r"(?: using \((?P<using>.*?)\))?(?: with check \((?P<check>.*?)\))?;",
    re.DOTALL,
)
DROPPED = re.compile(r"drop policy (?:if exists )?(\w+) on (\w+)")
FORCED = re.compile(r"alter table (\w+) [^;]*force row level security")
CALLS = re.compile(r"(grant|revoke) execute on function (law\.\w+\([^)]*\)) (?:to|from) ([\w, ]+)")
GONE = re.compile(r"drop function (law\.\w+\([^)]*\))")
ADDED_TO_ONLY = re.compile(r"revoke update, delete, truncate on (\w+)")


@dataclass(frozen=True)
class Policy:
    name: str
    verb: str
    roles: str
    using: str
    check: str


@dataclass
class Law:
    """What holds on each table when every migration has run."""

    forced: set[str] = field(default_factory=set)
    append_only: set[str] = field(default_factory=set)
    policies: dict[str, dict[str, Policy]] = field(default_factory=dict)
    callers: dict[str, set[str]] = field(default_factory=dict)  # of each law function

    def read(self, sql: str) -> None:
        self.forced |= set(FORCED.findall(sql))
        self.append_only |= set(ADDED_TO_ONLY.findall(sql))
        self.read_callers(sql)
        for name, table in DROPPED.findall(sql):
            self.policies.get(table, {}).pop(name, None)
        for found in STATEMENT.finditer(sql):
            said = {key: " ".join((words or "").split()) for key, words in found.groupdict().items()}
            table = said.pop("table")
            self.policies.setdefault(table, {})[said["name"]] = Policy(**said)

    def read_callers(self, sql: str) -> None:
        for function in GONE.findall(sql):
            self.callers.pop(function, None)
        for verb, function, roles in CALLS.findall(sql):
            named = {role.strip() for role in roles.split(",")}
            known = self.callers.get(function, set())
            self.callers[function] = known | named if verb == "grant" else known - named


def law_of_the_migrations() -> Law:
    law = Law()
    for sql in statements():
        law.read(sql)
    return law


def statements() -> Iterator[str]:
    """The SQL of our own migrations, in the order in which they run."""
    loader = MigrationLoader(None)
    for key in in_order(loader):
        for operation in loader.graph.nodes[key].operations:
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                yield operation.sql


def in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("throughcare.")}
    order: dict[tuple[str, str], None] = {}
    for target in sorted(loader.graph.leaf_nodes()):
        order |= dict.fromkeys(loader.graph.forwards_plan(target))
    return [key for key in order if key[0] in ours]

"""The house rules that a machine can check. Each failure names the file and the way out."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import grimp
import pytest
from django.apps import apps

from throughcare.command.docs import LABELS, our_models, privacy_labels

ROOT = Path(__file__).parent.parent / "throughcare"
CAPABILITIES = sorted(path.parent.name for path in ROOT.glob("*/apps.py") if path.parent.name != "web")
FACES = ["web", "interop", "command"]
PUBLIC = {"actions", "queries", "events", "lifecycle"}
ALSO_PUBLIC = {"accounts": {"roles"}}  # the words for who somebody may be
JOBS_ARE_WIRED_BY = {"throughcare.reactions", "throughcare.command.work", "throughcare.command.import_tray"}
SENTENCE = re.compile(r"[a-z0-9]+(_[a-z0-9]+){2,}")
MADE_UP_BY_DJANGO = re.compile(r"_[0-9a-f]{6,8}(_idx|_uniq|_fk.*)?$")


@pytest.fixture(scope="module")
def house():
    return grimp.build_graph("throughcare")


def is_test(module: str) -> bool:
    return ".tests" in module or module.endswith(".conftest")


def sources(*folders: str):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts) and path.name != "conftest.py":
                yield path


def attributes(path: Path) -> Counter:
    nodes = ast.walk(ast.parse(path.read_text()))
    return Counter(node.attr for node in nodes if isinstance(node, ast.Attribute))


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_neighbours_use_only_the_public_rooms(house, capability):
    inside = f"throughcare.{capability}"
    public = PUBLIC | ALSO_PUBLIC.get(capability, set())
    for room in sorted(house.find_descendants(inside)):
        first = room.removeprefix(f"{inside}.").split(".")[0]
        if first in public or is_test(room):
            continue
        visitors = {who for who in house.find_modules_that_directly_import(room) if not who.startswith(f"{inside}.")}
        visitors = {who for who in visitors - {inside} if not is_test(who)}
        if first == "jobs":
            visitors -= JOBS_ARE_WIRED_BY
        assert not visitors, f"{room} is private: {visitors} should go through {inside}.actions or .queries"


@pytest.mark.parametrize("face", [face for face in FACES if (ROOT / face).exists()])
def test_faces_never_query_tables_themselves(face):
    for path in sources(face):
        assert not attributes(path)["objects"], f"{path} reads a table; ask the capability's queries instead"


def test_nothing_listens_to_a_signal():
    banned = {"django.dispatch", "django.db.models.signals"}
    for path in sources("."):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = {node.module} if isinstance(node, ast.ImportFrom) else set()
            modules |= {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            assert not banned & modules, f"{path}:{node.lineno} listens to a signal; say it in throughcare/reactions.py"


def test_nothing_waits_for_a_commit():
    for path in sources("."):
        assert not attributes(path)["on_commit"], f"{path} acts after the commit; a killed process would lose it"


def test_ruff_finds_no_banned_import_below_the_faces():
    """HTTP, addresses and the clock belong to faces and jobs; pyproject.toml names what is banned and where it is not."""
    ruff = [str(Path(sys.executable).parent / "ruff"), "check", "--quiet", "--select", "TID251,TID252", str(ROOT)]
    done = subprocess.run(ruff, capture_output=True, text=True, cwd=ROOT.parent)
    assert done.returncode == 0, done.stdout


def test_the_clock_is_not_read_below_faces_and_jobs():
    below = [path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in FACES]
    reading = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
    for path in sources(*below):
        if path.name == "jobs.py" or path.name == "worker.py":
            continue  # they are where time comes in
        found = reading.search(path.read_text())
        assert not found, f"{path} reads the clock ({found[0]}); take `at` from the caller"


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_carries_exactly_one_privacy_label(model):
    """docs/privacy-labels.toml says of each field what it tells about whom; docs/privacy.md shows it beside the policies."""
    said = privacy_labels().get(model._meta.label)
    assert said, f"label the fields of {model._meta.label} in docs/privacy-labels.toml"
    assert set(said) <= set(LABELS), f"{model._meta.label}: unknown label {set(said) - set(LABELS)}"
    labelled = Counter(field for fields in said.values() for field in fields)
    fields = Counter(field.name for field in model._meta.concrete_fields)
    assert labelled == fields, f"{model._meta.label}: {dict((labelled - fields) + (fields - labelled))}"


def test_no_label_is_left_of_a_model_that_is_gone():
    assert set(privacy_labels()) == {model._meta.label for model in our_models()}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_constraints_and_indexes_are_named_as_sentences(model):
    for rule in [*model._meta.constraints, *model._meta.indexes]:
        assert SENTENCE.fullmatch(rule.name), f"{model._meta.label}: name {rule.name} as a sentence"
        assert not MADE_UP_BY_DJANGO.search(rule.name), f"{model._meta.label}: Django made up {rule.name}"
    assert not model._meta.unique_together, f"{model._meta.label}: name it as a UniqueConstraint"


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_module_says_in_its_first_line_what_it_is_for(capability):
    for path in sources(capability, "foundation", "command"):
        tree = ast.parse(path.read_text())
        if tree.body and path.name not in {"__init__.py", "apps.py"}:
            assert ast.get_docstring(tree), f"{path} does not say what it is for"


def test_every_capability_is_installed_under_its_folder_name():
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("throughcare.")}
    assert set(CAPABILITIES) <= labels

"""Gathers the words of the pages that clients read, keeps their catalog complete, and compiles it as it is shipped.

`python -m throughcare.command.translations` writes; with `--check` it writes nothing and exits 1 naming what is missing.
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Node, engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

from throughcare.command.house import set_up_django

WEB = Path(__file__).resolve().parents[1] / "web"
CATALOG = WEB / "locale" / "es" / "LC_MESSAGES" / "django.po"
CALLS, PLURAL = {"_", "gettext", "gettext_lazy"}, "ngettext"
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # no time in it: the same words make the same file
Words = str | tuple[str, str]  # with its plural where it has one


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bin/translations", description="Keep the Spanish catalog complete.")
    parser.add_argument("--check", action="store_true", help="write nothing; name what is missing")
    options = parser.parse_args(words)
    set_up_django("web")
    catalog, wanted = read(), set(gathered())
    if not options.check:
        catalog = updated(catalog, wanted)
        CATALOG.write_bytes(as_po(catalog))
        CATALOG.with_suffix(".mo").write_bytes(as_mo(catalog))
    faults = faults_in(catalog, wanted)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


def faults_in(catalog: Catalog, wanted: set[Words]) -> list[str]:
    """What stands between the pages and their Spanish, in words."""
    known = {message.id for message in catalog if message.id}
    faults = [f"not in the catalog: {words}" for words in sorted(wanted - known, key=str)]
    faults += [f"no longer on a page: {words}" for words in sorted(known - wanted, key=str)]
    faults += [f"without Spanish: {one.id}" for one in catalog if one.id and not all(as_list(one.string))]
    if not faults and CATALOG.with_suffix(".mo").read_bytes() != as_mo(catalog):
        faults.append("django.mo is older than django.po: run bin/translations")
    return faults


def as_list(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return list(words) if isinstance(words, list | tuple) else [words or ""]


def gathered() -> Iterator[Words]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    for path in sorted((WEB / "templates").rglob("*.html")):
        yield from in_nodes(engine.get_template(str(path.relative_to(WEB / "templates"))).nodelist)
    for path in sorted(WEB.rglob("*.py")):
        yield from in_code(ast.parse(path.read_text()))


def in_nodes(nodes: list[Node]) -> Iterator[Words]:
    for node in every(nodes):
        if isinstance(node, TranslateNode):
            yield node.filter_expression.var.literal
        if isinstance(node, BlockTranslateNode):
            singular, plural = words_of(node, node.singular), words_of(node, node.plural)
            yield (singular, plural) if plural else singular


def every(nodes: list[Node]) -> Iterator[Node]:
    """Also what stands inside of block tags, which Django's own walk leaves out."""
    for node in nodes:
        yield node
        for name in {*node.child_nodelists, "nodelist"}:
            yield from every(getattr(node, name, None) or [])


def words_of(block: BlockTranslateNode, tokens: list) -> str:
    words, _ = block.render_token_list(tokens)
    return trim_whitespace(words) if block.trimmed else words


def in_code(tree: ast.AST) -> Iterator[Words]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if node.func.id in CALLS and said:
            yield said[0]
        if node.func.id == PLURAL and len(said) > 1:
            yield said[0], said[1]


def read() -> Catalog:
    with CATALOG.open("rb") as file:
        return read_po(file, locale="es")


def updated(catalog: Catalog, wanted: set[Words]) -> Catalog:
    """What is wanted, in one order, with the Spanish that is known."""
    fresh = Catalog(
        locale="es", project="Throughcare", creation_date=SOME_DAY, revision_date=SOME_DAY,
        header_comment="# Pages that clients read, in Spanish.",
    )  # fmt: skip
    for words in sorted(wanted, key=str):
        known = catalog.get(words if isinstance(words, str) else words[0])
        fresh.add(words, known.string if known else None)
    return fresh


def as_po(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalog, width=120, omit_header=False)
    return buffer.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())

"""Which traits must agree before anybody is asked: data with its source."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def matching() -> list[dict[str, Any]]:
    return json.loads((DATA / "matching.json").read_text())["rules"]


def in_words(code: str) -> str:
    return {rule["code"]: rule["words"] for rule in matching()}.get(code, code)

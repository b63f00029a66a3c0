"""What a directory says, as rows of our tables: the one form in which every reader hands over."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

OURS = UUID("6f1d5b0e-2c4b-5c5e-9b57-0d3c6f1f7a11")  # namespace of directory ids; never changes
KINDS = ("provider", "location", "service", "at_location")

Columns = dict[str, Any]


def stable_id(source: str, kind: str, source_id: str) -> UUID:
    return uuid5(OURS, f"{source}\n{kind}\n{source_id}")


def digest(columns: Columns) -> str:
    """Of all that the source says of a row, whatever the order of keys."""
    said = json.dumps(columns, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


@dataclass
class Listing:
    """By kind, by source id: the columns. References are source ids until `rows` makes them ours."""

    source: str
    provider: dict[str, Columns] = field(default_factory=dict)
    location: dict[str, Columns] = field(default_factory=dict)
    service: dict[str, Columns] = field(default_factory=dict)
    at_location: dict[str, Columns] = field(default_factory=dict)

    def of(self, kind: str) -> dict[str, Columns]:
        return getattr(self, kind)

    @cached_property
    def size(self) -> int:
        return sum(len(self.of(kind)) for kind in KINDS)

    def rows(self, kind: str) -> dict[UUID, Columns]:
        """By our id: all columns with ids, source and digest."""
        return {
            stable_id(self.source, kind, source_id): self._row(source_id, columns)
            for source_id, columns in self.of(kind).items()
        }

    def _row(self, source_id: str, columns: Columns) -> Columns:
        said = {name: value for name, value in columns.items() if not name.startswith("_")}
        for reference in ("provider", "service", "location"):
            if target := said.pop(reference, None):
                said[f"{reference}_id"] = stable_id(self.source, reference, target)
        return said | {"source": self.source, "source_id": source_id, "import_digest": digest(said)}

"""What could not be read, where and why; and what was read but with a remark."""

from dataclasses import asdict, dataclass, field

KEPT_IN_FULL = 1000


@dataclass(frozen=True)
class Fault:
    file: str
    line: int  # 0: the file as a whole
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


class Refused(Exception):
    """Nothing was imported."""

    def __init__(self, faults: list[Fault], count: int = 0) -> None:
        self.faults = faults
        self.count = count or len(faults)
        super().__init__("; ".join(map(str, faults[:3])))


def refuse(file: str, reason: str, line: int = 0) -> Refused:
    """The whole package cannot be used, not even in part."""
    return Refused([Fault(file, line, reason)])


@dataclass
class Findings:
    """Refused rows one by one; remarks once for each kind, with how many and where first."""

    faults: list[Fault] = field(default_factory=list)
    refused: int = 0
    remarks: dict[tuple[str, str], tuple[int, int]] = field(
        default_factory=dict
    )  # (file, words) → (how many, first line)

    def refuse(self, file: str, line: int, reason: str) -> None:
        self.refused += 1
        if len(self.faults) < KEPT_IN_FULL:
            self.faults.append(Fault(file, line, reason))

    def remark(self, file: str, line: int, words: str) -> None:
        count, first = self.remarks.get((file, words), (0, line))
        self.remarks[file, words] = (count + 1, first)

    def remarks_in_words(self) -> list[str]:
        return [
            f"{file}: {words}" + (f" ({count}, first on line {line})" if line else "")
            for (file, words), (count, line) in self.remarks.items()
        ]

"""Opens a folder, a zip or one file of somebody else, and trusts nothing in it: sizes, names and links are checked first."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from .faults import refuse

LONGEST_LINE = 4 << 20


@dataclass(frozen=True)
class Limits:
    """A country's directory of a million services is about 2 GB of CSV; text packs 5 to 15 times."""

    members: int = 2_000
    member_bytes: int = 2 << 30
    total_bytes: int = 6 << 30
    ratio: int = 100  # of an entry above `ratio_counts_from`
    ratio_counts_from: int = 1 << 20


class Package:
    """Files by their path inside. `open` gives bytes."""

    def __init__(self, name: str, sizes: dict[str, int]) -> None:
        self.name = name
        self.sizes = sizes

    def find(self, *names: str) -> str | None:
        """The path of the file that has one of these names, whichever folder it is in; the outermost first."""
        found = [path for path in self.sizes if PurePosixPath(path).name.lower() in names]
        return min(found, key=lambda path: (path.count("/"), path), default=None)

    def open(self, path: str) -> IO[bytes]:
        raise NotImplementedError


class Zipped(Package):
    def __init__(self, name: str, archive: zipfile.ZipFile, limits: Limits) -> None:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        check_entries(name, entries, limits)
        super().__init__(name, {entry.filename: entry.file_size for entry in entries})
        self.archive = archive

    def open(self, path: str) -> IO[bytes]:
        return self.archive.open(path)


class Folder(Package):
    def __init__(self, root: Path, limits: Limits) -> None:
        super().__init__(root.name, {})
        self.root = root
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root).as_posix()
            if path.is_symlink():
                raise refuse(inside, "is a link; a directory package holds plain files only")
            if path.is_file():
                self.sizes[inside] = path.stat().st_size
        check_sizes(root.name, self.sizes, limits)

    def open(self, path: str) -> IO[bytes]:
        return (self.root / path).open("rb")


class Single(Package):
    def __init__(self, file: Path, limits: Limits) -> None:
        super().__init__(file.name, {file.name: file.stat().st_size})
        self.file = file
        check_sizes(file.name, self.sizes, limits)

    def open(self, path: str) -> IO[bytes]:
        return self.file.open("rb")


@contextmanager
def opened(path: Path, limits: Limits | None = None) -> Iterator[Package]:
    limits = limits or Limits()
    if not path.exists():
        raise refuse(str(path), "there is no such file or folder")
    if path.is_dir():
        yield Folder(path, limits)
    elif not path.is_file():
        raise refuse(str(path), "is neither a file nor a folder")
    elif path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
        with opened_zip(path, limits) as package:
            yield package
    else:
        yield Single(path, limits)


@contextmanager
def opened_zip(path: Path, limits: Limits) -> Iterator[Package]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield Zipped(path.name, archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as broken:
        raise refuse(path.name, f"is a damaged or unusual zip file ({broken})") from None


def check_entries(name: str, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    seen: set[str] = set()
    for entry in entries:
        check_path(entry.filename)
        if entry.filename in seen:
            raise refuse(entry.filename, "is twice in the zip file")
        seen.add(entry.filename)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise refuse(entry.filename, "is a link; a directory package holds plain files only")
        if entry.flag_bits & 0x1:
            raise refuse(entry.filename, "is encrypted")
        if entry.file_size > limits.ratio_counts_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise refuse(entry.filename, f"unpacks to more than {limits.ratio} times its size: a zip bomb")
    check_sizes(name, {entry.filename: entry.file_size for entry in entries}, limits)


def check_sizes(name: str, sizes: dict[str, int], limits: Limits) -> None:
    if len(sizes) > limits.members:
        raise refuse(name, f"holds {len(sizes)} files; at most {limits.members} are read")
    for path, size in sizes.items():
        if size > limits.member_bytes:
            raise refuse(path, f"has {size} bytes; at most {limits.member_bytes} are read")
    if sum(sizes.values()) > limits.total_bytes:
        raise refuse(name, f"has {sum(sizes.values())} bytes unpacked; at most {limits.total_bytes} are read")


def check_path(path: str) -> None:
    """Also for paths that a datapackage.json names."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if not parts or path.startswith(("/", "\\")) or ".." in parts or ":" in path or "\0" in path:
        raise refuse(path, "leads outside the package")


def read_text(package: Package, path: str) -> str:
    """A whole file, for JSON."""
    with package.open(path) as file:
        raw = file.read()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = raw.count(b"\n", 0, broken.start) + 1
        raise refuse(path, f"is not UTF-8 (byte {broken.start + 1} of the file)", line) from None


def lines(package: Package, path: str) -> Iterator[str]:
    """Text lines with their ends kept; what is not UTF-8 is refused by line."""
    with package.open(path) as file:
        for number, raw in enumerate(iter(partial(file.readline, LONGEST_LINE + 1), b""), start=1):
            if len(raw) > LONGEST_LINE:
                raise refuse(path, f"is longer than {LONGEST_LINE} bytes", number)
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                raise refuse(path, "is not UTF-8", number) from None
            if "\0" in line:
                raise refuse(path, "holds a NUL character; is it UTF-16?", number)
            yield line

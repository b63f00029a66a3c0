"""What failed, and where, in a log that holds nothing about a person.

PostgreSQL tells a failing row with its values, and other errors quote what somebody typed. So an exception is written by
its type, its place and what the database says about its own rules; its message is left out.
"""

import logging
import re
from types import TracebackType
from typing import Any

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
OF_THE_DATABASE = ("sqlstate", "schema_name", "table_name", "column_name", "constraint_name")
OPENS = re.compile(r"/(d|my)/[^/\s]+")  # the address of a link is what opens it


class WithoutPeople(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return OPENS.sub(r"/\1/…", super().format(record))

    def formatException(self, ei: Raised) -> str:
        raised, told = ei[1], []
        while raised is not None:
            told.append("\n".join([*places(raised.__traceback__), kind(raised)]))
            raised = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
        return "\nthen raised:\n".join(reversed(told))


def places(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f'  File "{code.co_filename}", line {trace.tb_lineno}, in {code.co_name}')
        trace = trace.tb_next
    return found


def kind(raised: BaseException) -> str:
    """The type, and for an error of the database which of its rules spoke."""
    diagnosis: Any = getattr(raised, "diag", None)
    rules = {name: getattr(diagnosis, name, None) for name in OF_THE_DATABASE}
    words = " ".join(f"{name}={value}" for name, value in rules.items() if value)
    return f"{type(raised).__module__}.{type(raised).__qualname__} {words}".strip()

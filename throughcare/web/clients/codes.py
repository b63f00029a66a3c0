"""The directory's code lists as choices of a form, in the directory's own order."""

from throughcare.network import queries as network

Choices = list[tuple[str, str]]


def languages(now: str = "") -> Choices:
    return with_current("languages", now)


def payers(now: str = "") -> Choices:
    return [("", "Not known"), *with_current("payers", now)]


def service_types(now: str = "") -> Choices:
    return [("", "Not sure yet"), *with_current("types", now)]


def with_current(list_name: str, now: str) -> Choices:
    """What stands on a record stays choosable, even when the list no longer has it."""
    known = network.labels(list_name)
    return [*known.items(), *([] if not now or now in known else [(now, now)])]


def label_of(list_name: str, code: str) -> str:
    return network.labels(list_name).get(code, code)

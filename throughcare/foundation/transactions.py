"""One action is one transaction. An action inside another is part of it: it needs no savepoint of its own."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
_inside: ContextVar[bool] = ContextVar("throughcare_inside_an_action", default=False)


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Whoever catches the refusal of an outermost action finds the transaction as it was before it; refusals of inner ones
    are for the outer action to pass on, never to swallow."""

    @wraps(verb)
    def whole(*said: P.args, **more: P.kwargs) -> R:
        inner = _inside.get()
        token = _inside.set(True)
        try:
            with transaction.atomic(savepoint=not inner):
                return verb(*said, **more)
        finally:
            _inside.reset(token)

    return whole

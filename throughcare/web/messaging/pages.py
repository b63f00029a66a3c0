"""What the page of one client's messages shows."""

from dataclasses import dataclass
from typing import Any

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.messaging import queries

from .forms import OptInForm, WriteForm


@dataclass(frozen=True)
class Wanted:
    route: Any
    opt_in: Any


@dataclass(frozen=True)
class Line:
    message: Any
    name: str


@dataclass(frozen=True)
class Messages:
    client: Any
    wanted: list[Wanted]
    lines: list[Line]
    opt_in_form: OptInForm
    write_form: WriteForm
    may_opt_in: bool


def messages(actor: Actor, client: Any, *, opt_in: Any = None, write: Any = None) -> Messages:
    """The last two: a form that came back with what is wrong."""
    known = queries.opt_ins(actor, client.pk)
    routes = clients.routes(client.pk)
    return Messages(
        client=client,
        wanted=[Wanted(route, known[route.pk]) for route in routes if route.pk in known],
        lines=[Line(one, queries.name_of(one.template)) for one in queries.messages_of(actor, client.pk)],
        opt_in_form=opt_in or OptInForm(routes=choices(client)),
        write_form=write or WriteForm(templates=quiet_words(actor, client)),
        may_opt_in=any(queries.can_be_written_to(route) and route.pk not in known for route in routes),
    )


def choices(client: Any) -> list[tuple[str, str]]:
    routes = clients.routes(client.pk)
    return [(str(one.pk), f"{one.get_kind_display()}: {one.value}") for one in routes if queries.can_be_written_to(one)]


def quiet_words(actor: Actor, client: Any) -> list[tuple[str, str]]:
    """Each template with its words as they will arrive."""
    phone = accounts.organization(actor.org_id).phone
    return [
        (name, f"{queries.name_of(name)}: “{queries.shown(name, client.language, phone)}”")
        for name in queries.for_clients()
    ]

"""Their insurance ended or changed, and how it goes on: on every record of the person, and at once on what is open."""

from datetime import date, datetime

from throughcare.clients import rules
from throughcare.clients.events import CoverageChanged
from throughcare.clients.models import Client
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from .record import records_of_person

FIELDS = ["payer", "uncovered_from", "uncovered_source"]


@action
def lose_coverage(client: Client, *, uncovered_from: date, source: str, actor: Actor, at: datetime) -> Client:
    """From this day on nobody pays as before, as somebody says. The same said twice is said once."""
    if not source.strip():
        raise NotAllowed("Say who says so.")
    words = f"Covered until {uncovered_from.day} {uncovered_from:%B %Y}."
    for record in records_of_person(client):
        if (record.uncovered_from, record.uncovered_source) != (uncovered_from, source.strip()):
            lost = {"uncovered_from": uncovered_from, "uncovered_source": source.strip()}
            write_coverage(record, "lose", words=words, source=source.strip(), at=at, **lost)
    client.refresh_from_db(fields=FIELDS)
    return client


@action
def settle_coverage(
    client: Client, *, covered: str, source: str, actor: Actor, at: datetime, payer: str = ""
) -> Client:
    """Covered again, somebody else pays (`payer`: the directory's code), or it goes on without."""
    if missing := rules.missing_in_coverage(covered, payer=payer):
        raise NotAllowed(missing)
    way = rules.ways_to_be_covered()[covered]
    for record in records_of_person(client):
        if record.uncovered_from:
            paid = {"payer": payer if way["asks_payer"] else way.get("payer", record.payer)}
            said = {"words": f"{way['words']}.", "source": source.strip()}
            write_coverage(record, "settle", at=at, uncovered_from=None, uncovered_source="", **said, **paid)
    client.refresh_from_db(fields=FIELDS)
    return client


def write_coverage(record: Client, step: str, *, words: str, source: str, at: datetime, **fields: object) -> None:
    Client.objects.filter(pk=record.pk).update(**fields)
    audit.wrote("client", record.pk, client_id=record.pk, at=at)
    announce(CoverageChanged(client_id=record.pk, org_id=record.org_id, words=words, source=source, at=at, step=step))

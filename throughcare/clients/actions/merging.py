"""Two records of one person become one by a link, so that it can be taken back to the last byte. No row moves."""

from datetime import datetime
from uuid import UUID

from throughcare.clients import rules
from throughcare.clients.events import ClientMerged, ClientRenamed
from throughcare.clients.models import Client, ClientMerge
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action


@action
def merge(
    kept: Client, other: Client, *, reason: str, actor: Actor, at: datetime, birth_dates_checked: bool = False
) -> Client:
    """`other` is the same person as `kept`, which stays. The same press twice is one merge."""
    kept, other = both_locked(kept.pk, other.pk, actor)
    if other.merged_into_id == kept.pk:
        return kept
    if missing := missing_to_merge(kept, other, reason=reason, birth_dates_checked=birth_dates_checked):
        raise NotAllowed(missing)
    if not Client.objects.filter(pk=other.pk, merged_into=None).update(merged_into=kept):
        raise Overtaken(FASTER)
    write_down(ClientMerge.Kind.MERGE, kept, other, reason=reason, actor=actor, at=at)
    announce(ClientRenamed(client_id=other.pk, org_id=other.org_id, name=kept.name, at=at))
    announce(ClientMerged(client_id=other.pk, kept_id=kept.pk, org_id=other.org_id, at=at))
    return kept


@action
def undo_merge(kept: Client, other: Client, *, actor: Actor, at: datetime, reason: str = "") -> Client:
    """It was somebody else after all: every row is where it always was. The same press twice is one undoing."""
    kept, other = both_locked(kept.pk, other.pk, actor)
    if other.merged_into_id is None:
        return other
    if not Client.objects.filter(pk=other.pk, merged_into=kept).update(merged_into=None):
        raise Overtaken(FASTER)
    write_down(ClientMerge.Kind.UNDO, kept, other, reason=reason, actor=actor, at=at)
    announce(ClientRenamed(client_id=other.pk, org_id=other.org_id, name=other.name, at=at))
    return other


FASTER = "Somebody was faster. Look at both records again."


def both_locked(kept_id: UUID, other_id: UUID, actor: Actor) -> tuple[Client, Client]:
    """In the order of their ids, so that two people who merge the same two wait for each other."""
    if not actor.membership_id:
        raise NotAllowed("A person merges records.")
    rows = (
        Client.objects.filter(org_id=actor.org_id, pk__in=[kept_id, other_id])
        .select_for_update(no_key=True)
        .order_by("id")
    )
    found = {row.pk: row for row in rows}
    if len(found) != 2:
        raise NotAllowed("Two records of your own organization can be merged.")
    return found[kept_id], found[other_id]


def missing_to_merge(kept: Client, other: Client, *, reason: str, birth_dates_checked: bool) -> str:
    has_merged = Client.objects.filter(merged_into=other).exists()
    return rules.missing_to_merge(
        kept, other, reason=reason, birth_dates_checked=birth_dates_checked, other_has_merged=has_merged
    )


def write_down(kind: ClientMerge.Kind, kept: Client, other: Client, *, reason: str, actor: Actor, at: datetime) -> None:
    ClientMerge.objects.create(
        kind=kind, client=other, kept=kept, org_id=other.org_id, by_id=actor.membership_id, by_name=actor.name,
        reason=reason.strip(), at=at,
    )  # fmt: skip
    audit.wrote("client", other.pk, client_id=other.pk, at=at, step=kind.value, to_id=kept.pk)
    audit.wrote("client", kept.pk, client_id=kept.pk, at=at, step=kind.value, to_id=other.pk)

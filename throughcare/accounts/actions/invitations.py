"""Whoever has an account already is asked, and joins only by a yes of their own."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from throughcare.accounts import queries
from throughcare.accounts.models import Desk, Invitation, Membership, Person
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from .notices import tell
from .people import join, known_roles, only_administrators, take_in, was_never_a_member

NOT_OPEN = "This invitation is not open any more."


@action
def invite(
    *, name: str, email: str, roles: Iterable[str], actor: Actor, at: datetime,
    desk: Desk | None = None, password: str | None = None,
) -> Membership | Invitation:  # fmt: skip
    """Somebody new joins with a first password; somebody with an account is asked, and reads it when signed in."""
    only_administrators(actor)
    org = queries.organization(actor.org_id)
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        return join(org=org, name=name, email=email, roles=roles, desk=desk, password=password, actor=actor, at=at)
    was_never_a_member(person, org)
    asked = Invitation(
        org=org, person=person, name=name.strip(), roles=known_roles(roles), desk=desk, by_id=actor.membership_id, asked_at=at
    )  # fmt: skip
    Invitation.objects.bulk_create([asked], ignore_conflicts=True)  # invited twice is invited once
    invitation = Invitation.objects.get(org=org, person=person, answered_at=None)
    audit.wrote("invitation", invitation.pk, at=at)
    for elsewhere in Membership.objects.filter(person=person, active=True):
        tell(
            to=elsewhere, clock_id=invitation.pk, rung=0, subject_kind="invitation", subject_id=invitation.pk,
            kind="invited", clock="invitation", due_at=at, at=at,
        )  # fmt: skip
    return invitation


@action
def accept_invitation(invitation_id: UUID, *, person_id: UUID, at: datetime) -> Membership:
    invitation = answered(invitation_id, "accepted", at=at, person_id=person_id)
    with acting(Actor(org_id=invitation.org_id, person_id=person_id, name=invitation.person.name)):
        membership = take_in(invitation.person, org=invitation.org, roles=invitation.roles, desk=invitation.desk, at=at)
        audit.wrote("membership", membership.pk, at=at)
    return membership


@action
def decline_invitation(invitation_id: UUID, *, person_id: UUID, at: datetime) -> None:
    answered(invitation_id, "declined", at=at, person_id=person_id)


@action
def withdraw_invitation(invitation_id: UUID, *, actor: Actor, at: datetime) -> None:
    only_administrators(actor)
    answered(invitation_id, "withdrawn", at=at, org_id=actor.org_id)
    audit.wrote("invitation", invitation_id, at=at)


def answered(invitation_id: UUID, answer: str, *, at: datetime, **whose: UUID) -> Invitation:
    """Locked, and still open for whoever answers."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("org", "person", "desk")
    invitation = rows.filter(pk=invitation_id, answered_at=None, **whose).first()
    if invitation is None:
        raise NotAllowed(NOT_OPEN)
    Invitation.objects.filter(pk=invitation_id).update(answer=answer, answered_at=at)
    return invitation

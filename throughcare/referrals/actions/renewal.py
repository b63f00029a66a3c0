"""Before a consent that was given for a minor ends, they agree themselves: what is on its way goes on, on their own word."""

from datetime import datetime
from uuid import UUID

from throughcare.consent import actions as consent_actions
from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.referrals.lifecycle import COORDINATOR, ENDED, PREPARED, SENDER, parts_in_handoff
from throughcare.referrals.models import Handoff

from .handoffs import hold_handoff_still
from .sending import must_allow, stand_on
from .withdrawal import WHY, silence

THEMSELVES = "self"


@action
def renew(
    handoff_id: UUID, *, key: UUID, kind: str, given_by: str, feedback: str, actor: Actor, at: datetime
) -> Handoff:
    """They say themselves what may go on being told, to the service that has the package. `key`: the id of the form."""
    handoff = hold_handoff_still(handoff_id)
    if not parts_in_handoff(handoff, actor) & {SENDER, COORDINATOR} or handoff.status in {PREPARED, ENDED}:
        raise NotAllowed("Only what was sent and goes on is agreed again, by the side that sent it.")
    if handoff.basis_id == key:
        return handoff  # pressed twice
    before = consent.basis(actor, handoff.basis_id) if handoff.basis_id else None
    if before is None or before.revoked_at:
        raise NotAllowed("The consent was withdrawn. Ask the service again on a new one.")
    basis = consent_actions.record_basis(
        id=key, client_id=handoff.client_id, kind=kind, recipients=[handoff.service_id], sections=before.sections,
        feedback=feedback, given_by=given_by, given_as=THEMSELVES, actor=actor, at=at,
    )  # fmt: skip
    must_allow(basis, handoff, at=at)
    stand_on(handoff, basis)
    Handoff.objects.filter(pk=handoff.pk).update(basis_id=basis.pk, feedback=handoff.feedback)
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=at)
    if feedback == "nothing" and handoff.to_org_id not in {None, handoff.org_id}:
        silence(handoff, said=WHY["outgrow"], at=at)
    return handoff

"""May this ask be shown to whoever is asked without an account, now? One decision for links, paper and fax."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from throughcare.consent import actions as consent_actions
from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import queries


def package_told(actor: Actor, handoff: Any, *, at: datetime) -> Any:
    """As it was sent, while the basis on which it was sent still allows that; each look is one more telling."""
    basis = consent.basis(actor, handoff.basis_id) if handoff.basis_id else None
    told = {"service_id": handoff.service_id, "legal_kind": handoff.org.legal_kind, "on": timezone.localdate(at)}
    try:
        consent_actions.must_allow(basis, **told)
    except NotAllowed:
        return None
    return queries.package_of(handoff)

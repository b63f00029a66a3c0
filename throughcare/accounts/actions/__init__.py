"""The verbs: people join, get roles, and leave; networks, organizations and desks; what somebody was told."""

from .agreements import end_agreement, say_legal_kind, sign
from .digests import see_to_digest, want_digest
from .founding import found, found_network, found_organization, lead_network
from .invitations import accept_invitation, decline_invitation, invite, withdraw_invitation
from .notices import see_notices, tell, tell_inside
from .people import (
    change_roles,
    choose_policy,
    end_access,
    join,
    lead_desk,
    may_change_view,
    may_set_availability,
    move_view_up,
    open_desk,
    open_public_page,
    remove_view,
    save_view,
    set_availability,
    sign_out_everywhere,
    staff_desk,
)
from .stewards import end_stewardship, name_steward

__all__ = [
    "accept_invitation",
    "change_roles",
    "choose_policy",
    "decline_invitation",
    "end_access",
    "end_agreement",
    "end_stewardship",
    "found",
    "found_network",
    "found_organization",
    "invite",
    "join",
    "lead_desk",
    "lead_network",
    "name_steward",
    "may_change_view",
    "may_set_availability",
    "move_view_up",
    "open_desk",
    "open_public_page",
    "remove_view",
    "save_view",
    "say_legal_kind",
    "see_notices",
    "see_to_digest",
    "set_availability",
    "sign",
    "sign_out_everywhere",
    "staff_desk",
    "tell",
    "tell_inside",
    "withdraw_invitation",
    "want_digest",
]

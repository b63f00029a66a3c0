"""Now and then the program looks for one person on records of two organizations, and asks the network's steward."""

import logging

from django.db import Error
from django.utils.timezone import now

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import acting, system

from . import actions

log = logging.getLogger(__name__)


def look_for_matches() -> int:
    """One organization after the other, each in a transaction of its own; where nobody would be asked, nothing is looked for."""
    at = now()
    for network_id in accounts.networks_with_stewards():
        for org_id in accounts.organizations_in(network_id):
            try:
                with acting(system(org_id)) as program:
                    actions.propose(actor=program, at=at)
            except Error:
                log.exception("records of organization %s were not looked through; the others are", org_id)
    return 0

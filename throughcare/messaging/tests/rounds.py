"""The sender's round inside a test's own transaction, which no worker sees into: what is due at Northside, each sent as always."""

from datetime import datetime

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import acting
from throughcare.messaging.jobs import send_each
from throughcare.messaging.models import Message


def send_due(now: datetime) -> int:
    northside = accounts.as_actor(accounts.membership_by_email("osei@northside.example"))
    with acting(northside):
        due = Message.objects.filter(org_id=northside.org_id, next_at__lte=now).order_by("next_at")
        found = list(due.values_list("id", "org_id"))
    return send_each(found, now)

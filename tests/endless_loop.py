"""Takes one referral after the other from draft to booked, a step a transaction, and prints each step once it is committed.

Started by test_killed_loop.py and killed by it at any moment. Not a test itself.
"""

import sys
from datetime import timedelta

import django

django.setup()

from django.db import Error, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from throughcare.accounts import queries as accounts  # noqa: E402
from throughcare.clients import actions as clients  # noqa: E402
from throughcare.conftest import PACKAGE  # noqa: E402
from throughcare.consent import actions as consent  # noqa: E402
from throughcare.foundation.actor import acting  # noqa: E402
from throughcare.network import queries as network  # noqa: E402
from throughcare.referrals import actions  # noqa: E402
from throughcare.scheduling import actions as scheduling  # noqa: E402


def someone(email):
    return accounts.as_actor(accounts.membership_by_email(email))


def committed(name, subject):
    sys.stdout.write(f"{name} {subject}\n")
    sys.stdout.flush()


def sent(dr_osei, service):
    at = timezone.now()
    with acting(dr_osei):
        maya = clients.register(name="Maya Torres", actor=dr_osei, at=at)
    with acting(dr_osei):
        draft = actions.begin(client_id=maya.pk, need="Trauma therapy", package=PACKAGE, actor=dr_osei, at=at)
    committed("draft", draft.pk)
    with acting(dr_osei):
        actions.take_referral_step(draft.pk, "open", actor=dr_osei, at=at)
        handoff = actions.prepare(draft.pk, service_id=service.pk, choice="hers", actor=dr_osei, at=at)
        basis = consent.record_basis(
            client_id=maya.pk, kind="written_consent", recipients=[service.pk], given_by="Maya", feedback="progress",
            actor=dr_osei, at=at,
        )  # fmt: skip
        actions.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=at)
        actions.send(handoff.pk, actor=dr_osei, at=at)
    committed("send", handoff.pk)
    return handoff


def booked(rosa, handoff):
    at = timezone.now()
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=at)
    committed("accept", handoff.pk)
    with acting(rosa):
        scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id, sender_org_id=handoff.org_id,
            starts_at=at + timedelta(days=2), kind="intake", actor=rosa, at=at,
        )  # fmt: skip
    committed("book", handoff.pk)


while True:
    try:
        dr_osei, rosa = someone("osei@northside.example"), someone("rosa@harbor.example")
        service = network.service_by_source("throughcare-demonstration", "harbor-trauma")
        booked(rosa, sent(dr_osei, service))
    except Error as failure:
        sys.stderr.write(f"{failure}\n")
        connection.close()  # the database was killed: begin the next loop when it is back

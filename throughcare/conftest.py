"""The cast. `acting(person)` is the only way to be someone."""

from datetime import UTC, date, datetime

import pytest

from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.ids import uuid7
from throughcare.network import queries as network
from throughcare.referrals import actions as referrals

NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)  # a Monday, noon at Northside
PACKAGE = {
    "concerns": "Nightmares and panic since the accident in November. Misses school twice a week.",
    "safety": "No thoughts of death. PHQ-9 item 9 was 0 on 2 March.",
    "medical": "Asthma; albuterol when needed.",
    "allergies": "None known",
    "social": "Lives with her aunt. Ninth grade.",
}


@pytest.fixture
def noon() -> datetime:
    return NOON


def someone(email: str) -> Actor:
    membership = accounts.membership_by_email(email)
    assert membership is not None
    return accounts.as_actor(membership)


@pytest.fixture
def dr_osei(db_or_house) -> Actor:
    return someone("osei@northside.example")


@pytest.fixture
def sam(db_or_house) -> Actor:
    return someone("sam@northside.example")


@pytest.fixture
def rosa(db_or_house) -> Actor:
    return someone("rosa@harbor.example")


@pytest.fixture
def ben(db_or_house) -> Actor:
    return someone("ben@harbor.example")


@pytest.fixture
def eve(db_or_house) -> Actor:
    return someone("eve@elsewhere.example")


@pytest.fixture
def db_or_house(request):
    """The test's own committed database where it asked for one, else pytest-django's rolled-back transaction."""
    name = "house" if "house" in request.fixturenames else "db"
    return request.getfixturevalue(name)


@pytest.fixture
def maya(dr_osei, noon):
    with acting(dr_osei):
        client = clients.register(
            name="Maya Torres", born_on=date(2010, 4, 9), language="es", postal_code="33130", payer="medicaid",
            actor=dr_osei, at=noon,
        )  # fmt: skip
        clients.add_route(client, kind="phone", value="305-555-0161", actor=dr_osei, at=noon)
    return client


@pytest.fixture
def harbor_service(db_or_house):
    return network.service_by_source("throughcare-demonstration", "harbor-trauma")


@pytest.fixture
def services(dr_osei, rosa):
    """Two of Harbor's, and one that nobody of the network runs."""
    with acting(dr_osei):
        found = list(network.services_run_by(rosa.org_id)[:2])
        outside = network.service(found[0].pk)
        assert outside is not None
        outside.pk, outside.source_id, outside.run_by, outside.desk = uuid7(), "outside", None, None
        outside.save(force_insert=True)
        return [*found, outside]


@pytest.fixture
def several(refer, dr_osei, maya, harbor_service, noon):
    """Two services asked for Maya by name at once. Answers the referral's id and the two handoffs."""
    other = network.service_by_source("throughcare-demonstration", "harbor-adults")
    assert other is not None

    def several(*, urgency: str = "very_urgent", at=noon):
        first = refer("sent", urgency=urgency, at=at)
        with acting(dr_osei):
            if urgency == "routine":
                said = {"reason": "Maya: whoever is first"}
                referrals.take_referral_step(first.referral_id, "whoever_is_first", said=said, actor=dr_osei, at=at)
            second = referrals.prepare(
                first.referral_id, service_id=other.pk, choice="Whoever is first", actor=dr_osei, at=at
            )
            basis = consent.record_basis(
                client_id=maya.pk, kind="written_consent", recipients=[other.pk], given_by="Maya", feedback="progress",
                actor=dr_osei, at=at,
            )  # fmt: skip
            referrals.share_on(second.pk, basis_id=basis.pk, actor=dr_osei, at=at)
            second = referrals.send(second.pk, actor=dr_osei, at=at)
        return first.referral_id, [first, second]

    return several


@pytest.fixture
def refer(dr_osei, maya, harbor_service, noon):
    """A referral of Maya's, as far as the name says: draft, open, prepared, sent. Answers the referral or the handoff."""

    def refer(
        until: str = "sent",
        *,
        feedback: str = "progress",
        urgency: str = "routine",
        actor: Actor = dr_osei,
        at=noon,
        **more,
    ):
        with acting(actor):
            draft = referrals.begin(
                client_id=maya.pk, need="Trauma therapy", reason="Panic since the accident", urgency=urgency,
                again_reason="She is referred more than once in a test", package=PACKAGE, actor=actor, at=at,
                **more,
            )  # fmt: skip
            if until == "draft":
                return draft
            opened = referrals.take_referral_step(draft.pk, "open", actor=actor, at=at)
            if until == "open":
                return opened
            handoff = referrals.prepare(
                draft.pk, service_id=harbor_service.pk, choice="Maya chose it from three", actor=actor, at=at
            )
            basis = consent.record_basis(
                client_id=maya.pk, kind="written_consent", recipients=[harbor_service.pk], given_by="Maya and her aunt",
                feedback=feedback, actor=actor, at=at,
            )  # fmt: skip
            handoff = referrals.share_on(handoff.pk, basis_id=basis.pk, actor=actor, at=at)
            if until == "prepared":
                return handoff
            return referrals.send(handoff.pk, actor=actor, at=at)

    return refer

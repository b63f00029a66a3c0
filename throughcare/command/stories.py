"""People who are on their way when the demonstration opens: each at another point of the loop, none of them real."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients
from throughcare.clients import queries as client_queries
from throughcare.command import cast
from throughcare.consent import actions as consent
from throughcare.doors import actions as doors
from throughcare.foundation.actor import Actor, acting, system
from throughcare.intake import actions as intake
from throughcare.intake.actions import Left
from throughcare.network import queries as network
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling

PACKAGE = {
    "concerns": "Low mood and poor sleep since the spring; has stopped seeing friends.",
    "safety": "No thoughts of death at the last screen.",
    "medical": "None known",
    "allergies": "None known",
    "social": "Lives with family.",
}

WITH_A_CARD, WORD, CARD = "Peter Holm", "blue boat", UUID("0199a000-0000-7000-8000-00000000ca4d")
LUZ = Left(
    about="me", called="Luz", phone="305-555-0171", language="es", wants_today=True,
    words="No duermo desde hace semanas. Me da miedo salir.",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    name: str
    born_on: date
    language: str
    need: str
    urgency: str
    began: timedelta  # before now
    until: str  # the last step that was taken
    by: str = "osei@northside.example"


STORIES = [
    Story("Tomás Arce", date(1984, 6, 3), "es", "Psychiatric assessment", "urgent", timedelta(days=3), "sent"),
    Story("Lena Kowal", date(2013, 9, 21), "en", "Grief counseling", "routine", timedelta(days=8), "declined"),
    Story("Aisha Noor", date(1991, 1, 30), "en", "Counseling for anxiety", "routine", timedelta(days=6), "accepted"),
    Story("Peter Holm", date(1957, 11, 12), "en", "Counseling after a loss", "soon", timedelta(days=5), "booked"),
    Story("Marisol Vega", date(2001, 2, 14), "es", "Trauma therapy", "routine", timedelta(days=12), "asked"),
    Story("Dev Patel", date(1978, 8, 8), "en", "Counseling for depression", "routine", timedelta(hours=5), "open"),
    Story("Grace Oyelaran", date(1969, 5, 27), "en", "Counseling for carers", "routine", timedelta(days=1), "sent",
          by="sam@northside.example"),
]  # fmt: skip


def tell(*, at: datetime) -> None:
    """Each story once: a person who is known already is left as they are."""
    for story in STORIES:
        teller = someone(story.by)
        with acting(teller):
            known = client_queries.possible_duplicates(teller, name=story.name, born_on=story.born_on)
            if known:
                continue
            handoff = sent(story, teller, at=at - story.began)
        if handoff is not None:
            answered(story, handoff, at=at - story.began + timedelta(hours=3))
            if story.name == WITH_A_CARD:
                with acting(teller):
                    give_card(handoff.client_id, teller, at=at)
    if desk := accounts.help_desk(cast.HELP):
        with acting(system(desk.org_id)) as program:
            intake.knock(LUZ, key=CARD, desk=desk, came_from="", actor=program, at=at - timedelta(hours=1))
    ask_a_steward(at=at)


def give_card(client_id: UUID, teller: Actor, *, at: datetime) -> None:
    """To their own page, with a code that the command can say again: it is worked out from this id."""
    doors.set_secret(client_id, kind="word", said=WORD, actor=teller, at=at)
    doors.issue(
        purpose="client", subject_kind="client", subject_id=client_id, factor="chosen", is_card=True, key=CARD,
        actor=teller, at=at,
    )  # fmt: skip


def ask_a_steward(*, at: datetime) -> None:
    """Sam leads the network, Eve is its data steward, and Harbor has a record of Dev Patel of its own."""
    sam, rosa = someone("sam@northside.example"), someone("rosa@harbor.example")
    with acting(sam):
        if not accounts.network_of(sam).lead_id:
            leader = accounts.membership(sam.membership_id)
            assert leader is not None
            staff.lead_network(leader, at=at)
        if accounts.leads_network(sam):
            staff.name_steward("eve@elsewhere.example", actor=sam, at=at)
    dev = next(story for story in STORIES if story.name == "Dev Patel")
    with acting(rosa):
        if not client_queries.possible_duplicates(rosa, name=dev.name, born_on=dev.born_on):
            record(dev, rosa, at=at)


def someone(email: str) -> Actor:
    membership = accounts.membership_by_email(email)
    assert membership is not None, f"the cast has no {email}"
    return accounts.as_actor(membership)


def record(story: Story, teller: Actor, *, at: datetime):
    client = clients.register(
        name=story.name, born_on=story.born_on, language=story.language, postal_code="33130", actor=teller, at=at
    )
    clients.add_route(client, kind="phone", value="305-555-0170", may_leave_message=True, actor=teller, at=at)
    return client


def sent(story: Story, teller: Actor, *, at: datetime):
    client = record(story, teller, at=at)
    draft = referrals.begin(
        client_id=client.pk, need=story.need, urgency=story.urgency, package=PACKAGE, actor=teller, at=at
    )
    referrals.take_referral_step(draft.pk, "open", actor=teller, at=at)
    if story.until == "open":
        return None
    service = network.service_by_source("throughcare-demonstration", "harbor-adults")
    assert service is not None, "the cast's services are listed first"
    handoff = referrals.prepare(draft.pk, service_id=service.pk, choice="Chosen from three offers", actor=teller, at=at)
    basis = consent.record_basis(
        client_id=client.pk, kind="written_consent", recipients=[service.pk], given_by=story.name, feedback="progress",
        actor=teller, at=at,
    )  # fmt: skip
    referrals.share_on(handoff.pk, basis_id=basis.pk, actor=teller, at=at)
    return referrals.send(handoff.pk, actor=teller, at=at)


def answered(story: Story, handoff, *, at: datetime) -> None:
    rosa = someone("rosa@harbor.example")
    with acting(rosa):
        if story.until == "declined":
            referrals.take_handoff_step(handoff.pk, "decline", decline_reason="age", actor=rosa, at=at)
        if story.until == "asked":
            said = {"reason": "Which evenings are possible?"}
            referrals.take_handoff_step(handoff.pk, "ask", said=said, actor=rosa, at=at)
        if story.until in {"accepted", "booked"}:
            referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=at)
        if story.until == "booked":
            scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id,
                sender_org_id=handoff.org_id, starts_at=at + timedelta(days=7), kind="intake", place="Room 2",
                actor=rosa, at=at,
            )  # fmt: skip

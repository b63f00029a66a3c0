"""The links to one ask, for those who ask: how each stands, what opens it, and who tried."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.doors import queries as doors
from throughcare.doors.queries import Factor, Purpose, State
from throughcare.foundation.actor import Actor
from throughcare.inquiries import queries as inquiries
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.messaging import queries as messaging
from throughcare.network import queries as network
from throughcare.network.actions import may_verify
from throughcare.referrals import queries as referrals
from throughcare.referrals.lifecycle import HANDOFF
from throughcare.web.burden import burden_of
from throughcare.web.find import found

from .chasing import may_be_sent
from .staff_forms import LinkForm, PassphraseForm

BESIDES = {
    Factor.CODE: "It asks for a code, which we tell you by phone.",
    Factor.PASSPHRASE: "It asks for the passphrase that we agreed on.",
    Factor.CALL_BACK: "We call you before it shows more.",
}
STANDS = {
    State.OPEN: "Open",
    State.EXPIRED: "Too old",
    State.SPENT: "Answered, or not needed any more",
    State.REVOKED: "Closed",
}


@dataclass(frozen=True)
class Asked:
    """What is asked of a place that will never sign in."""

    kind: str  # handoff, inquiry, service
    pk: UUID
    service: Any
    is_open: bool
    back: str
    client_id: UUID | None

    @property
    def partner_id(self) -> UUID:
        """The organization behind the service, where the directory knows one."""
        return self.service.provider_id or self.service.pk

    @property
    def purpose(self) -> str:
        return Purpose.LISTING if self.kind == "service" else Purpose.ANSWER

    @property
    def url(self) -> str:
        return reverse(f"{self.kind}-links", args=[self.pk])

    @property
    def address(self) -> str:
        return self.service.email or (self.service.provider.email if self.service.provider else "")

    @property
    def phones(self) -> list[str]:
        listed = self.service.phones or (self.service.provider.phones if self.service.provider else [])
        return [phone["number"] for phone in listed if phone.get("number")]


@dataclass(frozen=True)
class Row:
    link: Any
    stands: str
    is_open: bool
    address: str  # "" where it opens nothing any more
    code: str
    mail: str  # a letter in the mail program of whoever sends it; "" where there is no address
    waits_for_call: bool
    wrong: int
    letter: Any  # the message that carries it; None where it was handed over, or is to be mailed by hand


def asked(actor: Actor, kind: str, pk: UUID) -> Asked:
    """Of ours, and asked of a place outside the network; or a listing, asked whether it is still true. Else not there."""
    if kind == "service":
        service = found(network.service(pk) if may_verify(actor) else None)
        return Asked(kind, pk, service, service.gone_at is None, reverse("service", args=[pk]), None)
    record: Any = found((referrals.handoff if kind == "handoff" else inquiries.inquiry)(actor, pk))
    is_ours = record.org_id == actor.org_id and record.to_org_id is None and referrals.may_refer(actor)
    service = found(network.service(record.service_id) if is_ours else None)
    if kind == "inquiry":
        back = reverse("inquiries", args=[record.referral_id])
        return Asked(kind, pk, service, INQUIRY.is_open(record.status), back, None)
    is_waiting = bool(record.sent_at) and HANDOFF.is_open(record.status)
    return Asked(kind, pk, service, is_waiting, reverse("handoff", args=[pk]), record.client_id)


def page(request: HttpRequest, actor: Actor, ask: Asked, now: Any, **forms: Any) -> dict[str, Any]:
    links = doors.links_of(actor, ask.pk)
    tries = doors.tries_of(actor, [link.pk for link in links])
    wrong = {link.pk: sum(one.link_id == link.pk and not one.was_right for one in tries) for link in links}
    letters = messaging.letters_with(actor, [link.pk for link in links])
    agreed, asker = doors.has_secret(actor, ask.partner_id), accounts.organization(actor.org_id)
    blank = LinkForm(is_named=ask.kind == "handoff", has_passphrase=agreed, address=ask.address)
    is_chased = may_be_sent(actor, ask)
    shown = {
        "ask": ask,
        "rows": [row(request, link, wrong[link.pk], letters.get(link.pk), asker, now=now) for link in links],
        "form": blank if ask.is_open and is_chased else None,
        "is_chased": is_chased,
        "passphrase_form": PassphraseForm() if ask.kind == "handoff" else None,
        "has_passphrase": agreed,
        "burden": burden_of([ask.service.pk]).get(ask.service.pk),
        "now": now,
    }
    return shown | forms


def row(request: HttpRequest, link: Any, wrong: int, letter: Any, asker: Any, *, now: Any) -> Row:
    state = doors.state_of(link, at=now)
    is_open = state == State.OPEN
    by_hand = is_open and link.went_to and letter is None
    rests = is_open and bool(wrong) and bool(doors.resting(link, at=now))
    stands = "Rests: too many wrong words" if rests else STANDS[state]
    return Row(
        link=link, stands=stands, is_open=is_open, address=address(request, link) if is_open else "",
        code=in_threes(doors.phone_code_of(link)) if is_open and link.factor == Factor.CODE else "",
        mail=mail(request, link, asker) if by_hand else "",
        waits_for_call=is_open and link.factor == Factor.CALL_BACK, wrong=wrong, letter=letter,
    )  # fmt: skip


def address(request: HttpRequest, link: Any) -> str:
    return request.build_absolute_uri(reverse("door", args=[doors.token_of(link)]))


def mail(request: HttpRequest, link: Any, asker: Any) -> str:
    """It names nobody, and no care: whoever reads it on the way learns who asks."""
    until = timezone.localdate(link.expires_at)
    lines = [
        f"{asker.name} asks you something. You need no account; it takes about two minutes:",
        address(request, link),
        f"It works until {until.day} {until:%B %Y}. {BESIDES.get(link.factor, '')}".strip(),
        f"Questions? Call us: {asker.phone}" if asker.phone else "",
    ]
    said = urlencode(
        {"subject": f"A question from {asker.name}", "body": "\n\n".join(filter(None, lines))}, quote_via=quote
    )
    return f"mailto:{quote(link.went_to, safe='@')}?{said}"


def in_threes(code: str) -> str:
    """As it is said on the phone."""
    return f"{code[:3]} {code[3:]}"

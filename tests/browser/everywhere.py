"""Every page with something on it, and who looks at it: the ground of the accessibility tests and of the pictures."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from PIL import Image
from worker_role import as_worker

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Network
from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.documents import actions as documents
from throughcare.doors import actions as doors
from throughcare.foundation.actor import NOBODY as NO_ACTOR
from throughcare.foundation.actor import acting, speaking_as, system
from throughcare.foundation.ids import uuid7
from throughcare.identities.jobs import look_for_matches
from throughcare.identities.queries import open_matches
from throughcare.inquiries import actions as inquiries
from throughcare.intake import actions as intake
from throughcare.network import actions as listings
from throughcare.network import queries as network
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling
from throughcare.screening import actions as screening
from throughcare.screening import queries as screens
from throughcare.tray import actions as tray
from throughcare.voices import actions as voices

OSEI, SAM, ROSA, EVE, NOBODY = "Dr. Ama Osei", "Sam Bright", "Rosa Díaz", "Eve Lang", ""
MAYA, WORD = "Maya Torres", "green kite"  # on her own page, by her card and her word
BRIDGE = "Bridge House"  # by its link and the code told on the phone


@dataclass(frozen=True)
class Seen:
    """A page: the name of its picture, who looks, where."""

    name: str
    who: str
    path: str


class House:
    """Maya's referrals, each at another point of the loop, two days old."""

    def __init__(self, *, refer, osei, sam, rosa, now) -> None:
        self.refer, self.osei, self.rosa, self.now = refer, osei, rosa, now
        self.colleague = accounts.membership_by_email("ben@harbor.example").pk
        self.then = now - timedelta(days=2)
        self.draft, self.opened, self.chosen = refer("draft"), refer("open"), refer("prepared")
        self.emergency = refer("prepared", urgency="emergent")
        self.sent, self.asked, self.declined, self.booked, self.treated = (refer("sent") for _ in range(5))
        self.waiting, self.missed, self.left = (refer("sent") for _ in range(3))
        self.held, self.closed = refer("open"), refer("open")
        self.take(self.asked, "ask", said={"reason": "Which school does she go to?"})
        self.take(self.declined, "decline", decline_reason="no_room", said={"reason": "Full until June"})
        for handoff in (self.booked, self.treated):
            self.take(handoff, "accept", conditions="From April")
        self.book(self.booked, "intake", days=1)
        for days, kind in ((-2, "intake"), (-1, "treatment")):
            self.keep(self.book(self.treated, kind, days=days))
        self.take(self.treated, "report", report="She came twice. Nightmares are fewer.")
        self.set_aside()
        self.wait_for_a_place()
        self.left_by_a_colleague(self.left)
        self.inquiry = self.ask_without_a_name(network.services_run_by(rosa.org_id)[0])
        with acting(self.osei):
            self.alike = clients.register(name="Maja Torres", actor=self.osei, at=self.then)
        with acting(self.osei):
            of_maya = {"client": self.draft.client, "actor": self.osei, "at": self.then}
            self.route = clients.add_route(kind="phone", value="305-555-0161", **of_maya)
            self.aunt = clients.add_decision_maker(
                name="Ana Torres", acts_as="guardian", scope=["treatment"], **of_maya
            )
        self.offer_to(sam)
        self.match = self.ask_the_steward(sam)
        self.screened, self.alarming = self.screen(thoughts=0), self.screen(thoughts=1)
        self.asked_for_help = self.somebody_asks_for_help()
        self.bridge = self.outside_the_network()
        self.outside = self.ask_of(self.bridge)
        self.lantern = self.not_chased(sam)
        self.inquiry_outside = self.ask_without_a_name(self.bridge)
        self.claim_a_service()
        self.partner = self.door_of_a_partner()
        self.paper = self.paper_that_came_back()
        self.card = self.card_of_maya(sam)
        self.voice = self.word_of_maya()

    def take(self, handoff, name: str, **facts: Any) -> None:
        with acting(self.rosa):
            referrals.take_handoff_step(handoff.pk, name, actor=self.rosa, at=self.now, **facts)

    def book(self, handoff, kind: str, *, days: int):
        with acting(self.rosa):
            return scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id, sender_org_id=handoff.org_id,
                starts_at=self.now + timedelta(days=days), kind=kind, place="Room 2", actor=self.rosa,
                at=self.then - timedelta(days=1),
            )  # fmt: skip

    def keep(self, visit) -> None:
        with acting(self.rosa):
            scheduling.take_visit_step(visit.pk, "keep", actor=self.rosa, at=self.now)

    def wait_for_a_place(self) -> None:
        for handoff in (self.waiting, self.missed):
            self.take(handoff, "accept")
        self.take(self.waiting, "waitlist", said={"reason": "The spring group is full"})
        with acting(self.rosa):
            late = self.book(self.missed, "intake", days=-1)
            said = {"reason": "Not known"}
            scheduling.take_visit_step(late.pk, "miss", actor=self.rosa, at=self.now, said=said)

    def left_by_a_colleague(self, handoff) -> None:
        """Somebody at Harbor said yes to her, and works there no more."""
        with acting(self.rosa):
            member = staff.join(
                org=accounts.organization(self.rosa.org_id), name="Lee Park", email="lee@harbor.example",
                roles=["receiver"], actor=self.rosa, at=self.then,
            )  # fmt: skip
            lee = accounts.as_actor(accounts.membership(member.pk))
        with acting(lee):
            referrals.take_handoff_step(handoff.pk, "accept", actor=lee, at=self.then)
        with acting(self.rosa):
            staff.end_access(member.pk, actor=self.rosa, at=self.now)

    def ask_without_a_name(self, service):
        with acting(self.osei):
            about = inquiries.About(need="Trauma therapy, evenings", urgency="routine", age_band="13-17", area="331")
            (inquiry,) = inquiries.inquire(
                self.opened.pk, about=about, service_ids=[service.pk], names=[], actor=self.osei, at=self.then
            )
            return inquiry

    def ask_the_steward(self, sam):
        """Harbor has a record of Maya's as well. Eve, who works at neither side, is asked whether it is the same person."""
        with acting(self.rosa):
            known = clients.register(
                name="Maya Torres", born_on=date(2010, 4, 9), postal_code="33125", actor=self.rosa, at=self.then
            )
            clients.add_route(known, kind="phone", value="305-555-0161", actor=self.rosa, at=self.then)
        with acting(sam):
            Network.objects.filter(organizations=sam.org_id).update(lead_id=sam.membership_id)
            staff.name_steward("eve@elsewhere.example", actor=sam, at=self.then)
        with as_worker(), speaking_as(NO_ACTOR):
            look_for_matches()
        with acting(accounts.as_actor(accounts.membership_by_email("eve@elsewhere.example"))) as eve:
            return open_matches(eve)[0]

    def offer_to(self, sam) -> None:
        """Dr. Osei hands one promise over."""
        with acting(self.osei):
            to = accounts.membership(sam.membership_id)
            referrals.offer([self.sent.referral_id], to=to, note="Call after school.", actor=self.osei, at=self.now)

    def somebody_asks_for_help(self):
        desk = accounts.help_desk("bay-area")
        left = intake.Left(about="me", called="Luz", phone="305-555-0188", language="es", words="No duermo.")
        with acting(system(desk.org_id)) as program:
            return intake.knock(left, key=uuid7(), desk=desk, came_from="library", actor=program, at=self.then)

    def outside_the_network(self, name: str = "Bridge House"):
        """Three people none of whom signs in anywhere."""
        with acting(self.osei):
            service = network.service(self.sent.service_id)
            service.pk, service.source_id, service.name = uuid7(), name, name
            service.run_by, service.desk = None, None
            service.save(force_insert=True)
        return service

    def not_chased(self, sam):
        """Lantern House has a system of its own; somebody was sent there."""
        lantern = self.outside_the_network("Lantern House")
        with acting(sam):
            listings.manage_externally(
                lantern.pk, why="They keep a list of their own", said_by="Ines", actor=sam, at=self.then
            )
        self.ask_of(lantern)
        return lantern

    def claim_a_service(self) -> None:
        """Rosa says that Harbor runs Bridge House as well; Sam, who leads the network, is to ask them."""
        with acting(self.rosa):
            desk_id = accounts.first_desk_of(self.rosa.org_id)
            listings.claim(self.bridge.pk, desk_id=desk_id, actor=self.rosa, at=self.then)
            self.own = listings.list_own(
                uuid7(), desk_id=desk_id, place={}, name="Evening group", types=["group"], actor=self.rosa, at=self.then
            )

    def ask_of(self, service):
        opened = self.refer("open")
        with acting(self.osei):
            said = {"actor": self.osei, "at": self.then}
            handoff = referrals.prepare(opened.pk, service_id=service.pk, choice="The only one near", **said)
            basis = consent.record_basis(
                client_id=handoff.client_id, kind="written_consent", recipients=[service.pk], given_by="Maya",
                feedback="progress", **said,
            )  # fmt: skip
            referrals.share_on(handoff.pk, basis_id=basis.pk, **said)
            return referrals.send(handoff.pk, **said)

    def card_of_maya(self, sam):
        whose = {"subject_kind": "client", "subject_id": self.draft.client_id}
        with acting(sam):
            doors.set_secret(self.draft.client_id, kind="word", said=WORD, actor=sam, at=self.now)
            return doors.issue(purpose="client", **whose, factor="chosen", is_card=True, actor=sam, at=self.now)

    def word_of_maya(self):
        whose = voices.Whose(
            client_id=self.draft.client_id, name="Maya", link_id=self.card.link.pk, is_flagged=False, urgency="routine",
            holder_id=self.osei.membership_id,
        )  # fmt: skip
        with acting(system(self.osei.org_id)) as program:
            return voices.say(
                "no_more", whose=whose, subject_kind="referral", subject_id=self.opened.pk, key=uuid7(), actor=program,
                at=self.then, words="I feel better",
            )  # fmt: skip

    def door_of_a_partner(self):
        with acting(self.osei):
            return doors.issue(
                purpose="answer", subject_kind="handoff", subject_id=self.outside.pk, partner_id=self.bridge.pk,
                factor="code", went_to="desk@bridge.example", actor=self.osei, at=self.now,
            )  # fmt: skip

    def paper_that_came_back(self):
        """By fax, with the code of the copy that left."""
        said = {"actor": self.osei, "at": self.now}
        with acting(self.osei):
            copy = documents.make_copy(
                uuid7(), subject_kind="handoff", subject_id=self.outside.pk, client_id=self.outside.client_id,
                recipient="Bridge House", number="305-555-0199", back_to="305-555-0101", **said,
            )  # fmt: skip
            documents.say_delivered(uuid7(), copy_id=copy.pk, outcome="sent", **said)
            page = io.BytesIO()
            Image.new("1", (1275, 1650), 1).save(page, "PNG")
            desk_id = accounts.first_desk_of(self.osei.org_id)
            arrival = tray.put_in(page.getvalue(), way="folder", name="fax.png", desk_id=desk_id, **said)
            return tray.match(arrival.pk, code=copy.code, **said)

    def set_aside(self) -> None:
        until = self.now.date() + timedelta(days=20)
        with acting(self.osei):
            referrals.take_referral_step(
                self.held.pk, "hold", wake_on=until, waiting_on="family", said={"reason": "Her aunt is away"},
                actor=self.osei, at=self.now,
            )  # fmt: skip
            referrals.take_referral_step(
                self.closed.pk, "close", closure="declined", said={"reason": "She feels better and asked us to stop"},
                actor=self.osei, at=self.now,
            )  # fmt: skip

    def screen(self, *, thoughts: int):
        phq9 = screens.instrument("phq-9")
        answers = {item.link_id: item.answers[1].code for item in phq9.items}
        last = phq9.items[8]
        answers[last.link_id] = last.answers[thoughts].code
        with acting(self.osei):
            return screening.record(
                client_id=self.draft.client_id, instrument=phq9, answers=answers,
                asking=screening.Asking(asked_alone=True), actor=self.osei, at=self.now,
            )  # fmt: skip


def pages_of(house: House, *, signal: Any, service: Any) -> list[Seen]:
    doors = {
        "sign-in": "/accounts/login/", "password-forgotten": "/accounts/password/reset/",
        "by-invitation": "/accounts/signup/", "styleguide": "/styleguide/",
        "door": f"/d/{house.partner.token}/", "my": "/my/", "my-link": f"/my/{house.card.token}/",
        "help-nowhere": "/help/", "help": "/help/bay-area/",
        "help-me": "/help/bay-area/me/", "help-someone": "/help/bay-area/someone/",
    }  # fmt: skip
    client = f"/clients/{house.draft.client_id}/"
    sending = {
        "worklist": "/", "calls": "/calls/", "today": "/today/",
        "clients": "/clients/", "register": "/clients/new/", "client": client,
        "phq-9": f"{client}screens/phq-9/", "gad-7": f"{client}screens/gad-7/", "screen": f"/screens/{house.screened.pk}/",
        "signal": f"/signals/{signal}/", "need": f"{client}referrals/new/", "draft": f"/drafts/{house.draft.pk}/",
        "draft-need": f"/drafts/{house.draft.pk}/need/", "choose": f"/drafts/{house.draft.pk}/services/",
        "sharing": f"/handoffs/{house.chosen.pk}/sharing/", "emergency": f"/handoffs/{house.emergency.pk}/sharing/",
        "directory": "/directory/", "directory-found": "/directory/?q=trauma&near=33130", "directory-none": "/directory/?q=zebra",
        "service": f"/directory/services/{service.pk}/", "told": "/notices/", "nothing-here": "/nothing-here/",
        "referral-open": f"/referrals/{house.opened.pk}/", "referral-held": f"/referrals/{house.held.pk}/",
        "referral-closed": f"/referrals/{house.closed.pk}/",
    }  # fmt: skip
    sending |= {
        "twice": f"{client}merge/{house.alike.pk}/", "put-right": f"{client}correct/",
        "route-put-right": f"{client}routes/{house.route.pk}/", "decides-put-right": f"{client}decision-makers/{house.aunt.pk}/",
        "promises": "/promises/", "hand-over": "/hand-over/", "availability": "/availability/", "digest": "/digest/",
        "ask-several": f"/referrals/{house.opened.pk}/inquiries/new/", "answers": f"/referrals/{house.opened.pk}/inquiries/",
    }  # fmt: skip
    sending |= {
        "client-messages": f"{client}messages/",
        "own-page": f"{client}own-page/", "card": f"{client}own-page/links/{house.card.link.pk}/card/",
        "voice": f"/voices/{house.voice.pk}/", "links-of-an-ask": f"/handoffs/{house.outside.pk}/links/",
        "links-of-a-question": f"/inquiries/{house.inquiry_outside.pk}/links/",
        "call-of-an-ask": f"/handoffs/{house.outside.pk}/call/", "places": "/calls/places/",
        "call-of-a-question": f"/inquiries/{house.inquiry_outside.pk}/call/",
        "call-of-a-place": f"/calls/places/{house.lantern.pk}/",
        "link-sheet": f"/links/{house.partner.link.pk}/sheet/",
    }  # fmt: skip
    sending |= {
        "copies": f"/handoffs/{house.outside.pk}/paper/", "copies-of-a-question": f"/inquiries/{house.inquiry_outside.pk}/paper/",
        "reply-copies": f"/handoffs/{house.treated.pk}/reply/",
        "tray": "/tray/", "paper": f"/tray/{house.paper.pk}/",
    }  # fmt: skip
    own = {
        "my-page": "/my/page/", "my-shared": "/my/page/more/",
        "my-word": reverse("my-say", args=["no_more", house.opened.pk]),
    }  # fmt: skip
    walked = ("chosen", "sent", "asked", "declined", "booked", "treated", "waiting", "missed")
    asks = {name: getattr(house, name) for name in walked}
    sending |= {f"referral-{name}": f"/referrals/{ask.referral_id}/" for name, ask in asks.items()}
    sending |= {f"handoff-{name}": f"/handoffs/{ask.pk}/" for name, ask in asks.items()}
    coordinating = {
        "all-of-northside": "/?view=all", "administration": "/administration/", "organizations": "/organizations/",
        "sign-ins": "/accounts/sessions/", "password": "/accounts/password/change/", "email": "/accounts/email/",
        "second-factor": "/accounts/2fa/", "app-for-codes": "/accounts/2fa/totp/activate/", "passkeys": "/accounts/2fa/webauthn/",
        "once-more": "/accounts/reauthenticate/", "handed": "/handed/",
        "help-request": f"/help-requests/{house.asked_for_help.pk}/", "help-requests": "/help-requests/",
        "our-network": "/our-network/", "stewards": "/stewards/", "stewards-counted": "/stewards/?count=1", "burden": "/burden/",
        "call-of-a-listing": f"/directory/services/{house.bridge.pk}/call/",
        "service-not-chased": f"/directory/services/{house.lantern.pk}/",
        "links-of-a-service": f"/directory/services/{service.pk}/links/",
    }  # fmt: skip
    receiving = {
        "inbox": "/?view=desk", "receiver-told": "/notices/", "question-without-a-name": f"/inquiries/{house.inquiry.pk}/",
        "our-services": "/our-services/", "list-a-service": "/our-services/new/",
        "change-listing": f"/our-services/{house.own.pk}/listing/",
        "waiting-lists": "/waiting/", "waiting-list": f"/waiting/{house.waiting.service_id}/",
        "call-of-a-client": f"/handoffs/{house.treated.pk}/call/client/",
        "left-alone": "/left/", "past-asks": "/past-asks/", "availability-of-a-colleague": f"/availability/{house.colleague}/",
    }  # fmt: skip
    receiving |= {f"receiver-{name}": f"/handoffs/{ask.pk}/" for name, ask in asks.items() if name != "chosen"}
    stewarding = {"empty-worklist": "/", "matches": "/same-person/", "match": f"/same-person/{house.match.pk}/"}
    walks = [
        (NOBODY, doors),
        (OSEI, sending),
        (SAM, coordinating),
        (MAYA, own),
        (BRIDGE, {"partner": f"/d/{house.partner.token}/"}),
        (ROSA, receiving),
        (EVE, stewarding),
    ]
    return [Seen(name, who, path) for who, paths in walks for name, path in paths.items()]

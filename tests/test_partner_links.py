"""A partner without an account: a link, what must be shown besides it, one press, thank you. Looking changes nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from throughcare.consent import actions as consent
from throughcare.consent import queries as bases
from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.inquiries import actions as inquiries
from throughcare.inquiries import queries as questions
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries as loops
from throughcare.referrals.models import HandoffStep
from throughcare.scheduling import queries as scheduling

A_FILTER = {"User-Agent": "LinkScanner/1.0", "Purpose": "prefetch", "Sec-Purpose": "prefetch"}


class Partner:
    """Somebody with a link and a browser."""

    def __init__(self, issued):
        self.path, self.code, self.browser = f"/d/{issued.token}/", links.phone_code_of(issued.link), Browser()

    def look(self, **headers) -> str:
        self.answer = self.browser.get(self.path, headers=headers)
        return text(self.answer)

    def enter(self, said=None) -> str:
        self.answer = self.browser.post(f"{self.path}in/", {"said": said or self.code}, follow=True)
        return text(self.answer)

    def press(self, name, **said) -> str:
        """As the form on the page would be sent: with its hidden fields."""
        html = self.browser.get(self.path).content.decode()
        form = next(f for f in re.findall(r"<form.*?</form>", html, re.S) if f"{self.path}steps/{name}/" in f)
        action = re.search(r'action="([^"]+)"', form)[1].replace("&amp;", "&")
        hidden = dict(re.findall(r'type="hidden" name="(\w+)"(?: value="([^"]*)")?', form))
        self.sent = (action, hidden | said)
        return self.send_again()

    def send_again(self) -> str:
        self.answer = self.browser.post(*self.sent, follow=True)
        return text(self.answer)


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def status_of(actor, handoff) -> str:
    with acting(actor):
        return loops.handoff(actor, handoff.pk).status


def last_step(actor, handoff):
    with acting(actor):
        return HandoffStep.objects.filter(record_id=handoff.pk).order_by("-at", "-id").first()


def test_the_first_page_says_who_asks_and_nothing_about_anybody(asked_of_bridge, link_to, maya):
    partner = Partner(link_to(asked_of_bridge()))

    html = partner.look()

    assert "Northside" in html and "tel:" in html and partner.answer.status_code == 200
    for word in (maya.name, "Maya", "Torres", "therapy", "Trauma", "Bridge House", "referral", "care team", "TC-"):
        assert word not in html, word
    assert partner.answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in partner.answer.headers["X-Robots-Tag"] and partner.answer.headers["Cache-Control"] == "no-store"
    assert not partner.browser.cookies, "no cookie before a press"
    assert re.search(r"<title>Throughcare</title>", html)


def test_a_code_told_by_phone_shows_the_package_and_yes_is_one_press(asked_of_bridge, link_to, maya, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))

    shown = partner.enter()
    assert "Maya" in shown and "Nightmares and panic" in shown
    thanks = partner.press("accept", conditions="Mornings only")

    assert "You said yes to Maya" in thanks and "give them a first time" in thanks
    assert status_of(dr_osei, handoff) == "accepted"
    step = last_step(dr_osei, handoff)
    assert (step.name, step.route, step.said_by, step.by_id) == ("accept", "link", "Bridge House", None)
    assert step.reason == "Mornings only"


def test_the_only_cookie_is_a_pass_for_twenty_minutes_that_tells_nothing(asked_of_bridge, link_to, maya):
    partner = Partner(link_to(asked_of_bridge()))
    partner.enter()

    assert set(partner.browser.cookies) == {"door"}
    cookie = partner.browser.cookies["door"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (partner.path, True, "Lax")
    assert int(cookie["max-age"]) == 20 * 60 and str(maya.pk) not in cookie.value and maya.pk.hex not in cookie.value


def test_what_cannot_wait_says_to_call(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    with acting(dr_osei):
        type(handoff).objects.filter(pk=handoff.pk).update(urgency="very_urgent")
    partner = Partner(link_to(handoff))

    assert "This cannot wait." in partner.enter() and "tel:305-555-0110" in text(partner.answer)


def test_a_no_with_its_reason_and_day_is_thanked(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    until = timezone.localdate() + timedelta(days=40)

    thanks = partner.press("decline", decline_reason="no_room", full_until=until.isoformat())

    assert "You said no. Thank you" in thanks or "Thank you. Nothing more is needed" in thanks
    assert status_of(dr_osei, handoff) == "ended"
    with acting(dr_osei):
        assert loops.cooling_off(dr_osei.org_id, [handoff.service_id], on=timezone.localdate()) == {
            handoff.service_id: until
        }


def test_a_question_goes_to_the_side_that_asked(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()

    assert "You asked" in partner.press("ask", reason="Does she have a key worker?")
    with acting(dr_osei):
        assert loops.handoff(dr_osei, handoff.pk).question == "Does she have a key worker?"


def test_the_answer_to_a_question_stands_behind_the_same_link(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    partner.press("ask", reason="Does she have a key worker?")
    with acting(dr_osei):
        said = {"reason": "Yes, Mr. Lund at her school."}
        referrals.take_handoff_step(handoff.pk, "answer", actor=dr_osei, at=timezone.now(), said=said)

    html = partner.look()

    assert "Does she have a key worker?" in html and "Northside Family Health answers" in html
    assert "Mr. Lund at her school" in html and "steps/accept/" in html


def test_a_press_that_is_sent_again_after_all_is_over_changes_nothing(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    issued = link_to(handoff)
    partner = Partner(issued)
    partner.enter()
    partner.press("decline", decline_reason="no_room")

    assert "You said no. Thank you for answering." in partner.send_again() and partner.answer.status_code == 200
    replayed = Browser().post(*partner.sent, follow=True)
    assert "Thank you. Nothing more is needed." in text(replayed) and "Maya" not in text(replayed)
    assert last_step(dr_osei, handoff).name == "decline"


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()

    refused = partner.press("decline", reason="We move house")

    assert partner.answer.status_code == 422 and "Choose the reason" in refused and "We move house" in refused
    assert status_of(dr_osei, handoff) == "sent"


def test_a_time_was_given_and_later_they_came(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    partner.press("accept")
    tomorrow = timezone.localtime() + timedelta(days=1)

    booked = partner.press("book", kind="intake", starts_at=f"{tomorrow:%Y-%m-%dT%H:%M}")
    assert "has a time with you" in booked and "steps/keep/" not in booked
    with acting(dr_osei):
        [visit] = scheduling.visits_of(handoff.pk)
        type(visit).objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(hours=1))

    assert "You have seen Maya" in partner.press("keep")
    assert "is in care with you" in partner.press("begin_treatment")
    assert last_step(dr_osei, handoff).route == "link"


def test_a_link_goes_on_working_until_after_the_visit(asked_of_bridge, link_to, dr_osei):
    issued = link_to(asked_of_bridge())
    partner = Partner(issued)
    partner.enter()
    partner.press("accept")
    in_two_months = timezone.localtime() + timedelta(days=60)

    partner.press("book", kind="intake", starts_at=f"{in_two_months:%Y-%m-%dT%H:%M}")

    assert links.open(issued.token, at=in_two_months + timedelta(days=20)).state == "open"
    assert links.open(issued.token, at=in_two_months + timedelta(days=22)).state == "expired"


def test_they_did_not_come_and_are_looked_for(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    partner.press("accept")
    tomorrow = timezone.localtime() + timedelta(days=1)
    partner.press("book", kind="intake", starts_at=f"{tomorrow:%Y-%m-%dT%H:%M}")
    with acting(dr_osei):
        [visit] = scheduling.visits_of(handoff.pk)
        type(visit).objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(hours=1))

    assert "did not come. Thank you for telling us" in partner.press("miss", reason="Not known")


def test_that_they_came_can_be_said_where_nobody_told_of_a_time(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    partner.press("accept")
    yesterday = timezone.localtime() - timedelta(days=1)

    partner.press("came", kind="treatment", starts_at=f"{yesterday:%Y-%m-%dT%H:%M}")
    again = partner.send_again()

    assert "is in care with you" in again
    with acting(dr_osei):
        assert [visit.status for visit in scheduling.visits_of(handoff.pk)] == ["kept"]


def test_where_the_client_lets_nobody_know_nothing_is_asked_after_the_yes(asked_of_bridge, link_to):
    partner = Partner(link_to(asked_of_bridge("nothing")))
    partner.enter()

    after = partner.press("accept")

    assert not re.search(r"steps/(book|came|keep|begin_treatment|finish)/", after)
    assert "no more is asked here" in after and "steps/hand_back/" in after


def test_the_same_press_sent_twice_is_one_step(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    partner.press("accept")

    assert "You said yes to Maya" in partner.send_again() and partner.answer.status_code == 200
    with acting(dr_osei):
        names = [s.name for s in loops.timeline_of_handoff(loops.handoff(dr_osei, handoff.pk))]
    assert names.count("accept") == 1


def test_only_the_first_of_two_at_the_same_place_answers(house, asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    issued = link_to(handoff)
    both = [Partner(issued), Partner(issued)]
    start = Barrier(2)

    def answer(partner, name, said):
        try:
            form = form_of(partner, name) | said
            start.wait()
            return partner.browser.post(f"{partner.path}steps/{name}/", form)
        finally:
            connections.close_all()

    for partner in both:
        partner.enter()
    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(answer, both, ["accept", "decline"], [{}, {"decline_reason": "no_room"}]))

    assert sorted(one.status_code for one in answers) in ([302, 302], [302, 422])
    with acting(dr_osei):
        names = [step.name for step in loops.timeline_of_handoff(loops.handoff(dr_osei, handoff.pk))]
    assert ("accept" in names) != ("decline" in names)


def form_of(partner, name) -> dict[str, str]:
    html = partner.browser.get(partner.path).content.decode()
    form = next(f for f in re.findall(r"<form.*?</form>", html, re.S) if f"/steps/{name}/" in f)
    return dict(re.findall(r'type="hidden" name="(\w+)"(?: value="([^"]*)")?', form))


def test_a_question_without_a_name_needs_no_second_factor(refer, maya, dr_osei, bridge, link_to):
    referral = refer("open", at=timezone.now())
    about = inquiries.About(need="Trauma therapy", urgency="routine", age_band="13-17")
    with acting(dr_osei):
        [inquiry] = inquiries.inquire(
            referral.pk, about=about, service_ids=[bridge.pk], names=[maya.name], actor=dr_osei, at=timezone.now()
        )
    partner = Partner(link_to(inquiry, "inquiry", "none"))
    assert "Trauma" not in partner.look()
    assert "Trauma therapy" in partner.enter()

    thanks = partner.press("say_yes", from_on=(timezone.localdate() + timedelta(days=9)).isoformat())

    assert "You said that you have room" in thanks
    with acting(dr_osei):
        assert questions.inquiry(dr_osei, inquiry.pk).status == "offered"


def test_documents_of_the_package_can_be_read_and_no_others(refer, dr_osei, maya, bridge, link_to):
    at = timezone.now() - timedelta(hours=1)
    draft = refer("draft", at=at)
    key, other = uuid7(), uuid7()
    with acting(dr_osei):
        referrals.attach(
            key, referral_id=draft.pk, kind="letter", name="letter.txt", raw=b"Dear all", actor=dr_osei, at=at
        )
        agreed = {"kind": "written_consent", "given_by": "Maya", "feedback": "progress"}
        handoff = referrals.send_draft(
            draft.pk, service_id=bridge.pk, choice="Near", agreed=agreed, actor=dr_osei, at=at
        )
    partner = Partner(link_to(handoff))
    assert partner.browser.get(f"{partner.path}papers/{key}/").status_code == 404, "not before the second factor"
    partner.enter()

    assert partner.browser.get(f"{partner.path}papers/{key}/").content == b"Dear all"
    assert partner.browser.get(f"{partner.path}papers/{other}/").status_code == 404


# --- in the wrong hands


@pytest.mark.parametrize("verb", ["get", "head", "options", "put", "delete", "patch"])
def test_a_mail_filter_that_opens_links_changes_nothing(asked_of_bridge, link_to, dr_osei, verb):
    handoff = asked_of_bridge()
    issued = link_to(handoff)
    before = last_step(dr_osei, handoff).pk
    addresses = ["", "in/", "call/", "new/", "out/", "steps/accept/", "steps/decline/?decline_reason=no_room"]

    for address in addresses:
        answer = getattr(Browser(), verb)(f"/d/{issued.token}/{address}", headers=A_FILTER)
        assert answer.status_code in {200, 405}

    assert last_step(dr_osei, handoff).pk == before and status_of(dr_osei, handoff) == "sent"
    with acting(dr_osei):
        link = links.link(dr_osei, issued.link.pk)
        assert link.call_wanted_at is None and links.tries_of(dr_osei, [link.pk]) == []
    assert "Maya" in Partner(issued).enter(), "and the link goes on working"


def test_a_forwarded_link_reads_and_does_nothing(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    issued = link_to(handoff)
    holder, stranger = Partner(issued), Partner(issued)
    holder.enter()

    assert "Maya" not in stranger.look() and "Maya" not in stranger.enter("000000")
    assert stranger.answer.status_code == 422 and "That is not the code" in text(stranger.answer)
    html = text(stranger.browser.post(f"{stranger.path}steps/accept/", {"seen": "sent"}, follow=True))
    assert "Maya" not in html and status_of(dr_osei, handoff) == "sent"


def test_a_form_that_another_page_sends_does_nothing(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()

    for proof in ({}, {"csrfmiddlewaretoken": "0" * 64}):
        partner.browser.post(f"{partner.path}steps/accept/", {"seen": "sent"} | proof)

    assert status_of(dr_osei, handoff) == "sent"


def test_the_pass_of_one_link_opens_no_other(asked_of_bridge, link_to, dr_osei, refer):
    first, second = Partner(link_to(asked_of_bridge())), Partner(link_to(refer("sent")))
    first.enter()
    second.browser.cookies["door"] = first.browser.cookies["door"].value

    assert "asks you something" in second.look()


def test_after_twenty_minutes_the_code_is_asked_for_again(asked_of_bridge, link_to, monkeypatch):
    import time

    partner = Partner(link_to(asked_of_bridge()))
    partner.enter()
    later = time.time() + 21 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert "Maya" not in partner.look()


def test_whoever_closes_the_page_leaves_nothing_open(asked_of_bridge, link_to):
    partner = Partner(link_to(asked_of_bridge()))
    partner.enter()

    partner.browser.post(f"{partner.path}out/")

    assert "Maya" not in partner.look()


# --- links that open nothing any more


def test_each_link_that_opens_nothing_says_what_to_do(asked_of_bridge, link_to, dr_osei):
    now = timezone.now()
    spent, revoked = link_to(asked_of_bridge()), link_to(asked_of_bridge())
    expired = link_to(asked_of_bridge(), at=now - timedelta(days=30))
    with acting(dr_osei):
        doors.spend(spent.link.pk, actor=dr_osei, at=now)
        doors.revoke(revoked.link.pk, actor=dr_osei, at=now)

    said = {
        200: (spent.token, "Nothing more is needed"),
        410: (revoked.token, "This link is closed"),
        404: ("A" * 43, "This link opens nothing"),
    }
    for status, (token, words) in said.items():
        answer = Browser().get(f"/d/{token}/")
        assert (answer.status_code, words in text(answer), "Maya" in text(answer)) == (status, True, False)
        assert Browser().post(f"/d/{token}/in/", {"said": "123456"}).status_code == status
        assert Browser().post(f"/d/{token}/steps/accept/").url == f"/d/{token}/"
    html = text(Browser().get(f"/d/{expired.token}/"))
    assert "too old" in html and "Send a new link" in html and "bridge.example" not in html


def test_a_new_link_goes_only_to_the_address_that_we_have(asked_of_bridge, link_to, dr_osei):
    old = link_to(asked_of_bridge(), at=timezone.now() - timedelta(days=30))

    told = text(Browser().post(f"/d/{old.token}/new/", {"went_to": "thief@elsewhere.example"}))

    with acting(dr_osei):
        new = links.links_of(dr_osei, old.link.subject_id)[0]
    assert new.pk != old.link.pk and new.went_to == "desk@bridge.example"
    assert links.token_of(new) not in told and "bridge.example" not in told
    assert "This link is closed" in text(Browser().get(f"/d/{old.token}/"))
    Browser().post(f"/d/{old.token}/new/")
    with acting(dr_osei):
        assert links.links_of(dr_osei, old.link.subject_id)[0].pk == new.pk, "once"


def test_one_that_works_is_not_renewed(asked_of_bridge, link_to, dr_osei):
    issued = link_to(asked_of_bridge())
    Browser().post(f"/d/{issued.token}/new/")
    assert "asks you something" in Partner(issued).look()


def test_a_client_link_is_no_partner_link(maya, dr_osei):
    with acting(dr_osei):
        doors.set_secret(maya.pk, kind="word", said="Rio Verde", actor=dr_osei, at=timezone.now())
        hers = doors.issue(
            purpose="client", subject_kind="client", subject_id=maya.pk, factor="chosen", actor=dr_osei,
            at=timezone.now(),
        )  # fmt: skip
    assert "opens nothing" in text(Browser().get(f"/d/{hers.token}/"))


def test_consent_that_was_taken_back_shows_nothing_more(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    with acting(dr_osei):
        consent.withdraw(bases.basis(dr_osei, handoff.basis_id), actor=dr_osei, at=timezone.now())

    html = partner.look()

    assert "Maya" not in html and "steps/" not in html


def test_consent_that_ran_out_shows_nothing_more(asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    partner = Partner(link_to(handoff))
    partner.enter()
    with acting(dr_osei):
        basis = bases.basis(dr_osei, handoff.basis_id)
        yesterday = timezone.localdate() - timedelta(days=1)
        type(basis).objects.filter(pk=basis.pk).update(until_on=yesterday)

    assert "Maya" not in partner.look() and "Please call Northside" in text(partner.answer)


def test_a_call_back_lets_in_only_while_we_speak(asked_of_bridge, link_to, dr_osei):
    issued = link_to(asked_of_bridge(), factor="call_back")
    partner = Partner(issued)
    assert "Please call us" in partner.look()
    assert "We call you" in text(partner.browser.post(f"{partner.path}call/"))
    assert "We have not spoken with you yet" in partner.enter()

    with acting(dr_osei):
        doors.called_back(issued.link.pk, actor=dr_osei, at=timezone.now())

    assert "Maya" in partner.enter()
    assert "Maya" not in Partner(issued).enter(), "once"


def test_the_page_asks_the_database_a_bounded_number_of_questions(asked_of_bridge, link_to):
    partner = Partner(link_to(asked_of_bridge()))
    neutral = how_many(partner.look)
    partner.enter()

    assert neutral <= 3, "the door, and who asks"
    assert how_many(partner.look) <= 14


def how_many(act) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    questions = [query["sql"] for query in asked if query["sql"].lower().startswith("select")]
    return len([sql for sql in questions if "set_config" not in sql])

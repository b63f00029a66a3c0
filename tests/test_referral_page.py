"""The sending side's page of a referral."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.queries import organization
from throughcare.foundation.actor import acting
from throughcare.foundation.audit.models import AuditEntry
from throughcare.referrals import actions, queries


@pytest.fixture
def opened(refer):
    return refer("open", at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def sent(refer):
    return refer("sent", at=timezone.now() - timedelta(hours=1))


def at(name, *args):
    return reverse(name, args=args)


def text(response) -> str:
    return response.content.decode()


def on_hold(days=7, **more):
    wake_on = timezone.localdate() + timedelta(days=days)
    return {"seen": "open", "wake_on": wake_on.isoformat(), "waiting_on": "client", "reason": "Exams first", **more}


def test_the_page_says_who_holds_it_and_whose_turn_it_is(visit, dr_osei, sent):
    html = text(visit(dr_osei, "get", at("referral", sent.referral_id)))

    assert f"{sent.service_name} has been asked for Maya Torres." in html
    assert "You answer for Maya Torres." in html and "answers yes, no, or a question" in html
    assert 'data-size="big"' in html and "chose" in html and "Maya chose it from three" in html
    assert "What is going on" in html, "what was shared"


def test_what_was_sent_is_not_written_any_more(visit, dr_osei, sent):
    assert at("draft", sent.referral_id) not in text(visit(dr_osei, "get", at("referral", sent.referral_id)))


def test_the_title_names_nobody(visit, dr_osei, sent):
    html = text(visit(dr_osei, "get", at("referral", sent.referral_id)))

    title = html.split("<title>")[1].split("</title>")[0]
    assert title.startswith("Referral ") and "Maya" not in title


def test_a_draft_has_a_page_of_its_own(visit, dr_osei, refer):
    draft = refer("draft")

    response = visit(dr_osei, "get", at("referral", draft.pk))

    assert response.status_code == 302 and response["Location"] == at("draft", draft.pk)


def test_the_next_thing_to_do_is_a_link(visit, dr_osei, opened):
    html = text(visit(dr_osei, "get", at("referral", opened.pk)))

    assert at("draft-services", opened.pk) in html and at("draft", opened.pk) in html


def test_a_referral_is_put_on_hold_in_place(visit, dr_osei, opened):
    response = visit(dr_osei, "post", at("referral-step", opened.pk, "hold"), on_hold(), htmx=True)

    assert response.status_code == 200 and response["HX-Trigger"] == "referral-moved"
    assert 'data-status="on_hold"' in text(response) and "<main" not in text(response)
    assert "Exams first" in text(response)


def test_the_same_works_without_javascript(visit, dr_osei, opened):
    response = visit(dr_osei, "post", at("referral-step", opened.pk, "hold"), on_hold(), follow=True)

    assert response.redirect_chain == [(at("referral", opened.pk), 302)]
    assert "<main" in text(response) and "On hold for Maya Torres until " in text(response)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_step_says_why_beside_it_and_keeps_what_was_typed(visit, dr_osei, opened, htmx):
    response = visit(dr_osei, "post", at("referral-step", opened.pk, "hold"), on_hold(days=90), htmx=htmx)

    html = text(response)
    assert response.status_code == 422
    assert "On hold is for at most 30 days" in html and 'role="alert"' in html and "Exams first" in html
    assert ("<main" in html) is not htmx


def test_what_another_referral_shared_with_the_same_service_is_not_told_here(visit, dr_osei, refer, sent):
    refer("sent")

    page = visit(dr_osei, "get", at("referral", sent.referral_id)).context["shown"]

    assert [row.to for row in page.shared] == [sent.service_name]


@pytest.mark.parametrize("htmx", [True, False])
def test_someone_was_faster(visit, dr_osei, sam, opened, htmx):
    with acting(sam):
        actions.take_referral_step(
            opened.pk, "close", actor=sam, at=timezone.now(), said={"reason": "x"}, closure="unknown"
        )

    response = visit(dr_osei, "post", at("referral-step", opened.pk, "hold"), on_hold(), htmx=htmx)

    assert response.status_code == 422
    assert f"{sam.name} was faster" in text(response) and "Exams first" in text(response)
    assert 'data-status="closed"' in text(response)


def test_the_same_form_sent_twice_has_one_result(visit, dr_osei, opened):
    page = visit(dr_osei, "get", at("referral", opened.pk)).context["shown"]
    hold = next(offer for offer in page.offers if offer.name == "hold")
    form = on_hold(after=hold.form.initial["after"])

    answers = [visit(dr_osei, "post", at("referral-step", opened.pk, "hold"), form, htmx=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    with acting(dr_osei):
        names = [step.name for step in queries.timeline(queries.referral(dr_osei, opened.pk))]
    assert names.count("hold") == 1


def test_what_was_said_on_the_phone_is_written_as_such(visit, dr_osei, opened):
    happened = timezone.localtime(timezone.now() - timedelta(minutes=40), zone(dr_osei))
    told = {"said_by": "Maya’s aunt", "route": "phone", "happened_at": f"{happened:%Y-%m-%dT%H:%M}"}

    html = text(visit(dr_osei, "post", at("referral-step", opened.pk, "hold"), on_hold(**told), htmx=True))

    assert "told by phone by Maya’s aunt" in html and f">{happened:%H:%M}<" in html


def zone(actor):
    return ZoneInfo(organization(actor.org_id).time_zone)


def test_closing_asks_how_it_ended_and_shows_the_evidence(visit, dr_osei, opened):
    address = at("referral-step", opened.pk, "close")

    refused = visit(dr_osei, "post", address, {"seen": "open"}, htmx=True)
    closed = visit(dr_osei, "post", address, {"seen": "open", "closure": "declined", "reason": "Not now"}, htmx=True)

    assert refused.status_code == 422 and "Choose how it ended" in text(refused)
    assert "Closed for Maya Torres: declined by the client." in text(closed) and "Declined by the client" in text(
        closed
    )
    assert "data-torn" in text(closed)


def test_two_witnesses_verify_and_the_same_word_twice_is_one(visit, dr_osei, opened):
    says = {"who": "client", "says_connected": "yes", "words": "I went twice"}
    for _ in range(2):
        one = visit(dr_osei, "post", at("witness", opened.pk), says, htmx=True)
    two = visit(dr_osei, "post", at("witness", opened.pk), {"who": "receiver", "says_connected": "yes"}, htmx=True)

    assert text(one).count("I went twice") == 1 and "One side says so" in text(one)
    assert 'data-status="verified"' in text(two)


def test_a_witness_without_a_word_is_refused_in_place(visit, dr_osei, opened):
    response = visit(dr_osei, "post", at("witness", opened.pk), {"who": "client"}, htmx=True)

    assert response.status_code == 422 and "This field is required" in text(response)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_referral_is_handed_over_to_a_colleague(visit, dr_osei, sam, opened, htmx):
    response = visit(
        dr_osei, "post", at("referral-holder", opened.pk), {"to": str(sam.membership_id)}, htmx=htmx, follow=True
    )

    assert response.status_code == 200 and f"Offered to {sam.name}, who has not taken it over yet." in text(response)
    assert "Handed to you: 1" in text(visit(sam, "get", at("worklist")))


def test_it_is_handed_over_to_nobody_elsewhere(visit, dr_osei, rosa, opened):
    response = visit(dr_osei, "post", at("referral-holder", opened.pk), {"to": str(rosa.membership_id)}, htmx=True)

    assert response.status_code == 422 and 'role="alert"' in text(response)


def test_an_emergency_says_call_first(visit, dr_osei, refer):
    referral = refer("open", urgency="emergent", at=timezone.now())

    assert "Call first, write after." in text(visit(dr_osei, "get", at("referral", referral.pk)))


def test_what_may_not_be_told_is_not_told(visit, dr_osei, rosa, refer):
    handoff = refer("sent", feedback="nothing", at=timezone.now())
    visit(rosa, "post", at("handoff-step", handoff.pk, "accept"), {"seen": "sent"})

    page = visit(dr_osei, "get", at("referral", handoff.referral_id))

    assert "may not be shared" in text(page) and "said yes" not in text(page)
    assert visit(dr_osei, "get", at("handoff", handoff.pk)).status_code == 404


def test_strangers_find_nothing(visit, eve, rosa, opened):
    for stranger in (eve, rosa):
        assert visit(stranger, "get", at("referral", opened.pk)).status_code == 404
        assert visit(stranger, "post", at("referral-step", opened.pk, "hold"), on_hold()).status_code == 404
        assert visit(stranger, "post", at("referral-holder", opened.pk), {"to": ""}).status_code == 404
        assert visit(stranger, "post", at("witness", opened.pk), {"who": "client"}).status_code == 404


def test_an_unknown_step_is_no_address(visit, dr_osei, opened):
    assert visit(dr_osei, "post", at("referral-step", opened.pk, "explode"), {}).status_code == 404


def test_reading_is_written_down_once(visit, dr_osei, opened):
    visit(dr_osei, "get", at("referral", opened.pk))

    with acting(dr_osei):
        reads = AuditEntry.objects.filter(action="read", subject_kind="referral", subject_id=opened.pk)
        assert [read.client_id for read in reads] == [opened.client_id]


def test_the_page_costs_the_same_however_many_were_asked(visit, dr_osei, rosa, sent, asked):
    one = asked(dr_osei, at("referral", sent.referral_id))
    visit(rosa, "post", at("handoff-step", sent.pk, "decline"), {"seen": "sent", "decline_reason": "payer"})
    with acting(dr_osei):
        actions.prepare(sent.referral_id, service_id=sent.service_id, choice="Again", actor=dr_osei, at=timezone.now())

    assert len(asked(dr_osei, at("referral", sent.referral_id))) == len(one) <= 13, "\n".join(one)


def test_the_page_offers_to_ask_another_only_where_the_first_yes_wins(several, refer, dr_osei, visit):
    referral_id, _ = several()
    assert "Ask another at once" in visit(dr_osei, "get", f"/referrals/{referral_id}/").content.decode()
    assert visit(dr_osei, "get", f"/drafts/{referral_id}/services/").status_code == 200
    ordinary = refer("sent")
    page = visit(dr_osei, "get", f"/referrals/{ordinary.referral_id}/").content.decode()
    assert "Ask another at once" not in page and "They said: whoever is first" in page
    assert visit(dr_osei, "get", f"/drafts/{ordinary.referral_id}/services/").status_code == 404


@pytest.mark.parametrize("htmx", [True, False])
def test_a_new_time_is_agreed_on_and_told(visit, dr_osei, opened, htmx):
    until = timezone.localtime(opened.due_at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    address = at("referral-step", opened.pk, "renegotiate")
    page = visit(dr_osei, "post", address, {"seen": "open", "until": until, "agreed_with": "", "reason": ""}, htmx=htmx)
    assert page.status_code == 422 and "Say who agreed." in text(page)

    said = {"seen": "open", "until": until, "agreed_with": "Maya", "reason": "Exams"}
    page = visit(dr_osei, "post", address, said, htmx=htmx, follow=True)
    assert "agreed on a new time" in text(page) and "With Maya: until" in text(page)

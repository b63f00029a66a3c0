"""The page of one ask: the receiver's inbox item, and what the sender sees of the same."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.queries import organization
from throughcare.foundation.actor import acting
from throughcare.foundation.audit.models import AuditEntry
from throughcare.referrals import queries
from throughcare.scheduling import queries as scheduling


@pytest.fixture
def sent(refer):
    return refer("sent", at=timezone.now() - timedelta(hours=1))


def at(name, *args):
    return reverse(name, args=args)


def text(response) -> str:
    return response.content.decode()


def local(actor, **ahead) -> str:
    zone = ZoneInfo(organization(actor.org_id).time_zone)
    return f"{timezone.localtime(timezone.now() + timedelta(**ahead), zone):%Y-%m-%dT%H:%M}"


@pytest.fixture
def step(visit, sent):
    """A step of the handoff, as pressed on its page: `step(rosa, "accept", seen="sent")`."""

    def step(actor, name, *, htmx=True, follow=False, **said):
        return visit(actor, "post", at("handoff-step", sent.pk, name), said, htmx=htmx, follow=follow)

    return step


@pytest.fixture
def book(visit, sent):
    def book(actor, *, htmx=True, kind="intake", starts_at=None, **said):
        data = {"kind": kind, "starts_at": starts_at or local(actor, days=3), "place": "Room 4", **said}
        return visit(actor, "post", at("visit-book", sent.pk), data, htmx=htmx)

    return book


def names_of_steps(actor, handoff) -> list[str]:
    with acting(actor):
        return [row.name for row in queries.timeline_of_handoff(queries.handoff(actor, handoff.pk))]


def test_the_receiver_reads_what_is_asked_and_how_to_reach_them(visit, rosa, sent):
    html = text(visit(rosa, "get", at("handoff", sent.pk)))

    assert "Northside Family Health asks: can you help Maya Torres?" in html
    assert "Nightmares and panic" in html and "s request; ask them." in html
    assert "305-555-0161" in html and "leave no message" in html
    assert "that they came, and how it goes" in html
    assert "Yes, we can" in html and "Not this time" in html and "No room at the moment" in html


def test_on_a_phone_who_it_is_and_the_number_come_first(visit, rosa, sent):
    """Everything stands below each other there, in the order of the page."""
    page = text(visit(rosa, "get", at("handoff", sent.pk)))

    order = ["Who it is about", "Reaching them safely", "Yes, we can", "What happened"]
    assert sorted(order, key=page.index) == order


def test_the_title_names_nobody(visit, rosa, sent):
    title = text(visit(rosa, "get", at("handoff", sent.pk))).split("<title>")[1].split("</title>")[0]

    assert title.startswith("Handoff ") and "Maya" not in title and "trauma" not in title.lower()


def test_the_sender_sees_its_own_part(visit, dr_osei, sent):
    html = text(visit(dr_osei, "get", at("handoff", sent.pk)))

    assert f"{sent.service_name} has been asked for Maya Torres." in html
    assert "Take it back" in html and "Yes, we can" not in html


def test_a_receiver_accepts_with_a_condition_in_place(step, rosa):
    response = step(rosa, "accept", seen="sent", conditions="From 1 May")

    assert response.status_code == 200 and response["HX-Trigger"] == "handoff-moved"
    assert 'data-status="accepted"' in text(response) and "From 1 May" in text(response)
    assert "<main" not in text(response) and "Book a visit" in text(response)


def test_the_same_button_works_without_javascript(step, rosa, sent):
    response = step(rosa, "accept", seen="sent", htmx=False, follow=True)

    assert response.redirect_chain == [(at("handoff", sent.pk), 302)]
    assert "<main" in text(response) and "You said yes to Maya Torres." in text(response)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_no_without_its_reason_is_refused_in_place(step, rosa, htmx):
    response = step(rosa, "decline", seen="sent", reason="Full until May", htmx=htmx)

    assert response.status_code == 422
    assert "Choose the reason." in text(response) and "Full until May" in text(response)
    assert ("<main" in text(response)) is not htmx


def test_a_no_gives_it_back_to_the_sender(step, visit, rosa, dr_osei, sent):
    step(rosa, "decline", seen="sent", decline_reason="no_room")

    html = text(visit(dr_osei, "get", at("referral", sent.referral_id)))

    assert "No room at the moment" in html and "Nobody is being asked just now" in html


def test_a_question_passes_the_turn_and_an_answer_gives_it_back(step, rosa, dr_osei):
    asked = step(rosa, "ask", seen="sent", reason="Since when?")
    answered = step(dr_osei, "answer", seen="sent", reason="Since November")

    assert "You asked Northside Family Health a question" in text(asked) and "Since when?" in text(asked)
    assert "has been asked for" in text(answered) and "Since November" in text(answered)


def test_the_same_form_sent_twice_has_one_result(step, rosa, sent):
    answers = [step(rosa, "accept", seen="sent") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert names_of_steps(rosa, sent).count("accept") == 1


def test_the_same_question_sent_twice_is_asked_once(step, visit, rosa, sent):
    page = visit(rosa, "get", at("handoff", sent.pk)).context["shown"]
    ask = next(offer for offer in page.offers if offer.name == "ask")
    answers = [step(rosa, "ask", **ask.form.initial, reason="Since when?") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert names_of_steps(rosa, sent).count("ask") == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_someone_was_faster(step, rosa, ben, htmx):
    step(rosa, "accept", seen="sent")

    response = step(ben, "decline", seen="sent", decline_reason="no_room", reason="We are full", htmx=htmx)

    assert response.status_code == 422
    assert f"{rosa.name} was faster" in text(response) and "We are full" in text(response)
    assert 'data-status="accepted"' in text(response)


def test_a_step_of_the_other_side_is_refused_in_words(step, dr_osei):
    response = step(dr_osei, "accept", seen="sent")

    assert response.status_code == 422 and "is for the receiver" in text(response)


def test_a_visit_is_booked_in_the_organizations_own_time(step, book, rosa, sent):
    step(rosa, "accept", seen="sent")
    starts_at = local(rosa, days=3)

    html = text(book(rosa, starts_at=starts_at))

    assert 'data-status="booked"' in html and starts_at[-5:] in html and "Room 4" in html
    with acting(rosa):
        [visit] = scheduling.visits_of(sent.pk)
    zone = ZoneInfo(organization(rosa.org_id).time_zone)
    assert f"{visit.starts_at.astimezone(zone):%Y-%m-%dT%H:%M}" == starts_at


def test_the_same_booking_sent_twice_is_one_visit(step, book, rosa, sent):
    step(rosa, "accept", seen="sent")
    starts_at = local(rosa, days=3)

    assert [book(rosa, starts_at=starts_at).status_code for _ in range(2)] == [200, 200]
    with acting(rosa):
        assert len(scheduling.visits_of(sent.pk)) == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_a_visit_in_the_past_is_refused_in_place(step, book, rosa, htmx):
    step(rosa, "accept", seen="sent")

    response = book(rosa, starts_at=local(rosa, days=-3), htmx=htmx)

    assert response.status_code == 422 and "A visit is booked ahead." in text(response) and "Room 4" in text(response)


def test_a_second_visit_ahead_is_refused(step, book, rosa):
    step(rosa, "accept", seen="sent")
    book(rosa)

    response = book(rosa, starts_at=local(rosa, days=9))

    assert response.status_code == 422 and "A visit is booked already." in text(response)


@pytest.fixture
def kept_soon(step, book, rosa, sent):
    """A visit that began half an hour ago, written down by Rosa for Ben."""

    def kept_soon(kind="intake"):
        book(rosa, kind=kind, starts_at=local(rosa, minutes=-30), said_by="Ben", route="in_person")
        with acting(rosa):
            return scheduling.visits_of(sent.pk)[-1]

    return kept_soon


def test_from_yes_to_connected_and_reported(step, visit, kept_soon, rosa, dr_osei, sent):
    step(rosa, "accept", seen="sent")
    intake = kept_soon("intake")
    seen = text(visit(rosa, "post", at("visit-step", intake.pk, "keep"), {"seen": "booked"}, htmx=True))
    first = kept_soon("treatment")
    treated = text(visit(rosa, "post", at("visit-step", first.pk, "keep"), {"seen": "booked"}, htmx=True))
    reported = text(step(rosa, "report", seen="in_treatment", report="Comes every week."))
    told = text(visit(dr_osei, "get", at("handoff", sent.pk)))
    step(dr_osei, "acknowledge", seen="in_treatment")
    ended = text(step(rosa, "finish", seen="in_treatment"))

    assert "You have seen Maya Torres." in seen and "Maya Torres is in treatment with you." in treated
    assert "Comes every week." in reported and "Comes every week." in told and "Acknowledge the report" in told
    assert 'data-status="ended"' in ended and "Connected" in ended


def test_a_missed_visit_says_why_and_may_be_booked_again(step, visit, kept_soon, rosa):
    step(rosa, "accept", seen="sent")
    booked = kept_soon()
    address = at("visit-step", booked.pk, "miss")

    refused = visit(rosa, "post", address, {"seen": "booked"}, htmx=True)
    missed = visit(rosa, "post", address, {"seen": "booked", "reason": "The bus"}, htmx=True)

    assert refused.status_code == 422 and "Say why" in text(refused)
    assert "The bus" in text(missed) and "Book a visit" in text(missed) and 'data-status="missed"' in text(missed)


def test_after_a_missed_visit_the_page_says_what_to_try_next(step, visit, kept_soon, rosa, sent):
    step(rosa, "accept", seen="sent")
    booked = kept_soon()
    missed = visit(
        rosa, "post", at("visit-step", booked.pk, "miss"), {"seen": "booked", "reason": "not known"}, htmx=True
    )

    def reach_out(outcome):
        shown = visit(rosa, "get", at("handoff", sent.pk)).context["shown"]
        form = next(offer for offer in shown.offers if offer.name == "reach_out").form
        return text(step(rosa, "reach_out", **form.initial, outcome=outcome))

    tried = [reach_out("no-answer") for _ in range(3)]
    reached = reach_out("patient-reached")

    assert "Speak with them today" in text(missed) and "Call them today" in text(missed)
    assert "Write to them" in tried[1] and "All that was agreed is tried" in tried[2]
    assert "They missed a visit" not in reached and "Book a visit" in reached


def test_of_two_who_write_down_a_visit_the_second_learns_who_was_faster(step, visit, kept_soon, rosa, ben):
    step(rosa, "accept", seen="sent")
    booked = kept_soon()
    visit(rosa, "post", at("visit-step", booked.pk, "keep"), {"seen": "booked"}, htmx=True)

    response = visit(ben, "post", at("visit-step", booked.pk, "miss"), {"seen": "booked", "reason": "Ill"}, htmx=True)

    assert response.status_code == 422 and f"{rosa.name} was faster" in text(response)
    assert 'data-status="assessed"' in text(response)


def test_of_two_who_move_a_visit_the_second_moves_nothing(step, visit, book, rosa, ben, sent):
    step(rosa, "accept", seen="sent")
    book(rosa)
    with acting(rosa):
        [booked] = scheduling.visits_of(sent.pk)
    shown = visit(ben, "get", at("handoff", sent.pk)).context["shown"].visits.rows[0]
    page = next(offer for offer in shown.offers if offer.name == "cancel").form.initial
    visit(rosa, "post", at("visit-step", booked.pk, "move"), {"seen": "booked", "visit_at": local(rosa, days=5)})

    response = visit(ben, "post", at("visit-step", booked.pk, "cancel"), page | {"reason": "Moved"}, htmx=True)

    assert response.status_code == 422 and f"{rosa.name} was faster" in text(response)
    with acting(rosa):
        assert scheduling.visit(booked.pk).status == "booked"


@pytest.mark.parametrize(("feedback", "is_told"), [("progress", True), ("attendance", False)])
def test_the_sender_reads_why_only_where_the_client_lets_it_know(visit, refer, dr_osei, rosa, feedback, is_told):
    handoff = refer("sent", feedback=feedback, at=timezone.now())
    visit(rosa, "post", at("handoff-step", handoff.pk, "accept"), {"seen": "sent", "conditions": "From 1 May"})
    visit(
        rosa,
        "post",
        at("visit-book", handoff.pk),
        {"kind": "intake", "starts_at": local(rosa, minutes=-30), "said_by": "Ben"},
    )
    with acting(rosa):
        [booked] = scheduling.visits_of(handoff.pk)
    visit(rosa, "post", at("visit-step", booked.pk, "miss"), {"reason": "She was in detox"})
    visit(rosa, "post", at("handoff-step", handoff.pk, "hand_back"), {"reason": "Needs a detox bed first"})

    for address in (at("handoff", handoff.pk), at("referral", handoff.referral_id)):
        html = text(visit(dr_osei, "get", address))
        assert "handed back, for" in html and "From 1 May" in html
        assert ("detox" in html) is is_told
    assert "detox" in text(visit(rosa, "get", at("handoff", handoff.pk)))


def test_a_visit_is_moved(step, visit, book, rosa, sent):
    step(rosa, "accept", seen="sent")
    book(rosa)
    with acting(rosa):
        [booked] = scheduling.visits_of(sent.pk)
    later = local(rosa, days=5, hours=1)

    html = text(
        visit(rosa, "post", at("visit-step", booked.pk, "move"), {"seen": "booked", "visit_at": later}, htmx=True)
    )

    assert later[-5:] in html and 'data-status="booked"' in html


def test_a_receiver_hands_back_and_says_why(step, rosa):
    step(rosa, "accept", seen="sent")

    refused, ended = step(rosa, "hand_back", seen="accepted"), step(rosa, "hand_back", seen="accepted", reason="Moved")

    assert refused.status_code == 422 and "Say why" in text(refused)
    assert "Handed back" in text(ended) and "Nothing is asked of you here." in text(ended)


def test_strangers_find_nothing(visit, eve, sent):
    assert visit(eve, "get", at("handoff", sent.pk)).status_code == 404
    assert visit(eve, "post", at("handoff-step", sent.pk, "accept"), {"seen": "sent"}).status_code == 404
    assert visit(eve, "post", at("visit-book", sent.pk), {}).status_code == 404


def test_a_strangers_visit_is_not_found(step, visit, book, rosa, eve, sent):
    step(rosa, "accept", seen="sent")
    book(rosa)
    with acting(rosa):
        [booked] = scheduling.visits_of(sent.pk)

    assert visit(eve, "post", at("visit-step", booked.pk, "cancel"), {"reason": "x"}).status_code == 404


def test_a_receiver_sees_nothing_before_it_is_sent(visit, rosa, dr_osei, refer):
    handoff = refer("prepared", at=timezone.now())

    assert visit(rosa, "get", at("handoff", handoff.pk)).status_code == 404
    html = text(visit(dr_osei, "get", at("handoff", handoff.pk)))
    assert at("sharing", handoff.pk) in html and "asks the client what may be shared" in html


def test_reading_a_package_is_written_down_once(visit, rosa, sent):
    visit(rosa, "get", at("handoff", sent.pk))

    with acting(rosa):
        reads = AuditEntry.objects.filter(action="read", subject_kind="handoff", subject_id=sent.pk)
        assert [read.client_id for read in reads] == [sent.client_id]


def test_the_page_asks_little_of_the_database(rosa, dr_osei, sent, asked):
    for actor in (rosa, dr_osei):
        questions = asked(actor, at("handoff", sent.pk))
        assert len(questions) <= 10, "\n".join(questions)


def test_nobody_gives_up_on_an_answer_before_it_is_late(visit, sam, refer):
    waits = refer("sent", actor=sam, at=timezone.now())
    html = text(visit(sam, "get", at("handoff", waits.pk)))

    assert "They did not answer" not in html


def test_a_coordinator_gives_up_on_an_answer_that_is_late(visit, sam, refer):
    late = refer("sent", actor=sam, at=timezone.now() - timedelta(days=60))

    page = text(visit(sam, "get", at("handoff", late.pk)))
    expired = text(visit(sam, "post", at("handoff-step", late.pk, "expire"), {"seen": "sent"}, htmx=True))

    assert "They did not answer" in page and "No answer in time" in expired

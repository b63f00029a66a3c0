"""The call sheets: the next people whom delay harms most, and only those who may be called safely now."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.clients import actions as clients
from throughcare.clients import queries as known
from throughcare.foundation.actor import acting, speaking_as
from throughcare.foundation.ids import uuid7
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries
from throughcare.scheduling import queries as scheduling
from throughcare.web.calls import hands, pages

CALLS = "/calls/"
ALL_DAY = (time(0), time(23, 59, 59))
NORTHSIDE = ZoneInfo("America/New_York")
UNPROCESSABLE = 422


@pytest.fixture
def at(noon, settings):
    """The page's words at another moment, as Northside's clock tells it."""

    def at(actor, hour=12, minute=0, days=0):
        moment = datetime.combine(noon.date() + timedelta(days=days), time(hour, minute), tzinfo=NORTHSIDE)
        with acting(actor), timezone.override(NORTHSIDE):
            return pages.calls(actor, now=moment)

    return at


@pytest.fixture
def promise(sam, noon):
    """An open referral that Sam holds: `promise("Ana Diaz", safe=(time(17), time(20)))`."""

    def promise(name, *, urgency="routine", safe=ALL_DAY, phone="305-555-0100", days=0, **route):
        with acting(sam):
            client = clients.register(name=name, actor=sam, at=noon)
            if phone:
                clients.add_route(
                    client,
                    kind="phone",
                    value=phone,
                    safe_from=safe[0],
                    safe_until=safe[1],
                    actor=sam,
                    at=noon,
                    **route,
                )
            then = noon - timedelta(days=days)
            draft = referrals.begin(client_id=client.pk, need="Trauma therapy", urgency=urgency, actor=sam, at=then)
            return referrals.take_referral_step(draft.pk, "open", actor=sam, at=then)

    return promise


def names(shown) -> list[str]:
    return [sheet.name for sheet in shown.sheets]


def test_a_sheet_says_all_that_the_call_needs(visit, sam, promise, noon):
    referral = promise("Ana Diaz", may_leave_message=True, note="Her sister may answer")
    with acting(sam):
        clients.correct(referral.client, language="es", needs_interpreter=True, goes_by="Anita", actor=sam, at=noon)
        for name, scope, never in (("Luz Diaz", ["contacted"], False), ("Raul Diaz", [], True)):
            clients.add_decision_maker(
                referral.client, name=name, acts_as="parent", scope=scope, never_tell=never, actor=sam, at=noon
            )

    html = visit(sam, "get", CALLS).content.decode()

    assert "1 person to call now." in html and 'href="tel:3055550100"' in html and "safe 00:00 to 23:59" in html
    assert "Spanish. Call with a qualified interpreter" in html and "Her sister may answer" in html
    assert "Trauma therapy: we will choose a service with you" in html and f"TC-{referral.number}" in html
    assert "Ask for Anita." in html and "A message is fine" in html and "Do not say who calls, or why." in html
    assert "Luz Diaz (parent) may be spoken to." in html and "Tell Raul Diaz nothing" in html


def test_the_most_urgent_stands_first_then_the_latest(at, sam, promise):
    promise("Routine, early")
    promise("Routine, late", days=9)
    promise("Soon", urgency="soon")
    promise("Urgent", urgency="urgent")

    assert names(at(sam)) == ["Urgent", "Soon", "Routine, late", "Routine, early"]


@pytest.mark.parametrize(
    ("hour", "now", "opens"), [(12, False, (0, 17)), (17, True, None), (20, True, None), (21, False, (1, 17))]
)
def test_nobody_is_called_outside_their_safe_hours(at, sam, promise, noon, hour, now, opens):
    promise("Ana Diaz", safe=(time(17), time(20)))

    shown = at(sam, hour)

    assert names(shown) == (["Ana Diaz"] if now else [])
    if opens:
        (later,) = shown.later
        days, opening = opens
        assert later.at == datetime.combine(noon.date() + timedelta(days=days), time(opening), tzinfo=NORTHSIDE)
        assert later.why == "Not a safe hour now"


@pytest.mark.parametrize(("hour", "now"), [(3, False), (8, True), (20, True), (22, False)])
def test_who_named_no_hours_is_called_by_day(at, sam, promise, hour, now):
    promise("Ana Diaz", safe=(None, None))

    assert names(at(sam, hour)) == (["Ana Diaz"] if now else [])


def test_hours_are_meant_on_the_clock_where_they_live(at, sam, promise, noon):
    """At noon at Northside it is seven in the morning on Hawaii."""
    referral = promise("Ana Diaz", safe=(time(8), time(20)))
    with acting(sam):
        clients.correct(referral.client, time_zone="Pacific/Honolulu", actor=sam, at=noon)

    early = at(sam, 12)

    assert names(early) == [] and early.later[0].at == datetime.combine(noon.date(), time(13), tzinfo=NORTHSIDE)
    (sheet,) = at(sam, 13).sheets
    assert sheet.way.hours == "08:00 to 20:00 on their clock (Hawaii)"


def test_hours_elsewhere_are_compared_with_those_of_whoever_holds_them(sam, promise, noon):
    referral = promise("Ana Diaz", safe=(time(8), time(11)))
    with acting(sam), timezone.override(NORTHSIDE):
        (route,) = known.routes(referral.client_id)
        assert hands.hours_here(referral.client, route) == (time(8), time(11))
        clients.correct(referral.client, time_zone="America/Phoenix", actor=sam, at=noon)
        begins, ends = hands.hours_here(referral.client, route)
    assert begins in {time(10), time(11)} and ends in {time(13), time(14)}, "Arizona has no summer time"


def test_whoever_is_reached_stands_before_the_caller(visit, at, sam, promise):
    referral = promise("Ana Diaz")
    sheet = at(sam).sheets[0]
    said = {"key": sheet.key, "route": sheet.way.id, "outcome": "patient-reached"}

    response = visit(sam, "post", reverse("call", args=[referral.pk]), said)

    assert response.url == reverse("referral", args=[referral.pk])


def test_a_number_that_is_not_safe_is_never_shown(visit, at, sam, promise):
    promise("Ana Diaz", is_safe=False, phone="305-555-0666")
    promise("Bo Lund", phone="")

    html = visit(sam, "get", CALLS).content.decode()

    assert "305-555-0666" not in html and "Nobody can be called safely now." in html
    assert {later.why for later in at(sam).later} == {"No safe way to reach them is known"}


@pytest.mark.parametrize(("situation", "why"), [("hospital", "In hospital"), ("deceased", "Deceased")])
def test_who_is_not_at_home_or_has_died_is_not_called(at, sam, promise, noon, situation, why):
    referral, day = promise("Ana Diaz"), noon.date() + timedelta(days=3)
    with acting(sam):
        asks_again = day if situation == "hospital" else None
        clients.change_situation(
            referral.client, situation=situation, source="Her sister", review_on=asks_again, actor=sam, at=noon
        )

    shown = at(sam)

    assert names(shown) == [] and shown.later[0].why.startswith(why)
    assert (shown.later[0].at is None) is (situation == "deceased")


def test_who_came_home_today_is_called_though_it_is_the_services_turn(at, sam, rosa, refer, maya, noon):
    handoff = refer("sent", actor=sam)
    assert names(at(sam)) == [], "the service has been asked"
    with acting(sam):
        day = noon.date() + timedelta(days=3)
        clients.change_situation(maya, situation="hospital", source="Her aunt", review_on=day, actor=sam, at=noon)
        clients.change_situation(maya, situation="home", source="Her aunt", actor=sam, at=noon)

    assert names(at(sam)) == ["Maya Torres"]
    assert handoff.referral_id in at(sam).people


def test_one_press_writes_down_the_result_and_puts_the_next_person_first(visit, at, sam, promise):
    first = promise("Ana Diaz", urgency="soon")
    promise("Bo Lund")
    sheet = at(sam).sheets[0]
    said = {"key": sheet.key, "route": sheet.way.id, "outcome": "no-answer"}

    responses = [visit(sam, "post", reverse("call", args=[first.pk]), said, follow=True) for _ in range(2)]

    html = responses[0].content.decode()
    assert "Written down: No answer." in html and "1 person to call now." in html
    with acting(sam):
        (tried,) = queries.attempts_of(first)
    assert (tried.pk, tried.outcome, tried.contact_route_id) == (sheet.key, "no-answer", sheet.way.id)


def test_who_was_just_tried_rests_and_comes_back(at, sam, promise, noon):
    referral = promise("Ana Diaz")
    with acting(sam):
        referrals.record_attempt(referral.pk, outcome="no-answer", route_kind="phone", actor=sam, at=noon)

    shown = at(sam, 13)
    assert (
        names(shown) == []
        and shown.later[0].why.startswith("No answer")
        and shown.later[0].at == noon + timedelta(hours=3)
    )
    assert "no answer" in at(sam, 16).sheets[0].tried


def test_a_wrong_number_is_not_called_again(at, sam, promise, noon):
    referral = promise("Ana Diaz")
    with acting(sam):
        (route,) = known.routes(referral.client_id)
        referrals.record_attempt(
            referral.pk, outcome="wrong-contact-info", contact_route_id=route.pk, actor=sam, at=noon
        )

    assert at(sam).later[0].why == "The number is wrong. Find another way"


def test_a_result_without_words_or_for_an_unsafe_route_is_refused(visit, at, sam, promise):
    referral = promise("Ana Diaz")
    sheet = at(sam).sheets[0]
    url = reverse("call", args=[referral.pk])

    for said in ({}, {"key": sheet.key, "route": uuid7(), "outcome": "no-answer"}):
        response = visit(sam, "post", url, said)
        assert response.status_code == UNPROCESSABLE and 'role="alert"' in response.content.decode()


def test_one_person_with_two_promises_has_one_sheet(at, sam, promise, noon):
    referral = promise("Ana Diaz")
    with acting(sam):
        draft = referrals.begin(client_id=referral.client_id, need="Housing", actor=sam, at=noon)
        referrals.take_referral_step(draft.pk, "open", actor=sam, at=noon)

    (sheet,) = at(sam).sheets
    assert {promised.need for promised in sheet.promised} == {"Trauma therapy", "Housing"}


def test_everybody_sees_their_own_people_and_a_stranger_nobody(visit, at, sam, dr_osei, eve, promise):
    referral = promise("Ana Diaz")

    for other in (dr_osei, eve):
        html = visit(other, "get", CALLS).content.decode()
        assert "Ana Diaz" not in html and "Nobody waits for your call." in html
    said = {"key": uuid7(), "route": uuid7(), "outcome": "no-answer"}
    assert visit(eve, "post", reverse("call", args=[referral.pk]), said).status_code == 404
    with speaking_as(replace(sam, org_id=eve.org_id)):
        assert names(at(replace(sam, org_id=eve.org_id))) == []


def test_who_is_shown_is_written_down(house, visit, sam, promise, superuser):
    referral = promise("Ana Diaz")

    visit(sam, "get", CALLS)

    rows = superuser.execute("select subject_id from audit_auditentry where detail->>'via' = 'calls'").fetchall()
    assert rows == [(referral.pk,)]


def test_more_people_ask_no_more_questions(asked, sam, promise):
    promise("Person One")
    few = len(asked(sam, CALLS))
    for n in range(14):
        promise(f"Person {n}")

    assert len(asked(sam, CALLS)) == few <= 10


def test_the_page_has_ten_sheets_one_heading_and_says_how_many_more(visit, sam, promise):
    for n in range(12):
        promise(f"Person {n}")

    html = visit(sam, "get", CALLS).content.decode()

    assert html.count('data-behavior="call"') == 10 and "2 more after these." in html
    assert html.count("<h1") == 1 and " style=" not in html and " onclick=" not in html


def test_who_can_be_called_only_at_other_hours_goes_to_the_lead(visit, sam, dr_osei, noon):
    with acting(sam):
        desk = people.desks(sam).first()
        accounts.lead_desk(desk, membership=people.membership(sam.membership_id), actor=sam, at=noon)
    with acting(dr_osei):
        for name, safe in (("Ana Diaz", (time(19), time(21))), ("Bo Lund", (time(9), time(12)))):
            client = clients.register(name=name, actor=dr_osei, at=noon)
            clients.add_route(
                client,
                kind="phone",
                value="305-555-0100",
                safe_from=safe[0],
                safe_until=safe[1],
                actor=dr_osei,
                at=noon,
            )
            draft = referrals.begin(client_id=client.pk, need="Trauma therapy", actor=dr_osei, at=noon)
            referrals.take_referral_step(draft.pk, "open", actor=dr_osei, at=noon)
    hours = {"works_from": "08:00", "works_until": "17:00"}
    assert visit(dr_osei, "post", "/availability/", hours).status_code == 302
    half = visit(dr_osei, "post", "/availability/", {"works_from": "08:00"})
    assert half.status_code == 422 and "from when until when" in half.content.decode()

    html = visit(sam, "get", CALLS).content.decode()

    assert "Without hands" in html and "Ana Diaz" in html and "19:00 to 21:00" in html and "08:00 to 17:00" in html
    assert "Bo Lund" not in html
    assert "Without hands" not in visit(dr_osei, "get", CALLS).content.decode()


# --- a call that ends with a visit


@pytest.fixture
def home_again(refer, maya, sam, rosa):
    """Harbor said yes to Maya; she comes home from hospital, and Sam calls her the same day."""
    now = timezone.now()
    asked = refer("sent", actor=sam, at=now - timedelta(days=3))
    with acting(rosa):
        referrals.take_handoff_step(asked.pk, "accept", actor=rosa, at=now - timedelta(days=2))
    with acting(sam):
        clients.add_route(
            maya, kind="phone", value="305-555-0199", safe_from=ALL_DAY[0], safe_until=ALL_DAY[1], actor=sam, at=now
        )
        day = (now + timedelta(days=4)).date()
        clients.change_situation(maya, situation="hospital", source="her aunt", review_on=day, actor=sam, at=now)
        clients.change_situation(maya, situation="home", source="her aunt", actor=sam, at=now)
        known_to_sam = known.client(sam, maya.pk)
        route = known.routes(known_to_sam.pk)[0]
    return asked, route


def booking(route, *, days=3, key=None, **different):
    day = timezone.localtime(timezone.now() + timedelta(days=days))
    said = {"key": str(key or uuid7()), "call_route": str(route.pk), "kind": "intake", "place": "Room 2"}
    return said | {"starts_at": f"{day:%Y-%m-%dT10:00}"} | different


@pytest.mark.parametrize("htmx", [True, False])
def test_reached_and_booked_is_one_form_on_the_sheet_and_one_transaction(visit, home_again, sam, htmx):
    asked, route = home_again
    page = visit(sam, "get", CALLS).content.decode()
    assert "8 Reached them and booked a visit at Trauma therapy for young people" in page
    said = booking(route)

    for _ in range(2):  # sent twice is one call and one visit
        visit(sam, "post", reverse("call-booked", args=[asked.pk]), said, htmx=htmx)

    with acting(sam):
        assert queries.handoff(sam, asked.pk).status == "booked"
        (attempt,) = queries.attempts_of(queries.referral(sam, asked.referral_id))
        assert (attempt.outcome, attempt.contact_route_id) == ("patient-reached", route.pk)
        assert [one.status for one in scheduling.visits_of(asked.pk)] == ["booked"]
    assert "Reached them and booked" not in visit(sam, "get", CALLS).content.decode()


def test_a_visit_that_cannot_be_booked_leaves_no_call_behind(visit, home_again, sam):
    asked, route = home_again
    unsafe = booking(route, call_route=str(uuid7()))
    page = visit(sam, "post", reverse("call-booked", args=[asked.pk]), unsafe)
    assert page.status_code == UNPROCESSABLE and "This route is not on their record." in page.content.decode()

    page = visit(sam, "post", reverse("call-booked", args=[asked.pk]), booking(route, starts_at=""))
    assert page.status_code == UNPROCESSABLE and "Say when the visit is." in page.content.decode()

    with acting(sam):
        assert not scheduling.visits_of(asked.pk), "neither the one nor the other"
        assert not queries.attempts_of(queries.referral(sam, asked.referral_id))


def test_a_stranger_books_nothing_from_a_sheet(visit, home_again, eve):
    asked, route = home_again
    assert visit(eve, "post", reverse("call-booked", args=[asked.pk]), booking(route)).status_code == 404

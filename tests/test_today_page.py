"""Did they get there? Today's list is answered line by line, as far as each client allows, and kept nowhere."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling

TODAY = "/today/"
UNPROCESSABLE = 422


@pytest.fixture
def ask(visit):
    def ask(actor, people="", **more):
        response = visit(actor, "post", TODAY, {"people": people, **more})
        return response.status_code, response.content.decode()

    return ask


@pytest.fixture
def another(dr_osei, noon):
    """Somebody else at Northside: `another("Ana Diaz", born_on)`."""

    def another(name, born_on=None):
        with acting(dr_osei):
            return clients.register(name=name, born_on=born_on, actor=dr_osei, at=noon)

    return another


@pytest.fixture
def treated(refer, rosa, noon):
    """Maya's treatment at Harbor began: `treated("attendance")`."""

    def treated(feedback="progress"):
        handoff = refer("sent", feedback=feedback)
        with acting(rosa):
            referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
            booked = scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=handoff.org_id,
                starts_at=noon + timedelta(days=1), kind="treatment", actor=rosa, at=noon,
            )  # fmt: skip
            scheduling.take_visit_step(booked.pk, "keep", actor=rosa, at=noon + timedelta(days=1))
        return handoff

    return treated


@pytest.mark.parametrize(
    "line",
    [
        "Maya Torres, 2010-04-09",
        "04/09/2010\tMaya Torres",
        "Torres, Maya, 04/09/2010",
        '"Torres, Maya",2010-04-09',
        "maya tórres; April 9, 2010",
        "9:30 am, Maya Torres, 9 April 2010, follow-up",
        "Maya Torres 2010-04-09",
        "Torres, Maya 2010-04-09",
        "Maya Torres",
        "tc-{number}",
        "TC {number}, Maya Torres, 2010-04-09",
    ],
)
def test_a_person_is_found_in_whatever_order_the_line_has(ask, dr_osei, refer, line):
    handoff = refer("sent")

    status, html = ask(dr_osei, line.format(number=handoff.number))

    assert status == 200
    assert "Trauma therapy for young people has been asked for Maya Torres." in html
    assert "Not yet" in html and f"TC-{handoff.number}" in html


def test_the_line_says_who_holds_whose_turn_it_is_and_the_next_time(ask, dr_osei, refer):
    refer("sent")

    _, html = ask(dr_osei, "Maya Torres, 2010-04-09")

    assert "Held by Dr. Ama Osei. Turn: Trauma therapy for young people (answers yes, no, or a question). Due " in html


def test_whoever_came_is_said_to_have_got_there(ask, dr_osei, treated):
    treated()

    _, html = ask(dr_osei, "Maya Torres, 2010-04-09")

    assert "1 of 1 got there" in html and "<b>Yes</b>" in html and "is in treatment at" in html


def test_who_may_hear_only_that_they_came_hears_no_more(ask, dr_osei, treated):
    treated("attendance")

    _, html = ask(dr_osei, "Maya Torres, 2010-04-09")

    assert "Maya Torres came to Trauma therapy for young people." in html and "in treatment at" not in html


def test_where_nothing_may_be_told_the_line_says_only_that_it_is_open(ask, dr_osei, treated):
    treated("nothing")

    _, html = ask(dr_osei, "Maya Torres, 2010-04-09")

    assert "Open. Details may not be shared." in html
    assert "Trauma therapy for young people" not in html and "Rosa" not in html and "Due " not in html


def test_a_closed_one_that_may_not_be_shared_says_only_that_it_is_closed(ask, dr_osei, treated, noon):
    handoff = treated("nothing")
    with acting(dr_osei):
        referrals.take_referral_step(
            handoff.referral_id, "close", closure="confidential", actor=dr_osei, at=noon + timedelta(days=2)
        )

    _, html = ask(dr_osei, "Maya Torres, 2010-04-09")

    assert "Closed. Details may not be shared." in html and "Trauma therapy for young people" not in html


def test_a_closed_one_says_how_it_ended(ask, dr_osei, refer, noon):
    opened = refer("open")
    with acting(dr_osei):
        said = {"reason": "She asked us to stop"}
        referrals.take_referral_step(opened.pk, "close", closure="declined", said=said, actor=dr_osei, at=noon)

    _, html = ask(dr_osei, "Maya Torres, 2010-04-09")

    assert "Closed for Maya Torres: declined by the client. Ended" in html and "<b>No</b>" in html


def test_two_people_of_one_name_are_never_guessed(ask, dr_osei, refer, another):
    refer("sent")
    other = another("Maya Torres", date(1988, 1, 2))

    _, html = ask(dr_osei, "Maya Torres")

    assert "Several people have this name." in html and "has been asked" not in html
    assert reverse("client", args=[other.pk]) in html and "born 9 April 2010" in html


def test_a_number_with_another_birth_date_or_name_is_not_answered(ask, dr_osei, refer):
    handoff = refer("sent")

    _, html = ask(dr_osei, f"TC-{handoff.number}, 1990-01-01\nTC-{handoff.number}, Ana Diaz")

    assert "The number is of somebody with another birth date." in html
    assert "The number is of somebody with another name." in html and "has been asked" not in html


def test_somebody_alike_is_offered_and_not_answered_for(ask, dr_osei, refer):
    refer("sent")

    _, html = ask(dr_osei, "Maia Torres, 2010-04-09")

    assert "Nobody has this name. It may be one of these." in html and "has been asked" not in html
    assert ">Maya Torres</a>" in html


def test_nobody_and_nothing_are_said_in_words(ask, dr_osei, another):
    another("Ana Diaz", date(1990, 1, 1))

    _, html = ask(dr_osei, "Zoltan Quark\nTC-999999999\nAna Diaz, 1990-01-01")

    assert "Not found here." in html and "There is no TC-999999999 here." in html
    assert "Nothing was promised to them here." in html


def test_a_bad_line_is_named_with_its_reason_and_nothing_is_lost(ask, dr_osei, refer):
    refer("sent")
    typed = "Maya Torres, 2010-02-31\nMaya Torres, 04/09/10\n555\nMaya Torres"

    status, html = ask(dr_osei, typed)

    assert status == 200 and "has been asked for Maya Torres." in html
    assert "Line 1: 2010-02-31 is no day of the calendar." in html
    assert "Line 2: 04/09/10: write the year with four digits." in html
    assert "Line 3: Neither a name, nor a birth date, nor a TC number stands here." in html
    assert typed in html, "what was typed stands in the field again"


def test_a_schedule_comes_as_a_file_with_a_header(ask, dr_osei, refer):
    refer("sent")
    text = "Time;Last name;First name;DOB\n09:30;Torres;Maya;2010-04-09\n10:00;Nobody;Known;1999-01-01\n"
    file = SimpleUploadedFile("day.csv", text.encode("utf-16"))

    status, html = ask(dr_osei, file=file)

    assert status == 200 and "has been asked for Maya Torres." in html and "<b>Line 3</b>" in html


def test_a_workbook_is_refused_in_words(ask, dr_osei):
    status, html = ask(dr_osei, file=SimpleUploadedFile("day.xlsx", b"PK\x03\x04\x00\x00"))

    assert status == UNPROCESSABLE and "Save the sheet as CSV." in html


def test_an_empty_list_is_refused(ask, dr_osei):
    assert ask(dr_osei, "  ")[0] == UNPROCESSABLE


def test_a_list_has_an_end(ask, dr_osei, refer):
    status, html = ask(dr_osei, "Zoltan Quark\n" * 203)

    assert status == 200 and "The last 3 were not looked at" in html


def test_a_stranger_finds_nobody(ask, eve, rosa, refer):
    handoff = refer("sent")

    for stranger in (eve, rosa):
        _, html = ask(stranger, f"Maya Torres, 2010-04-09\nTC-{handoff.number}\n2010-04-09")
        assert html.count("Not found here.") == 2 and f"There is no TC-{handoff.number} here." in html
        assert "Trauma" not in html and "born 9 April" not in html


def test_whoever_is_shown_is_written_down_and_the_list_is_not(house, ask, dr_osei, refer, maya, superuser):
    refer("sent")

    ask(dr_osei, "Maya Torres, 2010-04-09\nZoltan Quark, 1970-01-01")

    rows = superuser.execute("select client_id, detail from audit_auditentry where detail->>'via' = 'today'").fetchall()
    assert [row[0] for row in rows] == [maya.pk]
    stored = superuser.execute("select count(*) from audit_auditentry where detail::text ilike '%quark%'").fetchone()
    sessions = superuser.execute("select session_data from django_session").fetchall()
    assert stored[0] == 0 and "Quark" not in str(sessions)


def test_a_longer_list_asks_no_more_questions(asked, dr_osei, refer, another):
    refer("sent")
    for n in range(20):
        another(f"Person Number{n}", date(1990, 1, 1 + n))
    more = ["Maya Torres", *(f"Person Number{n}" for n in range(20)), *["Zoltan Quark"] * 20]

    few, many = (
        len(asked(dr_osei, TODAY, verb="post", data={"people": "\n".join(lines)}))
        for lines in (["Maya Torres", "Zoltan Quark"], more)
    )

    assert few == many <= 9


def test_the_lines_are_text_that_can_be_selected_and_a_press_copies_them(ask, dr_osei, refer):
    handoff = refer("sent")

    _, html = ask(dr_osei, "Maya Torres, 2010-04-09")

    day = f"{timezone.localtime(timezone.now(), timezone.get_fixed_timezone(-300)):%Y-%m}"
    assert f'id="line-1-1" class="line">{day}' in html and f"TC-{handoff.number}, Trauma therapy:" in html
    assert 'data-copies="line-1-1"' in html and html.count("<h1") == 1


def test_only_who_refers_people_has_it_in_the_menu(visit, dr_osei, rosa, ben):
    for actor, shown in ((dr_osei, True), (rosa, True), (ben, False)):
        html = visit(actor, "get", "/").content.decode()
        assert ('href="/today/"' in html) is shown and ('href="/calls/"' in html) is shown

"""Help requests and voices obey the first law: one holder and one time at any moment, and silence tells somebody."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from test_clock_reactions import notices, run_clocks

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Desk
from throughcare.command.main import main
from throughcare.foundation.actor import acting, system
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.intake import actions as intake
from throughcare.intake import queries as help_requests
from throughcare.intake.actions import Left
from throughcare.voices import actions as voices
from throughcare.voices import queries as said

LUZ = Left(about="me", called="Luz", phone="305-555-0188")


@pytest.fixture
def asked(house, noon):
    desk = accounts.help_desk("bay-area")
    with acting(system(desk.org_id)) as program:
        return intake.knock(LUZ, key=uuid7(), desk=desk, came_from="library", actor=program, at=noon)


@pytest.fixture
def voice(house, refer, maya, dr_osei, noon):
    referral = refer("open")
    whose = voices.Whose(
        client_id=maya.pk, name="Maya", link_id=uuid7(), is_flagged=False, urgency="soon",
        holder_id=dr_osei.membership_id,
    )  # fmt: skip
    with acting(system(dr_osei.org_id)) as program:
        return voices.say(
            "better_time", whose=whose, subject_kind="referral", subject_id=referral.pk, key=uuid7(), actor=program,
            at=noon,
        )  # fmt: skip


def lead_the_desk(actor) -> None:
    Desk.objects.filter(org_id=actor.org_id).update(lead_id=actor.membership_id)


def test_nobody_is_an_orphan_and_both_are_counted(asked, voice, capsys):
    main(["check", "loops", "--json"])
    answer = json.loads(capsys.readouterr().out)

    assert (answer["help_requests"]["open"], answer["voices"]["open"], answer["orphans"]) == (1, 1, 0)


def test_silence_tells_whoever_leads_the_desk_that_holds(asked, sam, noon):
    lead_the_desk(sam)

    run_clocks(asked.due_at + timedelta(minutes=1))

    assert {"warning", "breach"} <= set(notices(sam))


def test_whoever_leads_the_desk_hears_at_once_of_somebody_in_danger(house, sam, visit, noon):
    lead_the_desk(sam)
    desk = accounts.help_desk("bay-area")
    with acting(system(desk.org_id)) as program:
        left = replace(LUZ, words="I want to die")
        intake.knock(left, key=uuid7(), desk=desk, came_from="library", actor=program, at=noon)

    assert notices(sam) == ["danger"]
    assert "Somebody may be in danger" in visit(sam, "get", "/notices/").content.decode()


def test_silence_about_a_voice_tells_its_holder(voice, dr_osei, noon):
    run_clocks(voice.due_at + timedelta(minutes=1))

    assert "breach" in notices(dr_osei)


def test_an_answer_stops_its_clock(voice, dr_osei, noon):
    with acting(dr_osei):
        voices.take_voice_step(voice.pk, "settle", actor=dr_osei, at=noon, said={"reason": "She comes at five"})

    run_clocks(voice.due_at + timedelta(minutes=1))

    assert "breach" not in notices(dr_osei)


def test_when_access_ends_both_are_with_the_lead_in_the_same_moment(asked, voice, dr_osei, sam, noon):
    with acting(dr_osei):
        intake.take_help_step(asked.pk, "take", actor=dr_osei, at=noon)
    lead_the_desk(sam)
    with acting(sam):
        staff.end_access(dr_osei.membership_id, actor=sam, at=noon)

        assert help_requests.request(sam, asked.pk).holder_id == sam.membership_id
        assert said.voice(sam, voice.pk).holder_id == sam.membership_id


@pytest.mark.parametrize(
    "path", ["/", "/?view=desk", "/?view=all", "/promises/", "/notices/", "/calls/", "/help-requests/"]
)
def test_every_list_shows_both_in_their_own_words(asked, voice, visit, dr_osei, noon, path):
    with acting(dr_osei):
        intake.take_help_step(asked.pk, "take", actor=dr_osei, at=noon)
    run_clocks(voice.due_at + timedelta(minutes=1))

    page = visit(dr_osei, "get", path)

    assert page.status_code == 200
    if path in {"/", "/?view=all", "/help-requests/"}:
        assert "Luz" in page.content.decode()
    if path == "/promises/":
        assert "view=broken" in page.content.decode()
        broken = visit(dr_osei, "get", "/promises/?view=broken").content.decode()
        assert "Call them: they asked for help" in broken and "Answer what they said" in broken


def test_of_two_colleagues_who_press_at_once_one_has_it(asked, dr_osei, sam, noon):
    ready = Barrier(2)

    def take(actor) -> bool:
        try:
            ready.wait()
            with acting(actor):
                intake.take_help_step(asked.pk, "take", seen="knocked", actor=actor, at=noon)
            return True
        except (NotAllowed, Overtaken):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(take, [dr_osei, sam])) == [False, True]


def test_the_same_form_from_two_windows_at_once_is_one_request(house, sam, noon):
    desk, key, ready = accounts.help_desk("bay-area"), uuid7(), Barrier(2)

    def knock(_):
        try:
            ready.wait()
            with acting(system(desk.org_id)) as program:
                return intake.knock(LUZ, key=key, desk=desk, came_from="library", actor=program, at=noon).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert len(set(both.map(knock, range(2)))) == 1

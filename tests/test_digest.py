"""In the morning whoever holds something that is due or late gets one e-mail, in counts. It names nobody."""

import re
from datetime import date, time, timedelta

import pytest
from test_partner_links import text

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Membership, Organization, Person
from throughcare.foundation.actor import acting
from throughcare.foundation.work.models import WorkItem
from throughcare.messaging.jobs import write_digests
from throughcare.messaging.models import Message
from throughcare.messaging.templates import what_it_tells
from throughcare.messaging.tests.rounds import send_due

pytestmark = pytest.mark.usefixtures("mail_server")
DAY = timedelta(days=1)


@pytest.fixture
def morning(noon):
    """Eight o'clock where Northside works."""
    return noon - timedelta(hours=4)


@pytest.fixture
def due(refer, dr_osei, noon):
    """Something of Dr. Osei's that is due: `due(at)`."""

    def due(at):
        handoff = refer("sent")
        with acting(dr_osei):
            items = WorkItem.objects.filter(org_id=dr_osei.org_id, subject_id=handoff.referral_id)
            assert items.update(due_at=at, holder_id=dr_osei.membership_id, holder_desk_id=None) == 1
            WorkItem.objects.filter(org_id=dr_osei.org_id).exclude(subject_id=handoff.referral_id).delete()
        return handoff

    return due


def written(actor) -> list[Message]:
    with acting(actor):
        return list(Message.objects.filter(template="digest", subject_id=actor.membership_id).order_by("written_at"))


def test_what_is_due_today_is_told_in_counts(mail_server, due, dr_osei, morning):
    due(morning + timedelta(hours=3))
    write_digests(now=morning)
    send_due(now=morning)

    (letter,) = [one for one in mail_server.letters if one["To"] == "osei@northside.example"]
    words = letter.get_payload(decode=True).decode()

    told = written(dr_osei)[0].fills["told"]
    assert letter["Subject"] == "Due today"
    assert words.startswith(f"On your list: 1 due today, 0 late, {told} new to you.")
    assert "Maya" not in words and "Torres" not in words and what_it_tells(words) == []
    assert "https://ours.example/" in words and "https://ours.example/digest/" in words


def test_what_is_late_is_told(due, dr_osei, morning):
    due(morning - DAY)
    write_digests(now=morning)
    (message,) = written(dr_osei)
    assert (message.fills["due"], message.fills["late"]) == ("0", "1")


def test_where_nothing_is_due_nothing_is_sent(due, dr_osei, morning):
    due(morning + 2 * DAY)
    write_digests(now=morning)
    assert written(dr_osei) == []


def test_it_comes_once_a_day_however_often_the_worker_looks(due, dr_osei, morning):
    due(morning - DAY)
    for minutes in range(3):
        write_digests(now=morning + timedelta(minutes=minutes))
    assert len(written(dr_osei)) == 1
    write_digests(now=morning + DAY)
    assert len(written(dr_osei)) == 2


def test_of_two_workers_one_sees_to_it(dr_osei, morning):
    said = [staff.see_to_digest(dr_osei.membership_id, day=morning.date()) for _ in range(2)]
    assert said == [True, False]


def test_a_worker_that_comes_up_late_in_the_morning_still_sends_it(due, dr_osei, morning):
    due(morning - DAY)
    write_digests(now=morning + timedelta(hours=5))
    assert len(written(dr_osei)) == 1


def test_in_the_evening_it_would_only_surprise(due, dr_osei, morning):
    due(morning - DAY)
    write_digests(now=morning + timedelta(hours=9))
    assert written(dr_osei) == []


def test_before_its_hour_it_waits(due, dr_osei, morning):
    due(morning - DAY)
    write_digests(now=morning - timedelta(minutes=1))
    assert written(dr_osei) == []
    write_digests(now=morning)
    assert len(written(dr_osei)) == 1


def test_it_does_not_come_on_days_on_which_nobody_works(due, dr_osei, morning):
    due(morning - DAY)
    saturday = morning + (5 - morning.weekday()) * DAY
    write_digests(now=saturday)
    Organization.objects.filter(pk=dr_osei.org_id).update(closed_on=[(morning + DAY).date()])
    write_digests(now=morning + DAY)
    assert written(dr_osei) == []


def test_it_does_not_come_to_somebody_who_is_away_or_gone(due, dr_osei, morning):
    due(morning - DAY)
    mine = Membership.objects.filter(pk=dr_osei.membership_id)
    mine.update(away_until=(morning + 5 * DAY).date())
    write_digests(now=morning)
    mine.update(away_until=None, digest_on=None)
    Person.objects.filter(pk=dr_osei.person_id).update(is_active=False)
    write_digests(now=morning)
    assert written(dr_osei) == []


def test_what_another_holds_is_not_told(due, sam, morning):
    due(morning - DAY)
    write_digests(now=morning)
    assert written(sam) == []


@pytest.mark.parametrize("missing", ["SMTP_HOST", "PUBLIC_ADDRESS"])
def test_where_no_letter_can_go_nobody_is_looked_at(settings, due, dr_osei, morning, missing):
    due(morning - DAY)
    setattr(settings, missing, "")
    assert write_digests(now=morning) == 0
    assert accounts.membership(dr_osei.membership_id).digest_on is None


def test_one_press_ends_it(visit, due, dr_osei, morning):
    due(morning - DAY)
    assert "8 AM" in text(visit(dr_osei, "get", "/digest/"))

    html = text(visit(dr_osei, "post", "/digest/", {"hour": ""}, follow=True))

    assert "You get no more of these" in html and "Send me none" not in html
    write_digests(now=morning)
    assert written(dr_osei) == []


def test_the_hour_is_ones_own_choice(visit, dr_osei, sam):
    visit(dr_osei, "post", "/digest/", {"hour": "06:00"})
    assert accounts.membership(dr_osei.membership_id).digest_at == time(6)
    assert accounts.membership(sam.membership_id).digest_at == time(8)
    refused = visit(dr_osei, "post", "/digest/", {"hour": "03:17"})
    assert refused.status_code == 422 and re.search(r"role=\"alert\"", refused.content.decode())


def test_each_hour_is_that_of_the_place(dr_osei, morning):
    Organization.objects.filter(pk=dr_osei.org_id).update(time_zone="America/Los_Angeles")
    waiting = {one.org_id for one in accounts.wait_for_digest(morning, 500)}
    assert waiting and dr_osei.org_id not in waiting
    assert dr_osei.org_id in {one.org_id for one in accounts.wait_for_digest(morning + timedelta(hours=3), 500)}


def test_the_day_is_that_of_the_place(dr_osei, morning):
    Organization.objects.update(time_zone="Pacific/Auckland")
    staff.see_to_digest(dr_osei.membership_id, day=date(morning.year, morning.month, morning.day))
    there_is_tomorrow = morning + timedelta(hours=8)
    assert dr_osei.membership_id in {one.pk for one in accounts.wait_for_digest(there_is_tomorrow, 500)}

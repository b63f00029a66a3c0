"""What the sending side reads and answers two weeks after the first treatment: on its list, in its notices, on the page."""

from datetime import timedelta

import pytest
from test_clock_reactions import run_clocks

from throughcare.accounts.models import Notice
from throughcare.foundation.actor import acting
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.scheduling import actions as scheduling

DAY = timedelta(days=1)
ASK = "Ask how they find it there"


@pytest.fixture
def treated(refer, rosa, noon):
    """Maya's first treatment at Harbor was on the third day. Answers the id of the promise."""
    handoff = refer("sent")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id,
            sender_org_id=handoff.org_id, starts_at=noon + 3 * DAY, kind="treatment", actor=rosa, at=noon,
        )  # fmt: skip
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + 3 * DAY)
    return handoff.referral_id


def line(actor, pk):
    with acting(actor):
        return WorkItem.objects.get(org_id=actor.org_id, subject_id=pk).last_event


def told(actor, clock):
    with acting(actor):
        return list(
            Notice.objects.filter(membership_id=actor.membership_id, clock=clock).values_list("kind", flat=True)
        )


@pytest.mark.usefixtures("house")
def test_on_the_day_the_holder_is_asked_on_the_list_and_once_in_a_notice(treated, visit, dr_osei, eve, noon):
    run_clocks(noon + 16 * DAY)
    assert line(dr_osei, treated) != ASK and told(dr_osei, "check_in") == [], "not before the day"

    for _ in range(2):
        run_clocks(noon + 17 * DAY)

    assert line(dr_osei, treated) == ASK and told(dr_osei, "check_in") == ["breach"]
    notices = visit(dr_osei, "get", "/notices/").content.decode()
    assert "Ask them how they find it where they are treated now" in notices
    assert told(eve, "check_in") == []


def test_the_page_asks_and_takes_the_answer(treated, visit, dr_osei, eve):
    address = f"/referrals/{treated}/"
    page = visit(dr_osei, "get", address).content.decode()
    assert "Ask how they find it there, 14 days after the first treatment." in page
    assert "Write down how they find it there" in page and "We talked it over" not in page
    assert "nobody is reminded of it once it is closed: ask how they find it there." in page
    assert visit(eve, "get", address).status_code == 404

    refused = visit(dr_osei, "post", f"{address}steps/check_in/", {"seen": "open"})
    assert refused.status_code == 422 and "Say how they find it there." in refused.content.decode()
    visit(dr_osei, "post", f"{address}steps/check_in/", {"seen": "open", "finds_it": "fits_not", "route": "phone"})

    page = visit(dr_osei, "get", address).content.decode()
    assert "Talk with them about another place." in page and "It does not fit them" in page
    said = {"seen": "open", "reason": "She tries twice more and we speak again", "route": "here"}
    visit(dr_osei, "post", f"{address}steps/talk_over/", said, htmx=True)
    assert "Talk with them about another place." not in visit(dr_osei, "get", address).content.decode()


def test_the_day_after_which_it_is_asked_is_data(treated, dr_osei):
    with acting(dr_osei):
        assert queries.errands()["check_in"] == ASK
        assert set(queries.finds_it()) == {"fits", "fits_not", "needs_something", "not_reached"}

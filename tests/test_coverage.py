"""Maya's insurance ends. Whoever holds her hears of it at once, and it stays on their list until it is settled who pays."""

from datetime import date, timedelta

import pytest

from throughcare.accounts.models import Notice
from throughcare.clients import actions as clients
from throughcare.clients.models import Client
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries

FROM = date(2026, 3, 31)
DAY = timedelta(days=1)


@pytest.fixture
def lose(maya, noon):
    def lose(actor, at=noon):
        with acting(actor):
            return clients.lose_coverage(maya, uncovered_from=FROM, source="Her aunt", actor=actor, at=at)

    return lose


@pytest.fixture
def settle(maya, noon):
    def settle(actor, covered, payer="", at=noon + DAY):
        with acting(actor):
            said = {"covered": covered, "payer": payer, "source": "Her aunt"}
            return clients.settle_coverage(maya, actor=actor, at=at, **said)

    return settle


@pytest.fixture
def waitlisted(refer, rosa, noon):
    def waitlisted(**more):
        handoff = refer("sent", **more)
        with acting(rosa):
            actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
            said = {"reason": "The group is full"}
            return actions.take_handoff_step(handoff.pk, "waitlist", said=said, actor=rosa, at=noon)

    return waitlisted


def promise(actor, handoff):
    with acting(actor):
        return queries.referral(actor, getattr(handoff, "referral_id", handoff.pk))


def line(actor, pk):
    with acting(actor):
        return WorkItem.objects.get(org_id=actor.org_id, subject_id=pk)


def running(actor, pk):
    with acting(actor):
        return {clock.step: clock.due_at for clock in clocks.clocks_of(pk) if clock.state == "running"}


def told(actor):
    with acting(actor):
        return list(Notice.objects.filter(membership_id=actor.membership_id).values_list("kind", flat=True))


def take(actor, handoff, name, at, reason="", **facts):
    with acting(actor):
        said = {"reason": reason} if reason else {}
        return actions.take_handoff_step(handoff.pk, name, said=said, actor=actor, at=at, **facts)


def test_the_holder_has_an_errand_with_a_time_beside_what_runs(waitlisted, lose, sam, dr_osei, noon):
    handoff = waitlisted()
    lose(sam)

    referral = promise(dr_osei, handoff)
    assert referral.errands == ["coverage_lost"]
    shown = line(dr_osei, referral.pk)
    assert (shown.marks, shown.last_event) == (["coverage_lost"], "Their coverage ended")
    assert shown.due_at == referral.due_at == running(dr_osei, referral.pk)["coverage_lost"]
    assert told(dr_osei) == ["coverage"]


def test_the_other_side_learns_only_whom_to_call(waitlisted, lose, dr_osei, rosa):
    handoff = waitlisted()
    lose(dr_osei)

    with acting(rosa):
        last = queries.timeline_of_handoff(queries.handoff(rosa, handoff.pk))[-1]
        assert (last.name, last.reason.startswith("The person's situation changed. Call Northside")) == (
            "situation",
            True,
        )
        assert "overage" not in last.reason
        assert queries.handoff(rosa, handoff.pk).errands == []
    assert line(rosa, handoff.pk).marks == []


@pytest.mark.parametrize(
    "covered, payer, pays",
    [("again", "", "medicaid"), ("other_payer", "medicare", "medicare"), ("without", "", "sliding-fee")],
)
def test_it_is_settled_who_pays(refer, lose, settle, dr_osei, covered, payer, pays):
    referral = refer("open")
    before = referral.due_at
    lose(dr_osei)
    maya = settle(dr_osei, covered, payer)

    referral = promise(dr_osei, referral)
    assert (maya.payer, maya.uncovered_from, referral.errands) == (pays, None, [])
    assert "coverage_lost" not in running(dr_osei, referral.pk) and referral.due_at == before
    assert line(dr_osei, referral.pk).marks == []


def test_what_is_missing_is_said(maya, lose, settle, dr_osei, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="who says so"):
        clients.lose_coverage(maya, uncovered_from=FROM, source=" ", actor=dr_osei, at=noon)
    lose(dr_osei)
    with pytest.raises(NotAllowed, match="Choose who pays now"):
        settle(dr_osei, "other_payer")
    with pytest.raises(NotAllowed, match="how it goes on"):
        settle(dr_osei, "somehow")


def test_said_twice_it_is_one_errand(refer, lose, dr_osei):
    referral = refer("open")
    lose(dr_osei)
    lose(dr_osei)

    with acting(dr_osei):
        steps = [row.name for row in queries.timeline(queries.referral(dr_osei, referral.pk))]
    assert steps.count("lose_coverage") == 1


def test_a_promise_opened_later_has_the_errand_too(refer, lose, dr_osei):
    lose(dr_osei)

    referral = promise(dr_osei, refer("open"))
    assert referral.errands == ["coverage_lost"] and line(dr_osei, referral.pk).marks == ["coverage_lost"]


def test_eve_writes_nothing_about_her(lose, maya, dr_osei, eve):
    with pytest.raises(NotAllowed):
        lose(eve)
    with acting(dr_osei):
        assert Client.objects.get(pk=maya.pk).uncovered_from is None


# --- as the receiving side hears it


@pytest.mark.parametrize("feedback, reads", [("progress", True), ("attendance", False), ("nothing", False)])
def test_the_receiver_has_the_errand_and_the_sender_reads_what_it_may(waitlisted, dr_osei, rosa, noon, feedback, reads):
    handoff = waitlisted(feedback=feedback)
    take(rosa, handoff, "lose_coverage", noon + DAY, "Her aunt called", uncovered_from=FROM)

    with acting(rosa):
        ours = queries.handoff(rosa, handoff.pk)
    assert (ours.errands, line(rosa, handoff.pk).marks) == (["coverage_lost"], ["coverage_lost"])
    assert ours.due_at == running(rosa, handoff.pk)["coverage_lost"] == line(rosa, handoff.pk).due_at
    with acting(dr_osei):
        steps = [row.name for row in queries.timeline(queries.referral(dr_osei, handoff.referral_id))]
    assert ("lose_coverage" in steps) is reads
    assert (line(dr_osei, handoff.referral_id).last_event == "Their coverage ended") is reads

    with pytest.raises(NotAllowed, match="Choose who pays now"):
        take(rosa, handoff, "cover", noon + 2 * DAY, covered="other_payer")
    settled = take(rosa, handoff, "cover", noon + 2 * DAY, covered="other_payer", payer="medicare")
    assert settled.errands == [] and line(rosa, handoff.pk).marks == []


# --- on the pages


def test_it_is_written_on_her_page_and_settled_there(refer, visit, maya, dr_osei, eve):
    referral = refer("open")
    address = f"/clients/{maya.pk}/coverage/"
    refused = visit(dr_osei, "post", f"{address}lost/", {"source": ""})
    assert refused.status_code == 422 and "Say from when on." in refused.content.decode()
    assert visit(eve, "post", f"{address}lost/", {}).status_code == 404

    visit(dr_osei, "post", f"{address}lost/", {"uncovered_from": "2026-03-31", "source": "Her aunt"}, htmx=True)

    page = visit(dr_osei, "get", f"/referrals/{referral.pk}/").content.decode()
    assert "See who pays from now on." in page and f"/clients/{maya.pk}/#who-pays" in page
    assert "Coverage ended" in visit(dr_osei, "get", "/").content.decode()
    refused = visit(dr_osei, "post", address, {"covered": "other_payer", "source": "Her aunt"})
    assert refused.status_code == 422 and "Choose who pays now." in refused.content.decode()
    visit(dr_osei, "post", address, {"covered": "other_payer", "payer": "medicare", "source": "Her aunt"})

    page = visit(dr_osei, "get", f"/clients/{maya.pk}/").content.decode()
    assert "Medicare" in page and "Their coverage ends or changes" in page


def test_the_places_that_do_not_take_it_are_marked(refer, lose, settle, visit, dr_osei):
    referral = refer("open")
    address = f"/drafts/{referral.pk}/services/"
    lose(dr_osei)
    page = visit(dr_osei, "get", address).content.decode()
    assert "Their coverage ends, and no sliding fee is known there" in page

    settle(dr_osei, "other_payer", "medicare")
    anything = visit(dr_osei, "post", address, {"text": "", "payer": ""}).content.decode()
    assert "Not taken there: Medicare" in anything

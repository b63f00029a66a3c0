"""Harbor was asked for Maya and did not take her: it keeps that it was asked and what it said, and sees no more of her."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from throughcare.clients import actions as clients
from throughcare.clients.models import Involvement
from throughcare.foundation.actor import acting, system
from throughcare.foundation.ids import uuid7
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.referrals.models import PastAsk

DAY = timedelta(days=1)
NO_ROOM = {"decline_reason": "no_room", "said": {"reason": "Our group is full"}}


def take(handoff, name, actor, at, **said):
    with acting(actor):
        return actions.take_handoff_step(handoff.pk, name, actor=actor, at=at, **said)


def what_is_seen_of(handoff, actor, superuser) -> dict[str, int]:
    """By plain SQL, as the web role: rows of each table that leads to this ask."""
    told = superuser.execute(
        "select table_name from information_schema.columns where table_schema = 'public'"
        " and column_name in ('handoff_id', 'record_id') and table_name like any(array['referrals_%', 'papers_%', 'sched%'])"
    )
    columns = {name: "record_id" if name.endswith("handoffstep") else "handoff_id" for (name,) in told.fetchall()}
    found = {}
    with acting(actor), connection.cursor() as cursor:
        for table, column in {**columns, "referrals_handoff": "id"}.items():
            if table.endswith(("referralstep", "visitstep")):
                continue
            cursor.execute(f'select count(*) from "{table}" where "{column}" = %s', [handoff.pk])
            found[table] = cursor.fetchone()[0]
    return {table: rows for table, rows in found.items() if rows}


ENDED_BY = {
    "decline": ("rosa", NO_ROOM, "declined"),
    "suggest": ("rosa", {"said": {"reason": "Ask Bridge House"}}, "redirected"),
    "recall": ("dr_osei", {"said": {"reason": "Maya found help elsewhere"}}, "recalled"),
    "expire": ("program", {"said": {"reason": "Nobody answered in time."}}, "expired"),
    "decline_for_client": ("dr_osei", {"said": {"reason": "Maya said no"}}, "declined_by_client"),
}


@pytest.mark.parametrize("name", ENDED_BY)
def test_after_an_ask_that_was_not_accepted_its_receiver_sees_nothing_of_it(
    name, house, refer, dr_osei, rosa, noon, superuser
):
    who, said, ending = ENDED_BY[name]
    handoff = refer("sent")
    assert len(what_is_seen_of(handoff, rosa, superuser)) > 2

    take(handoff, name, {"rosa": rosa, "dr_osei": dr_osei, "program": system(dr_osei.org_id)}[who], noon + DAY, **said)

    assert what_is_seen_of(handoff, rosa, superuser) == {"referrals_pastask": 1}
    with acting(rosa):
        assert queries.handoff(rosa, handoff.pk) is None
        assert Involvement.objects.get(handoff_id=handoff.pk, org_id=rosa.org_id).until is not None
        line = WorkItem.objects.get(subject_id=handoff.pk)
        assert (line.who, line.who_key, line.client_id, line.is_open) == ("", "", None, False)
        past = queries.past_ask(rosa, handoff.pk)
    assert (past.ending, past.number, past.from_org_id) == (ending, handoff.number, dr_osei.org_id)
    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk).ending == ending, "the sender keeps all of it"


def test_it_keeps_what_it_said_itself_and_nothing_that_the_sender_wrote(refer, dr_osei, rosa, noon):
    declined, recalled = refer("sent"), refer("sent")
    take(declined, "decline", rosa, noon, **NO_ROOM)
    take(recalled, "recall", dr_osei, noon, said={"reason": "Maya Torres went to her aunt"})

    with acting(rosa):
        own, theirs = queries.past_ask(rosa, declined.pk), queries.past_ask(rosa, recalled.pk)
    assert (own.reason, own.decline_reason, own.by_name) == ("Our group is full", "no_room", rosa.name)
    assert (theirs.reason, theirs.by_name) == ("", "")


def test_whoever_accepted_keeps_sight_of_whom_it_cared_for(refer, rosa, noon):
    handoff = refer("sent")
    take(handoff, "accept", rosa, noon)
    take(handoff, "hand_back", rosa, noon + DAY, said={"reason": "She needs more than we have"})

    with acting(rosa):
        assert queries.handoff(rosa, handoff.pk).ending == "handed_back"
        assert queries.past_ask(rosa, handoff.pk) is None
        assert WorkItem.objects.get(subject_id=handoff.pk).who == "Maya Torres"


def test_the_law_ends_no_sight_while_the_ask_is_open_nor_for_a_stranger(refer, rosa, eve, dr_osei, noon):
    handoff = refer("sent")
    for who in (rosa, dr_osei, eve):
        with acting(who), connection.cursor() as cursor:
            cursor.execute("select law.end_receivers_sight(%s)", [handoff.pk])
    with acting(rosa):
        assert queries.handoff(rosa, handoff.pk) is not None


def test_nobody_keeps_a_record_of_an_ask_that_was_never_theirs(refer, eve, dr_osei, noon):
    handoff = refer("sent")
    with acting(eve), pytest.raises(DatabaseError), transaction.atomic():
        PastAsk.objects.create(
            handoff=handoff, org_id=eve.org_id, number=1, from_org_id=dr_osei.org_id, service_name="x", urgency="routine",
            came_at=noon, ended_at=noon, ending="declined",
        )  # fmt: skip


def test_her_situation_reaches_nobody_who_sees_her_no_more(refer, maya, dr_osei, rosa, noon):
    handoff = refer("sent")
    take(handoff, "decline", rosa, noon, **NO_ROOM)
    with acting(dr_osei):
        clients.change_situation(
            maya, situation="hospital", source="Her aunt", review_on=(noon + 9 * DAY).date(), actor=dr_osei, at=noon + DAY
        )  # fmt: skip
        assert handoff.pk not in {ask.handoff_id for ask in queries.asks_of_client(maya.pk)}


# --- its page


def page(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_no_leads_to_what_is_kept_of_it(visit, refer, rosa, htmx):
    handoff = refer("sent")

    said = {"seen": "sent", "decline_reason": "no_room", "reason": "Our group is full"}
    answer = visit(
        rosa, "post", reverse("handoff-step", args=[handoff.pk, "decline"]), said, htmx=htmx, follow=not htmx
    )

    shown = page(answer)
    assert answer.status_code == 200
    assert "You said no. Northside Family Health was told." in shown and "Our group is full" in shown
    assert f"TC-{handoff.number}" in shown and "305-555-0110" in shown
    assert "Maya" not in shown and "Trauma therapy for young" in shown


@pytest.mark.parametrize(
    "name, said",
    [
        ("handoff-step", {"seen": "sent", "conditions": "From April, mornings"}),
        ("handoff-message", {"words": "When may we call?", "key": str(uuid7())}),
    ],
)
def test_an_answer_that_comes_too_late_hears_so_and_loses_no_word(name, said, visit, refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    take(handoff, "recall", dr_osei, noon, said={"reason": "Found elsewhere"})

    more = ["accept"] if name == "handoff-step" else []
    answer = visit(rosa, "post", reverse(name, args=[handoff.pk, *more]), said, htmx=True)

    assert answer.status_code == 422
    assert "Northside Family Health took it back." in page(answer) and "Nothing was done" in page(answer)
    assert (said.get("conditions") or said["words"]) in page(answer)


def test_all_of_them_are_listed_by_the_page_and_eve_sees_none(visit, asked, refer, rosa, eve, noon):
    asks = [refer("sent") for _ in range(3)]
    for ask in asks:
        take(ask, "decline", rosa, noon, **NO_ROOM)

    shown = page(visit(rosa, "get", "/past-asks/"))

    assert all(f"TC-{ask.number}" in shown for ask in asks) and "Maya" not in shown
    assert "None yet." in page(visit(eve, "get", "/past-asks/"))
    assert visit(eve, "get", reverse("handoff", args=[asks[0].pk])).status_code == 404
    assert "/past-asks/" in page(visit(rosa, "get", "/?view=all"))
    assert len([sql for sql in asked(rosa, "/past-asks/") if "pastask" in sql]) == 1

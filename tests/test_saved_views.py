"""A view of the work list is kept under a name, with its key; the words somebody looked for are never kept."""

import pytest
from django.db import connection
from django.urls import reverse

from throughcare.accounts import actions, queries
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed

URGENT = {"whose": "mine", "turn": "ours", "urgency": "urgent", "status": ""}


def text(response) -> str:
    return response.content.decode()


def names(actor):
    with acting(actor):
        return [view.name for view in queries.saved_views(actor)]


@pytest.fixture
def save():
    def save(actor, name, *, shared=False):
        with acting(actor):
            return actions.save_view(name=name, shared=shared, actor=actor, narrowing=URGENT)

    return save


def test_the_present_narrowing_is_kept_and_opened_by_its_number(visit, sam):
    said = {
        "view": "mine",
        "turn": "ours",
        "urgency": "urgent",
        "name": "Urgent, our turn",
        "text": "Maya",
        "q": "mark",
    }
    visit(sam, "post", "/views/", said)

    page = text(visit(sam, "get", "/"))
    assert "view=mine&amp;turn=ours&amp;urgency=urgent" in page and 'data-number="1"' in page
    assert "Urgent, our turn" in page
    with acting(sam), connection.cursor() as cursor:
        cursor.execute("select v::text from accounts_savedview v")
        assert all("Maya" not in row and "mark" not in row for (row,) in cursor.fetchall()), "search words are not kept"


def test_without_a_name_nothing_is_kept(visit, sam):
    page = visit(sam, "post", "/views/", {"view": "all", "name": ""}, follow=True)
    assert "Give it a name" in text(page) and names(sam) == []


def test_their_order_changes_and_one_is_removed(visit, save, sam):
    _, second = save(sam, "One"), save(sam, "Two")
    visit(sam, "post", reverse("change-view", args=[second.pk, "up"]))
    assert names(sam) == ["Two", "One"]
    visit(sam, "post", reverse("change-view", args=[second.pk, "remove"]))
    assert names(sam) == ["One"]


def test_ones_own_views_are_nobody_elses(visit, save, dr_osei, sam, eve):
    view = save(sam, "Mine alone")
    assert names(dr_osei) == [] == names(eve)
    assert visit(dr_osei, "post", reverse("change-view", args=[view.pk, "remove"])).status_code == 404


def test_the_lead_shares_with_the_desk_and_others_do_not(visit, save, dr_osei, sam, noon):
    with acting(sam):
        (desk,) = queries.desks(sam)
        actions.lead_desk(desk, membership=queries.membership(sam.membership_id), actor=sam, at=noon)
    view = save(sam, "Of the desk", shared=True)

    assert names(dr_osei) == ["Of the desk"]
    with pytest.raises(NotAllowed, match="lead"):
        save(dr_osei, "Mine for all", shared=True)
    page = visit(dr_osei, "post", reverse("change-view", args=[view.pk, "remove"]), follow=True)
    assert "The lead of the desk" in text(page) and names(sam) == ["Of the desk"]


def test_there_are_as_many_as_number_keys(save, sam):
    for number in range(queries.MOST_VIEWS):
        save(sam, f"View {number}")
    with pytest.raises(NotAllowed, match="Remove one first"):
        save(sam, "One more")

"""What is written of Maya is put right: who she is, at which number she is safe, who must never be told."""

import html
import re
from datetime import date, time

import pytest
from django.urls import reverse

from throughcare.clients import actions, queries
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed


def read(page) -> dict[str, str]:
    """The fields of the form as a browser would send them back."""
    form = re.search(r'<form class="stack".*?</form>', page.content.decode(), re.S)[0]
    fields = dict(re.findall(r'<input type="(?:text|hidden|date|time)" name="(\w+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'<select name="(\w+)".*?<option value="([^"]*)" selected', form, re.S))
    ticked = re.findall(r'<input type="checkbox" name="(\w+)"(?: value="(\w+)")?[^>]* checked', form)
    fields |= {name: value or "on" for name, value in ticked}
    return {name: html.unescape(value) for name, value in fields.items() if name != "csrfmiddlewaretoken"}


@pytest.fixture
def route(maya, dr_osei, noon):
    with acting(dr_osei):
        return actions.add_route(
            maya, kind="phone", value="305-555-0161", actor=dr_osei, at=noon, may_leave_message=True
        )


@pytest.fixture
def father(maya, dr_osei, noon):
    with acting(dr_osei):
        return actions.add_decision_maker(
            maya, name="Luis Torres", acts_as="parent", scope=["treatment"], actor=dr_osei, at=noon
        )


def kept(actor, client):
    with acting(actor):
        return queries.client(actor, client.pk)


def test_dr_osei_writes_down_the_birth_date_that_was_wrong_and_a_new_name_reaches_what_is_open(
    visit, refer, maya, dr_osei
):  # fmt: skip
    refer("open")
    there = reverse("client-correct", args=[maya.pk])
    fields = read(visit(dr_osei, "get", there))
    assert fields["name"] == "Maya Torres"

    visit(dr_osei, "post", there, fields | {"name": "Maya Torres Gil", "born_on": "2010-04-10", "payer": "medicaid"})

    now = kept(dr_osei, maya)
    assert (now.name, now.born_on, now.payer) == ("Maya Torres Gil", date(2010, 4, 10), "medicaid")
    assert "Maya Torres Gil" in visit(dr_osei, "get", "/").content.decode()
    assert "Maya Torres Gil" in visit(dr_osei, "get", reverse("client", args=[maya.pk])).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("changed", "why"), [({"name": " "}, "This field is required."), ({"born_on": "2999-01-01"}, "Check the year.")]
)
def test_what_cannot_be_is_said_beside_it_and_nothing_is_changed(visit, maya, dr_osei, changed, why, htmx):
    there = reverse("client-correct", args=[maya.pk])
    fields = read(visit(dr_osei, "get", there)) | {"goes_by": "May"} | changed
    sent = visit(dr_osei, "post", there, fields, htmx=htmx)
    assert sent.status_code == 422 and why in sent.content.decode() and 'value="May"' in sent.content.decode()
    assert kept(dr_osei, maya).goes_by == ""


def test_of_two_who_put_it_right_at_once_the_second_sees_both(visit, maya, dr_osei, sam):
    there = reverse("client-correct", args=[maya.pk])
    osei, sams = read(visit(dr_osei, "get", there)), read(visit(sam, "get", there))
    visit(dr_osei, "post", there, osei | {"goes_by": "May", "postal_code": "33131"})

    second = visit(sam, "post", there, sams | {"goes_by": "Mai", "pronouns": "she/her"})
    assert second.status_code == 422 and "“May”" in html.unescape(second.content.decode())
    visit(sam, "post", there, read(second))

    now = kept(sam, maya)
    assert (now.goes_by, now.pronouns, now.postal_code) == ("Mai", "she/her", "33131"), "no word of either is lost"


def test_a_number_that_is_not_safe_any_more_is_used_by_nobody_from_that_moment(visit, maya, route, dr_osei, noon):
    there = reverse("client-route-correct", args=[maya.pk, route.pk])
    fields = read(visit(dr_osei, "get", there))
    assert fields["is_safe"] == "on" and fields["may_leave_message"] == "on"
    del fields["is_safe"]
    visit(dr_osei, "post", there, fields | {"note": "Her father reads it"})

    with acting(dr_osei):
        assert not queries.route(maya.pk, route.pk).is_safe
        assert not [one for one in queries.routes(maya.pk) if one.is_safe and one.value == "305-555-0161"]
    page = visit(dr_osei, "get", reverse("client", args=[maya.pk])).content.decode()
    assert "Not safe, do not use" in page and "Her father reads it" in page


def test_whoever_changes_only_the_hours_does_not_call_an_unsafe_number_safe(visit, maya, route, dr_osei, sam):
    there = reverse("client-route-correct", args=[maya.pk, route.pk])
    osei, sams = read(visit(dr_osei, "get", there)), read(visit(sam, "get", there))
    osei.pop("is_safe")
    visit(dr_osei, "post", there, osei)

    visit(sam, "post", there, sams | {"safe_from": "16:00", "safe_until": "18:00"})

    with acting(sam):
        now = queries.route(maya.pk, route.pk)
    assert (now.is_safe, now.safe_from) == (False, time(16))


def test_a_number_on_two_records_of_her_is_unsafe_on_both(visit, maya, route, dr_osei, sam, noon):
    with acting(dr_osei):
        twin = actions.register(name="Maya T.", born_on=maya.born_on, actor=dr_osei, at=noon)
        same = actions.add_route(twin, kind="text", value="+1 (305) 555 0161", actor=dr_osei, at=noon)
        actions.merge(maya, twin, reason="Same aunt", actor=dr_osei, at=noon)
        actions.change_route(route, is_safe=False, actor=dr_osei, at=noon)
        same.refresh_from_db()
    assert not same.is_safe


def test_her_father_must_never_be_told_from_now_on(visit, maya, father, dr_osei):
    there = reverse("decision-maker-correct", args=[maya.pk, father.pk])
    fields = read(visit(dr_osei, "get", there))
    visit(dr_osei, "post", there, fields | {"never_tell": "on"})
    page = visit(dr_osei, "get", reverse("client", args=[maya.pk])).content.decode()
    assert "Never tell Luis Torres" in page


def test_strangers_find_nothing_there_and_change_nothing(visit, maya, route, father, eve, noon):
    for there in (
        reverse("client-correct", args=[maya.pk]),
        reverse("client-route-correct", args=[maya.pk, route.pk]),
        reverse("decision-maker-correct", args=[maya.pk, father.pk]),
    ):
        assert visit(eve, "get", there).status_code == 404
        assert visit(eve, "post", there, {"name": "Mine"}).status_code == 404
    for change, row in ((actions.change_route, route), (actions.change_decision_maker, father)):
        with acting(eve), pytest.raises(NotAllowed, match="not yours"):
            change(row, actor=eve, at=noon)

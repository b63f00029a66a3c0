"""A paper lies on the wrong desk: somebody gives it to the right one, with the reason, and nobody waits longer for it."""

import pytest
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Desk
from throughcare.foundation.actor import acting, system
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.names import name_key
from throughcare.foundation.work.models import WorkItem
from throughcare.tray import actions
from throughcare.tray import queries as arrivals


@pytest.fixture
def arrival(dr_osei):
    with acting(system(dr_osei.org_id)) as program:
        desk_id = accounts.first_desk_of(dr_osei.org_id)
        return actions.put_in(
            b"%PDF-1.4 a fax", way="folder", name="fax.pdf", desk_id=desk_id, actor=program, at=timezone.now()
        )


@pytest.fixture
def school_desk(dr_osei, sam):
    with acting(sam):
        return Desk.objects.create(
            org_id=sam.org_id, name="School desk", name_key=name_key("School desk"), lead_id=dr_osei.membership_id
        )


def given_on(visit, actor, arrival, desk, **said):
    form = {"desk": desk.pk, "seen": arrival.holder_desk_id, "reason": "About a pupil"} | said
    return visit(actor, "post", f"/tray/{arrival.pk}/desk/", form)


def test_a_paper_for_another_desk_goes_there_with_its_reason_and_its_time(visit, sam, dr_osei, school_desk, arrival):
    assert "It is for another desk" in visit(sam, "get", f"/tray/{arrival.pk}/").content.decode()
    assert given_on(visit, sam, arrival, school_desk).status_code == 302

    with acting(dr_osei):
        now_at, row = arrivals.arrival(dr_osei, arrival.pk), WorkItem.objects.get(subject_id=arrival.pk)
        told = [(one.kind, one.subject_id) for one in accounts.notices(dr_osei)]
    assert now_at.holder_desk_id == row.holder_desk_id == school_desk.pk
    assert now_at.due_at == row.due_at == arrival.due_at, "nobody waits longer because it lay on the wrong desk"
    assert told == [("assign", arrival.pk)]
    page = visit(dr_osei, "get", f"/tray/{arrival.pk}/").content.decode()
    assert "To School desk. About a pupil" in page and "Held by School desk." in page


def test_it_goes_to_no_desk_without_a_reason_nor_to_one_elsewhere(visit, sam, rosa, school_desk, arrival):
    with acting(rosa):
        elsewhere = accounts.desk(accounts.first_desk_of(rosa.org_id))
    assert given_on(visit, sam, arrival, school_desk, reason=" ").status_code == 422
    assert given_on(visit, sam, arrival, elsewhere).status_code == 422
    with acting(sam):
        with pytest.raises(NotAllowed, match="another desk of yours"):
            actions.pass_on(
                arrival.pk, desk_id=elsewhere.pk, seen_desk_id=None, reason="x", actor=sam, at=timezone.now()
            )
        assert arrivals.arrival(sam, arrival.pk).holder_desk_id == arrival.holder_desk_id


def test_of_two_who_give_it_on_only_the_first_does(visit, sam, dr_osei, school_desk, arrival):
    with acting(sam):
        third = Desk.objects.create(org_id=sam.org_id, name="Night desk", name_key=name_key("Night desk"))
    assert given_on(visit, sam, arrival, school_desk).status_code == 302
    late = given_on(visit, dr_osei, arrival, third)
    assert (late.status_code, "Someone was faster" in late.content.decode()) == (422, True)

from datetime import date, time

import pytest
from django.db import ProgrammingError, transaction

from throughcare.clients import actions, queries
from throughcare.clients.models import Client, Involvement
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed


def test_whoever_made_a_record_sees_it_and_nobody_else_does(maya, dr_osei, sam, rosa, eve):
    with acting(sam):
        assert queries.client(sam, maya.pk) == maya
    for stranger in (rosa, eve):
        with acting(stranger):
            assert not Client.objects.filter(pk=maya.pk).exists()


def test_a_stranger_cannot_give_itself_sight(maya, eve, noon):
    with acting(eve), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Involvement.objects.create(client_id=maya.pk, org_id=eve.org_id, why="emergency", since=noon)


def test_the_law_involves_only_whoever_made_the_record(maya, eve):
    with (
        acting(eve),
        pytest.raises(ProgrammingError, match="only the organization that made a record"),
        transaction.atomic(),
    ):
        actions.involve_maker(maya.pk)


def test_a_client_is_never_made_for_another_organization(eve, dr_osei, noon):
    with acting(eve), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Client.objects.create(
            org_id=dr_osei.org_id, name="X", name_key="x", made_by_id=dr_osei.membership_id, made_at=noon
        )


@pytest.mark.parametrize(
    "name, born_on, found",
    [
        ("Maya Torres", None, True),
        ("maya tórres", None, True),
        ("Maia Torres", date(2010, 4, 9), True),
        ("Somebody Else", date(2010, 4, 9), True),
        ("Somebody Else", date(1970, 1, 1), False),
    ],
)
def test_the_same_person_is_recognized_before_a_second_record_is_made(maya, dr_osei, name, born_on, found):
    with acting(dr_osei):
        assert (maya in queries.possible_duplicates(dr_osei, name=name, born_on=born_on)) is found


def test_duplicates_are_looked_for_inside_the_organization_only(maya, eve):
    with acting(eve):
        assert queries.possible_duplicates(eve, name="Maya Torres", born_on=date(2010, 4, 9)) == []


def test_safe_hours_begin_before_they_end(maya, dr_osei, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="end before they begin"):
        actions.add_route(maya, kind="phone", value="1", safe_from=time(18), safe_until=time(9), actor=dr_osei, at=noon)


def test_clients_are_listed_by_name_without_accents(maya, dr_osei, noon):
    with acting(dr_osei):
        tomas = actions.register(name="Tomás Árce", actor=dr_osei, at=noon)
        assert list(queries.clients(dr_osei, text="tomas ar")) == [tomas]
        everyone = list(queries.clients(dr_osei))
        assert list(queries.clients(dr_osei, after=(everyone[0].name_key, str(everyone[0].pk)))) == everyone[1:]


def test_nobody_is_seen_when_nobody_asks(maya, db):
    assert Client.objects.count() == 0
    assert not Client.objects.filter(pk=uuid7()).exists()

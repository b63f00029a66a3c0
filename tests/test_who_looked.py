"""Maya reads on her own page who looked at what is kept about her: the day, the office and what somebody is there."""

import pytest
from django.db import connection
from her_page import signed_in, text

from throughcare.clients import queries as clients
from throughcare.foundation.actor import acting, system

pytestmark = pytest.mark.usefixtures("house")
HERE = "/my/page/days/?lang=en"
ZONE = "America/New_York"


def looked(actor, maya) -> list[tuple[str, list[str]]]:
    with acting(actor):
        return [(row.org_name, row.roles) for row in clients.who_looked(maya.pk, zone=ZONE)]


def test_she_sees_the_day_the_office_and_a_role_and_no_name(inside, maya, sam):
    signed_in("sam@northside.example").get(f"/clients/{maya.pk}/")

    page = text(inside.get(HERE))

    assert "Northside Family Health: somebody who keeps track for you" in page
    assert sam.name not in page and "Call us: " in page


def test_twice_a_day_is_one_line_and_her_own_looking_is_none(inside, maya):
    assert "Nobody has looked." in text(inside.get(HERE))
    for _ in range(2):
        signed_in("sam@northside.example").get(f"/clients/{maya.pk}/")

    assert text(inside.get(HERE)).count("Northside Family Health: ") == 1


def test_she_also_sees_that_the_place_she_was_sent_to_looked(inside, maya, refer, sam, rosa, now):
    handoff = refer("sent", at=now)
    signed_in("rosa@harbor.example").get(f"/handoffs/{handoff.pk}/")

    assert "Harbor" in text(inside.get(HERE))
    assert rosa.org_name in {name for name, _ in looked(system(sam.org_id), maya)}


def test_only_the_program_learns_it_and_only_where_her_record_is(maya, sam, eve, rosa, refer, now):
    handoff = refer("sent", at=now)
    signed_in("rosa@harbor.example").get(f"/handoffs/{handoff.pk}/")

    assert looked(sam, maya) == [], "staff do not see here what others do"
    assert looked(system(eve.org_id), maya) == looked(system(rosa.org_id), maya) == []
    assert looked(system(sam.org_id), maya) != []


def test_what_is_older_than_ninety_days_is_not_told(inside, maya, sam, superuser):
    signed_in("sam@northside.example").get(f"/clients/{maya.pk}/")
    assert looked(system(sam.org_id), maya) != []
    connection.close()
    superuser.execute("update audit_auditentry set at = at - interval '91 days'")

    assert looked(system(sam.org_id), maya) == []


def test_without_her_word_the_door_is_all_there_is(client):
    assert "This page needs your word." in text(client.get("/my/page/days/"))

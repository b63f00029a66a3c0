"""Eve works elsewhere. She tries every table, by plain SQL as the web role, and every page and action: she sees nothing."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from worker_role import as_worker

from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Person
from throughcare.clients import actions as clients
from throughcare.crisis import queries as crisis
from throughcare.documents import actions as documents
from throughcare.doors import actions as doors
from throughcare.foundation.actor import NOBODY, acting, speaking_as, system
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.identities import actions as identities
from throughcare.inquiries import actions as inquiries
from throughcare.intake import actions as intake
from throughcare.messaging import actions as messaging
from throughcare.messaging import queries as messages
from throughcare.network import actions as listings
from throughcare.network import queries as network
from throughcare.network.models import ExternallyManaged
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling
from throughcare.screening import actions as screening
from throughcare.screening import queries as screens
from throughcare.tray import actions as tray
from throughcare.voices import actions as voices

OF_THE_STAFF = {  # about organizations and those who work there, or public: nothing about a client
    "accounts_agreement", "accounts_desk", "accounts_invitation", "accounts_membership", "accounts_network",
    "accounts_organization", "accounts_person", "accounts_stewardship", "network_serviceclaim", "clocks_policyrule",
    "clocks_policyversion", "clocks_responsepolicy",
}  # fmt: skip
HER_OWN = {  # a new row of her own organization harms nobody else
    "work_workitem", "clocks_clock", "clocks_firing", "accounts_notice", "accounts_savedview", "clients_client",
    "doors_link", "doors_secret", "network_listingword", "intake_helprequest", "tray_arrival",
    "network_externallymanaged", "referrals_cooloff",
}  # fmt: skip


@pytest.fixture
def world(refer, maya, dr_osei, sam, rosa, noon):
    """Something in every table: a referral that came to treatment, one that waits, a screen with a signal."""
    draft = refer("draft")
    with acting(dr_osei):
        letter = {"kind": "letter", "name": "letter.txt", "raw": b"Dear colleague"}
        listed = network.services_run_by(rosa.org_id)[0]
        listings.say_changed(listed.pk, words="A new number", by=listed.name, actor=dr_osei, at=noon)
        ExternallyManaged.objects.create(
            org_id=dr_osei.org_id, service=listed, why="Their own system", said_by="Ines", since=noon, by="Sam"
        )
        doors.set_secret(maya.pk, kind="word", said="Rio Verde", actor=dr_osei, at=noon)
        her_page = {"purpose": "client", "subject_kind": "client", "subject_id": maya.pk, "factor": "chosen"}
        link = doors.issue(**her_page, actor=dr_osei, at=noon)
        referrals.attach(uuid7(), referral_id=draft.pk, **letter, actor=dr_osei, at=noon)
        service = network.services_run_by(rosa.org_id)[0]
        agreed = {"kind": "written_consent", "given_by": "Maya", "feedback": "progress"}
        referrals.send_draft(
            draft.pk, service_id=service.pk, choice="From three", agreed=agreed, actor=dr_osei, at=noon
        )
    doors.try_secret(link.token, "wrong", address="203.0.113.9", at=noon)
    handoff = refer("sent")
    with acting(dr_osei):
        wants = clients.add_route(maya, kind="text", value="305-555-0161", actor=dr_osei, at=noon)
        messaging.opt_in(maya.pk, wants.pk, how="Said so at the desk", actor=dr_osei, at=noon)
        messaging.write_to_client(
            maya.pk, "please_call", subject_id=maya.pk, cause="asked", not_before=noon,
            not_after=noon + timedelta(days=1), actor=dr_osei, at=noon,
        )  # fmt: skip
        messaging.hear("+13055550177", "STOP", text_id="1", at=noon)
        messaging.hear("+13055550178", "Who is this?", text_id="2", at=noon)
        clients.add_decision_maker(maya, name="Her aunt", acts_as="guardian", actor=dr_osei, at=noon)
        phq9 = screens.instrument("phq-9")
        answers = {item.link_id: item.answers[1].code for item in phq9.items}
        asking = screening.Asking(asked_alone=True)
        screening.record(client_id=maya.pk, instrument=phq9, answers=answers, asking=asking, actor=dr_osei, at=noon)
        about = inquiries.About(need="Trauma therapy", urgency="routine")
        second = referrals.begin(client_id=maya.pk, need="Housing", actor=dr_osei, at=noon)
        two = [service.pk for service in network.services_run_by(rosa.org_id)[:2]]
        inquiry, full = inquiries.inquire(
            second.pk, about=about, service_ids=two, names=[maya.name], actor=dr_osei, at=noon
        )
    with acting(rosa):
        no = {"decline_reason": "no_room", "declined_because": "No room", "full_until": noon.date() + timedelta(days=9)}
        inquiries.take_inquiry_step(full.pk, "say_no", **no, actor=rosa, at=noon)
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
        referrals.write_message(handoff.pk, key=uuid7(), words="She came early.", actor=rosa, at=noon)
        referrals.write_note(handoff.pk, key=uuid7(), words="Room 4 is quiet.", actor=rosa, at=noon)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
            starts_at=noon + timedelta(days=1), kind="treatment", actor=rosa, at=noon,
        )  # fmt: skip
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + timedelta(days=1))
    with acting(dr_osei):
        pk = handoff.referral_id
        referrals.record_attempt(pk, outcome="no-answer", route_kind="phone", actor=dr_osei, at=noon)
        referrals.record_helped(pk, answer="partly", actor=dr_osei, at=noon + timedelta(days=9))
        colleague = accounts.membership(sam.membership_id)
        (offer,) = referrals.offer([pk], to=colleague, note="Call after school.", actor=dr_osei, at=noon)
    faxed(handoff, dr_osei, noon)
    known_at_harbor_too(maya, rosa, noon)
    said_without_an_account(maya, handoff, dr_osei, noon)
    return {"handoff": handoff, "visit": visit, "inquiry": inquiry, "offer": offer, "link": link.link}


def said_without_an_account(maya, handoff, dr_osei, at) -> None:
    """Somebody knocked at Northside's desk, and Maya said something on her page."""
    desk = accounts.help_desk("bay-area")
    left = intake.Left(about="someone", called="Ana", whom="Maya", phone="305-555-0177")
    whose = voices.Whose(
        client_id=maya.pk, name="Maya", link_id=uuid7(), is_flagged=False, urgency="soon",
        holder_id=dr_osei.membership_id,
    )  # fmt: skip
    with acting(system(maya.org_id)) as program:
        intake.knock(left, key=uuid7(), desk=desk, came_from="library", actor=program, at=at)
        voices.say(
            "better_time", whose=whose, subject_kind="referral", subject_id=handoff.referral_id, key=uuid7(),
            actor=program, at=at,
        )  # fmt: skip


def faxed(handoff, dr_osei, at) -> None:
    with acting(dr_osei):
        copy = documents.make_copy(
            uuid7(), subject_kind="handoff", subject_id=handoff.pk, client_id=handoff.client_id, recipient="Harbor",
            number="305-555-0199", back_to="305-555-0101", actor=dr_osei, at=at,
        )  # fmt: skip
        desk_id = accounts.first_desk_of(dr_osei.org_id)
        tray.put_in(b"%PDF-1.4", way="hand", name="fax.pdf", desk_id=desk_id, actor=dr_osei, at=at)
        documents.say_delivered(uuid7(), copy_id=copy.pk, outcome="sent", actor=dr_osei, at=at)


def known_at_harbor_too(maya, rosa, at) -> None:
    """And the program asks whether it is the same person."""
    with acting(rosa):
        theirs = clients.register(name=maya.name, born_on=maya.born_on, postal_code=maya.postal_code, actor=rosa, at=at)
        assert theirs.pk != maya.pk
    for org_id in (maya.org_id, rosa.org_id):
        with as_worker(), acting(system(org_id)) as program:
            identities.propose(actor=program, at=at)


def tables_with_rows(superuser) -> dict[str, list[dict]]:
    """Every protected table and its rows as they really are."""
    names = superuser.execute(
        "select relname from pg_class where relrowsecurity and relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    found = {}
    for (name,) in names.fetchall():
        cursor = superuser.execute(f'select * from "{name}"')
        columns = [column.name for column in cursor.description]
        if name in OF_THE_STAFF:
            continue
        found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


def columns_one_may_write(superuser, table: str) -> list[str]:
    rows = superuser.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " and attgenerated = '' and attidentity = ''",
        [table],
    )
    return [name for (name,) in rows.fetchall()]


def test_everything_that_holds_anything_about_a_person_is_protected(house, superuser):
    tells = superuser.execute(
        """select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
           where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
             and a.attname in ('client_id', 'org_id', 'handoff_id', 'referral_id', 'record_id', 'subject_id')
             and not (c.relrowsecurity and c.relforcerowsecurity)"""
    )
    assert {name for (name,) in tells.fetchall()} <= OF_THE_STAFF


def test_every_policy_names_its_own_check_and_none_is_true(house, superuser):
    rows = superuser.execute("select tablename, policyname, cmd, qual, with_check from pg_policies").fetchall()
    assert len(rows) > 20
    for table, name, verb, using, check in rows:
        assert table in OF_THE_STAFF or "true" not in {using, check}, f"{table}.{name} lets everybody in"
        if verb in {"ALL", "INSERT", "UPDATE"}:
            assert check, f"{table}.{name} has no WITH CHECK of its own"


def test_a_stranger_reads_changes_and_deletes_nothing(house, world, eve, superuser):
    for table, rows in tables_with_rows(superuser).items():
        theirs = [row for row in rows if row.get("org_id") != eve.org_id]
        if not theirs:
            continue
        column = columns_one_may_write(superuser, table)[0]
        assert tried(eve, f'select count(*) from "{table}"') in {0, "refused"}, f"{table} is read by a stranger"
        assert tried(eve, f'update "{table}" set "{column}" = "{column}"') in {0, "refused"}, f"{table} is changed"
        assert tried(eve, f'delete from "{table}"') in {0, "refused"}, f"{table} is emptied"


def tried(actor, sql: str, values=()) -> int | str:
    """What came of it: a count, or *refused*. Rolled back either way."""
    try:
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(sql, values)
            result = cursor.fetchone()[0] if sql.startswith("select") else cursor.rowcount
            transaction.set_rollback(True)
            return result
    except DatabaseError:
        return "refused"


def test_a_stranger_writes_into_no_table(house, world, eve, superuser):
    kept_out = 0
    for table, rows in tables_with_rows(superuser).items():
        columns = columns_one_may_write(superuser, table)
        for row in rows[:3]:
            copies = [row | new_key(row)]
            if "org_id" in row and table not in HER_OWN:
                copies.append(row | new_key(row) | {"org_id": eve.org_id})
            for copy in copies:
                if copy.get("org_id") == eve.org_id and table in HER_OWN:
                    continue
                assert insert(eve, table, {name: copy[name] for name in columns}) == "refused", f"{table} took a row"
                kept_out += 1
    assert kept_out > 30


def new_key(row: dict) -> dict:
    return {"id": uuid7()} if isinstance(row.get("id"), UUID) else {}


def insert(actor, table: str, values: dict) -> int | str:
    from psycopg.types.json import Jsonb

    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    ready = [Jsonb(value) if isinstance(value, dict) else value for value in values.values()]
    ready = [Jsonb(v) if isinstance(v, list) and v and isinstance(v[0], dict) else v for v in ready]
    return tried(actor, f'insert into "{table}" ({names}) values ({marks})', ready)


def test_nobody_who_does_not_say_who_they_are_sees_anything(house, world, superuser):
    for table, rows in tables_with_rows(superuser).items():
        if not rows:
            continue
        with connection.cursor() as cursor:
            try:
                cursor.execute(f'select count(*) from "{table}"')
                assert cursor.fetchone()[0] == 0, f"{table} is seen by nobody in particular"
            except DatabaseError:
                pass  # not even granted


# --- pages


@pytest.fixture
def addresses() -> list[tuple[str, int]]:
    """Every address of ours with ids in it, and how many."""
    return [(route, route.count("<uuid:")) for route in routes(get_resolver().url_patterns) if "<uuid:" in route]


def routes(patterns, prefix="") -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        found += [route] if isinstance(pattern, URLPattern) else routes(pattern.url_patterns, route)
    return found


def signed_in(email: str) -> Browser:
    browser = Browser()
    browser.force_login(Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def filled(route: str, key: UUID) -> str:
    import re

    address = re.sub(r"<uuid:\w+>", str(key), route)
    address = re.sub(r"<(?:str:|slug:)?instrument\w*>", "phq-9", address)
    return "/" + re.sub(r"<(?:str:|slug:)?\w+>", "accept", address)


PUBLIC = ("directory/", "accounts/", "my/")  # my/: tests/test_my_page.py


def test_every_page_is_not_there_for_a_stranger(house, world, addresses, dr_osei, rosa, superuser):
    eve = signed_in("eve@elsewhere.example")
    ids = {
        row["id"] for rows in tables_with_rows(superuser).values() for row in rows if isinstance(row.get("id"), UUID)
    }
    subjects = known_subjects(superuser) | {dr_osei.membership_id, rosa.membership_id}
    assert subjects <= ids | {dr_osei.membership_id, rosa.membership_id}
    tried_pages = 0
    for route, _ in addresses:
        if route.startswith(PUBLIC):
            continue
        for key in subjects:
            for method in ("get", "post"):
                answer = getattr(eve, method)(filled(route, key))
                assert answer.status_code in {404, 405}, f"{method} {route} answered {answer.status_code} to a stranger"
                tried_pages += 1
    assert tried_pages > 100


def known_subjects(superuser) -> set[UUID]:
    tables = [
        "clients_client",
        "referrals_referral",
        "referrals_handoff",
        "scheduling_visit",
        "crisis_risksignal",
        "screening_screen",
        "referrals_handover",
        "papers_paper",
        "doors_link",
        "documents_copy",
        "tray_arrival",
        "identities_match",
        "intake_helprequest",
        "voices_voice",
    ]
    return {key for table in tables for (key,) in superuser.execute(f"select id from {table}").fetchall()}


def test_a_page_of_ones_own_is_there(house, world, dr_osei, rosa):
    sender, receiver = signed_in("osei@northside.example"), signed_in("rosa@harbor.example")
    handoff = world["handoff"]

    assert sender.get(f"/referrals/{handoff.referral_id}/").status_code == 200
    assert receiver.get(f"/handoffs/{handoff.pk}/").status_code == 200
    assert receiver.get(f"/referrals/{handoff.referral_id}/").status_code == 404, "the receiver sees the package only"


def test_whoever_is_not_signed_in_is_asked_to(house, world):
    answer = Browser().get(f"/referrals/{world['handoff'].referral_id}/")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def test_no_action_works_for_a_stranger(house, world, maya, eve, noon):
    handoff = world["handoff"]
    at = timezone.now()
    for attempt in (
        lambda: referrals.take_referral_step(handoff.referral_id, "close", closure="unknown", actor=eve, at=at),
        lambda: referrals.take_handoff_step(handoff.pk, "finish", actor=eve, at=at),
        lambda: referrals.begin(client_id=maya.pk, need="hers", actor=eve, at=at),
        lambda: referrals.bear_witness(handoff.referral_id, who="client", says_connected=False, actor=eve, at=at),
        lambda: referrals.record_attempt(
            handoff.referral_id, outcome="no-answer", route_kind="phone", actor=eve, at=at
        ),
        lambda: referrals.write_message(handoff.pk, key=uuid7(), words="hers", actor=eve, at=at),
        lambda: referrals.write_note(handoff.pk, key=uuid7(), words="hers", actor=eve, at=at),
        lambda: referrals.attach(
            uuid7(), referral_id=handoff.referral_id, kind="letter", name="a.txt", raw=b"hers", actor=eve, at=at
        ),
        lambda: doors.revoke(world["link"].pk, actor=eve, at=at),
        lambda: doors.renew(world["link"].pk, actor=eve, at=at),
        lambda: referrals.record_helped(handoff.referral_id, answer="helped", actor=eve, at=at),
        lambda: referrals.offer([handoff.referral_id], to=None, note="", actor=eve, at=at),
        lambda: referrals.take_hand_over(world["offer"].pk, actor=eve, at=at),
        lambda: clients.change_situation(maya, situation="deceased", source="hers", actor=eve, at=at),
        lambda: scheduling.take_visit_step(world["visit"].pk, "cancel", said={"reason": "x"}, actor=eve, at=at),
        lambda: clients.add_route(maya, kind="phone", value="1", actor=eve, at=at),
    ):
        with pytest.raises((NotAllowed, DatabaseError, LookupError, Exception)) as refused, acting(eve):
            attempt()
        assert type(refused.value).__name__ in {"DoesNotExist", "NotAllowed", "ProgrammingError", "IntegrityError"}
    with acting(eve):
        assert list(crisis.open_signals(eve)) == []
    assert accounts.membership_by_email("eve@elsewhere.example").org_id == eve.org_id


def test_each_role_asks_of_the_law_only_what_it_needs(house, noon):
    with pytest.raises(DatabaseError, match="permission denied"):
        messages.due(noon, 50)
    with as_worker(), speaking_as(NOBODY):
        assert messages.due(noon, 50) == []
        with pytest.raises(DatabaseError, match="permission denied"):
            messages.last_told("+13055550161")

"""Two organizations may each know the same person. A steward of their network is asked; neither of the two can tell."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from worker_role import as_worker

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Agreement, Network, Organization
from throughcare.clients import actions as clients
from throughcare.clients.models import Client
from throughcare.foundation.actor import NOBODY, acting, speaking_as, system
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.identities import actions, queries
from throughcare.identities.jobs import look_for_matches
from throughcare.identities.models import Match, MatchStep
from throughcare.referrals import actions as loop
from throughcare.referrals.queries import WAY_BACK

BORN = date(2010, 4, 9)
THE_SAME = {"name": "Maya Torres", "born_on": BORN, "phone": "(305) 555 0161", "postal_code": "33130"}

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def noa(sam, eve, noon):
    """The network's data steward. She works at Elsewhere, which has no part in this; Sam leads the network."""
    return steward_named("Noa Stern", eve, sam, noon)


def steward_named(name, eve, sam, at):
    email = f"{name.split()[0].lower()}@elsewhere.example"
    with acting(eve):
        org = accounts.organization(eve.org_id)
        staff.join(org=org, name=name, email=email, roles=["quality"], actor=eve, at=at)
    with acting(sam):
        Network.objects.filter(organizations=sam.org_id).update(lead_id=sam.membership_id)
        staff.name_steward(email, actor=sam, at=at)
    return accounts.actor_for(accounts.membership_by_email(email).person)


@pytest.fixture
def at_harbor(rosa, noon):
    """Harbor's own record of somebody; the same as Northside's Maya unless something is said otherwise."""

    def at_harbor(actor=rosa, **different):
        facts = THE_SAME | different
        phone = facts.pop("phone")
        with acting(actor):
            client = clients.register(actor=actor, at=noon, language="es", **facts)
            clients.add_route(client, kind="phone", value=phone, actor=actor, at=noon)
        return client

    return at_harbor


def look():
    with as_worker(), speaking_as(NOBODY):
        look_for_matches()


def matches_of(actor):
    with acting(actor):
        return queries.open_matches(actor)


def answer(actor, match, name, at, reason="Same street, same aunt", **more):
    with acting(actor):
        return actions.take_match_step(match.pk, name, reason=reason, actor=actor, at=at, **more)


def test_a_steward_is_asked_and_sees_each_sides_demographics_and_no_more(maya, at_harbor, noa, noon):
    at_harbor()
    look()

    (match,) = matches_of(noa)
    with acting(noa):
        ours, theirs = actions.look(match, actor=noa, at=noon)
        assert ours == theirs == queries.Side("Maya Torres", BORN, "33130", ["0161"])
        assert not Client.objects.exists(), "the records themselves stay where they are"


@pytest.mark.parametrize(
    ("different", "asked"),
    [
        ({"phone": "305-555-0999"}, 1),  # the postal code agrees
        ({"postal_code": ""}, 1),  # the number agrees
        ({"phone": "305-555-0999", "postal_code": "33131"}, 0),
        ({"born_on": date(2010, 9, 4)}, 0),
        ({"name": "Mia Torres"}, 0),
        ({"name": "MAYA  TORRES", "phone": "1 305 555 0161", "postal_code": ""}, 1),
    ],
)
def test_only_a_strong_agreement_is_worth_a_question(maya, at_harbor, noa, different, asked):
    at_harbor(**different)
    look()
    assert len(matches_of(noa)) == asked


def test_looking_again_asks_nothing_twice(maya, at_harbor, noa, noon):
    at_harbor()
    look()
    answer(noa, matches_of(noa)[0], "say_different", noon)
    look()

    assert matches_of(noa) == []


@pytest.mark.parametrize("kind", ["part2_program", "victim_service"])
def test_what_a_part_2_program_or_a_victim_service_keeps_is_never_compared(maya, at_harbor, noa, rosa, kind, superuser):
    at_harbor()
    with acting(rosa):
        Organization.objects.filter(pk=rosa.org_id).update(legal_kind=kind)
    look()
    assert matches_of(noa) == []
    assert superuser.execute("select count(*) from identities_match").fetchone() == (0,), "it is not even written down"


def test_nothing_is_compared_without_an_agreement_or_across_networks(maya, at_harbor, noa, rosa):
    at_harbor()
    with acting(rosa):
        Agreement.objects.filter(org_id=rosa.org_id).update(ends_on=date(2026, 1, 1))
    look()
    assert matches_of(noa) == []


def test_nobody_else_sees_that_there_is_a_question(maya, at_harbor, noa, dr_osei, sam, rosa, eve, visit, noon):
    at_harbor()
    pages = [("clients", []), ("client", [maya.pk]), ("worklist", []), ("notices", [])]
    before = [visit(dr_osei, "get", reverse(name, args=args)).content for name, args in pages]
    look()
    (match,) = matches_of(noa)
    answer(noa, match, "say_same", noon)

    for actor in (dr_osei, sam, rosa, eve):
        with acting(actor):
            assert queries.match(actor, match.pk) is None and not MatchStep.objects.exists()
            assert queries.sides(match) == []
            with pytest.raises(Match.DoesNotExist):
                actions.take_match_step(match.pk, "take_back", reason="hers", actor=actor, at=noon)
        assert visit(actor, "get", reverse("match", args=[match.pk])).status_code == 404
        assert visit(actor, "get", reverse("matches")).status_code == 404
    after = [visit(dr_osei, "get", reverse(name, args=args)).content for name, args in pages]
    assert [len(page) for page in after] == [len(page) for page in before], "Northside's pages are what they were"


def test_no_organization_can_have_its_people_compared_by_itself(maya, dr_osei, noon):
    with pytest.raises(DatabaseError), acting(dr_osei):
        actions.propose(actor=dr_osei, at=noon)
    with pytest.raises(DatabaseError), acting(dr_osei):
        Match.objects.create(
            network_id=dr_osei.org_id, one_id=maya.pk, one_org_id=dr_osei.org_id, other_id=maya.pk,
            other_org_id=dr_osei.org_id, rule="x", proposed_at=noon,
        )  # fmt: skip


def test_a_look_takes_hold_of_nobodys_record(maya, at_harbor, noa, dr_osei, noon):
    """Else a page of one side would wait, and that would tell."""
    at_harbor()
    with transaction.atomic(), acting(dr_osei):
        Client.objects.select_for_update().get(pk=maya.pk)
        with ThreadPoolExecutor(1) as worker:
            worker.submit(as_program, dr_osei.org_id, noon).result(timeout=10)


def as_program(org_id, at):
    with as_worker(), acting(system(org_id)) as program:
        actions.propose(actor=program, at=at)


def test_a_steward_who_also_works_at_one_side_is_not_asked(maya, at_harbor, noa, sam, noon):
    at_harbor()
    look()
    with acting(sam):
        asked = staff.invite(name="Noa Stern", email="noa@elsewhere.example", roles=["referrer"], actor=sam, at=noon)
        staff.accept_invitation(asked.pk, person_id=noa.person_id, at=noon)

    assert matches_of(noa) == []


def test_every_look_is_written_down(maya, at_harbor, noa, superuser, noon):
    at_harbor()
    look()
    (match,) = matches_of(noa)
    with acting(noa):
        actions.look(match, actor=noa, at=noon)
        actions.look(match, actor=noa, at=noon + timedelta(minutes=1))
    rows = superuser.execute("select action, client_id from audit_auditentry where subject_id = %s", [match.pk])
    assert rows.fetchall() == [("read", None)] * 2, "no side finds it among what was read of its client"


def test_of_two_stewards_who_answer_at_once_one_is_told(maya, at_harbor, noa, eve, sam, noon):
    ida = steward_named("Ida Roth", eve, sam, noon)
    at_harbor()
    look()
    (match,) = matches_of(noa)

    def press(job):
        who, name = job
        try:
            return answer(who, match, name, noon, seen="in_question").status
        except (Overtaken, NotAllowed) as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        results = list(both.map(press, [(noa, "say_same"), (ida, "say_different")]))

    assert "Overtaken" in results and len(set(results)) == 2


def test_an_answer_says_how_it_is_known_and_can_be_taken_back(maya, at_harbor, noa, noon):
    at_harbor()
    look()
    (match,) = matches_of(noa)
    with pytest.raises(NotAllowed, match="how you know"):
        answer(noa, match, "say_same", noon, reason=" ")
    later = match.proposed_at + timedelta(days=1)
    for hours, name in enumerate(["ask_sides", "say_same", "take_back"]):
        answer(noa, match, name, later + timedelta(hours=hours))

    assert [one.pk for one in matches_of(noa)] == [match.pk]
    with acting(noa):
        told = [row.name for row in queries.timeline_of(match)]
    assert told == ["propose", "ask_sides", "say_same", "take_back"]


def test_when_a_steward_is_steward_no_more_nothing_is_seen(maya, at_harbor, noa, sam, noon):
    at_harbor()
    look()
    with acting(sam):
        staff.end_stewardship(noa.membership_id, actor=sam, at=noon)

    assert matches_of(noa) == []


def test_only_the_networks_lead_names_a_steward(noa, eve, dr_osei, noon):
    for actor in (eve, dr_osei, noa):
        with pytest.raises(NotAllowed, match="lead names"), acting(actor):
            staff.name_steward("eve@elsewhere.example", actor=actor, at=noon)
        with pytest.raises(DatabaseError), acting(actor), connection.cursor() as cursor:
            cursor.execute("select law.name_steward(%s, %s)", [actor.membership_id, noon])


# --- the page


def test_the_page_names_no_organization_until_the_steward_chooses_to_call(maya, at_harbor, noa, visit, noon):
    at_harbor()
    look()
    (match,) = matches_of(noa)
    assert reverse("match", args=[match.pk]) in visit(noa, "get", reverse("matches")).content.decode()

    before = visit(noa, "get", reverse("match", args=[match.pk])).content.decode()
    assert "Maya Torres" in before and "9 April 2010" in before and "0161" in before
    assert (
        "Harbor" not in before
        and "Northside" not in before
        and "(305) 555" not in before
        and "3055550161" not in before
    )
    visit(noa, "post", reverse("match-step", args=[match.pk, "ask_sides"]), {"seen": "in_question"})

    after = visit(noa, "get", reverse("match", args=[match.pk])).content.decode()
    assert "305-555-0142" in after and "Say neither that there is another record nor where." in after


@pytest.mark.parametrize("htmx", [True, False])
def test_an_answer_without_a_word_is_refused_beside_its_field(maya, at_harbor, noa, visit, htmx):
    at_harbor()
    look()
    (match,) = matches_of(noa)
    address = reverse("match-step", args=[match.pk, "say_same"])

    refused = visit(noa, "post", address, {"seen": "in_question", "reason": ""}, htmx=htmx)
    assert refused.status_code == 422 and "Say how you know." in refused.content.decode()
    visit(noa, "post", address, {"seen": "in_question", "reason": "Their birth certificate"}, htmx=htmx)
    twice = visit(noa, "post", address, {"seen": "in_question", "reason": "Their birth certificate"}, htmx=htmx)

    assert twice.status_code in {200, 302}, "sent twice is said once"
    assert "One person" in visit(noa, "get", reverse("match", args=[match.pk])).content.decode()


def test_the_list_asks_the_database_the_same_whatever_its_length(maya, at_harbor, noa, asked):
    at_harbor()
    look()
    assert len(asked(noa, reverse("matches"))) <= 4


def test_the_lead_names_and_ends_stewards_on_a_page(noa, sam, eve, visit):
    page = visit(sam, "get", reverse("stewards")).content.decode()
    assert "Noa Stern" in page and "Count them" in page
    assert "Reached treatment" in visit(sam, "get", reverse("stewards") + "?count=1").content.decode()
    unknown = visit(sam, "post", reverse("stewards"), {"email": "nobody@nowhere.example"})
    assert unknown.status_code == 422 and "Nobody with this address" in unknown.content.decode()
    visit(sam, "post", reverse("steward-end", args=[noa.membership_id]))
    assert "Noa Stern" not in visit(sam, "get", reverse("stewards")).content.decode()
    assert visit(eve, "get", reverse("stewards")).status_code == 404


# --- what an answer is used for


@pytest.fixture
def both_ask(refer, at_harbor, rosa, noon):
    """Northside and, nine days later, Harbor each promise Maya the same."""
    refer("open")
    client = at_harbor()
    with acting(rosa):
        draft = loop.begin(client_id=client.pk, need="Trauma therapy", actor=rosa, at=noon + timedelta(days=9))
        loop.take_referral_step(draft.pk, "open", actor=rosa, at=noon + timedelta(days=9))
    return client


def counted(actor, noon):
    with acting(actor):
        return queries.counted_once(actor, since=noon - timedelta(days=1), again_within=WAY_BACK)


def test_the_network_counts_her_once_after_the_answer_and_twice_after_it_was_taken_back(both_ask, noa, sam, rosa, noon):
    look()
    (match,) = matches_of(noa)
    assert counted(sam, noon).requests == 2

    answer(noa, match, "say_same", noon)
    assert counted(sam, noon).requests == 1
    answer(noa, match, "take_back", noon)

    assert counted(sam, noon).requests == 2
    assert counted(rosa, noon) is None and counted(noa, noon) is None, "the count is the lead's"

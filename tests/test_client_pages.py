"""A person is found or registered once, reached safely, and what they agreed to can be taken back."""

import re

import pytest

from throughcare.clients import actions as clients
from throughcare.clients import queries
from throughcare.clients.models import Client
from throughcare.consent import actions as consent_actions
from throughcare.consent import queries as consent
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import actions as referrals

NEW = "/clients/new/"


def text(response) -> str:
    return response.content.decode()


def form(visit, actor, **said):
    key = re.search(r'name="key" value="([^"]+)"', text(visit(actor, "get", NEW))).group(1)
    return {"key": key, "name": "Maya Torres", "language": "es", "is_safe": "on", **said}


def test_a_person_is_registered_with_a_safe_way_to_reach_them(visit, dr_osei):
    said = form(
        visit,
        dr_osei,
        kind="phone",
        value="305-555-0161",
        safe_from="17:00",
        safe_until="19:00",
        needs_interpreter="on",
        time_zone="America/Phoenix",
    )

    answer = visit(dr_osei, "post", NEW, said)

    with acting(dr_osei):
        client = Client.objects.get(pk=answer.url.split("/")[2])
        (route,) = queries.routes(client.pk)
    assert (client.language, client.needs_interpreter) == ("es", True)
    assert (route.safe_from.hour, route.safe_until.hour, route.may_leave_message) == (17, 19, False)
    page = text(visit(dr_osei, "get", answer.url))
    assert "305-555-0161" in page and "17:00" in page and "Arizona" in page


def test_safe_hours_that_end_before_they_begin_are_refused_and_nothing_is_lost(visit, dr_osei):
    said = form(visit, dr_osei, kind="phone", value="305-555-0161", safe_from="19:00", safe_until="17:00")

    answer = visit(dr_osei, "post", NEW, said)

    assert answer.status_code == 422
    assert "end before they begin" in text(answer) and "305-555-0161" in text(answer)


def test_the_same_person_is_shown_before_a_second_record_is_made(visit, dr_osei, maya):
    said = form(visit, dr_osei, born_on="2010-04-09")

    looked = visit(dr_osei, "post", NEW, said)

    assert looked.status_code == 200 and f"/clients/{maya.pk}/" in text(looked)
    with acting(dr_osei):
        assert Client.objects.count() == 1
    none_of = re.search(r'name="not_these" value="([^"]+)"', text(looked)).group(1)
    visit(dr_osei, "post", NEW, said | {"not_these": none_of})
    with acting(dr_osei):
        assert Client.objects.count() == 2, "somebody else of the same name"


def test_the_same_form_sent_twice_is_one_person(visit, dr_osei):
    said = form(visit, dr_osei)

    first, second = visit(dr_osei, "post", NEW, said), visit(dr_osei, "post", NEW, said)

    assert first.status_code == 302
    with acting(dr_osei):
        assert Client.objects.count() == 1
    assert second.status_code in {200, 302}


def test_a_search_by_name_leaves_no_name_in_the_address(visit, dr_osei, maya):
    answer = visit(dr_osei, "post", "/clients/", {"q": "maya t"})

    assert "Maya Torres" in text(answer)
    assert answer.request["QUERY_STRING"] == ""


def test_who_decides_and_who_is_never_told_is_written_down(visit, dr_osei, maya):
    here = f"/clients/{maya.pk}/"
    key = re.search(r'name="key"[^>]*value="([^"]+)"', text(visit(dr_osei, "get", here))).group(1)

    visit(
        dr_osei, "post", f"{here}decision-makers/",
        {"key": key, "name": "Her father", "acts_as": "parent", "scope": ["informed"], "never_tell": "on"},
    )  # fmt: skip

    with acting(dr_osei):
        (father,) = queries.decision_makers(maya.pk)
    assert father.never_tell and "Her father" in text(visit(dr_osei, "get", here))


def test_where_somebody_is_now_is_written_with_its_source(visit, dr_osei, maya):
    here = f"/clients/{maya.pk}/"

    visit(
        dr_osei, "post", f"{here}situation/", {"situation": "hospital", "source": "Her aunt", "review_on": "2027-03-09"}
    )

    assert "In hospital" in text(visit(dr_osei, "get", here))


def test_a_consent_is_taken_back_from_the_clients_page(visit, dr_osei, maya, refer, noon):
    handoff = refer("prepared")
    here = f"/clients/{maya.pk}/"
    assert "Withdraw it" in text(visit(dr_osei, "get", here))

    for _ in range(2):  # the same press twice
        assert visit(dr_osei, "post", f"{here}consents/{handoff.basis_id}/withdraw/").status_code == 302

    with acting(dr_osei):
        assert consent.basis(dr_osei, handoff.basis_id).revoked_at
        with pytest.raises(NotAllowed, match="withdrawn"):
            referrals.send(handoff.pk, actor=dr_osei, at=noon)
    assert "Withdraw it" not in text(visit(dr_osei, "get", here))


@pytest.mark.parametrize("htmx", [True, False])
def test_a_stranger_finds_nobody(visit, eve, maya, refer, htmx):
    handoff = refer("prepared")
    here = f"/clients/{maya.pk}/"
    for verb, address in (
        ("get", here), ("post", f"{here}routes/"), ("post", f"{here}situation/"),
        ("post", f"{here}consents/{handoff.basis_id}/withdraw/"),
    ):  # fmt: skip
        assert visit(eve, verb, address, htmx=htmx).status_code == 404
    assert "Maya" not in text(visit(eve, "post", "/clients/", {"q": "maya"}, htmx=htmx))


def test_a_search_for_what_no_name_can_hold_finds_nobody(visit, dr_osei, maya):
    answer = visit(dr_osei, "post", "/clients/", {"q": "Z\0oe"})

    assert answer.status_code == 200 and "Nobody of this name." in answer.content.decode()


def test_a_name_that_grows_when_it_is_folded_is_registered(dr_osei, noon):
    with acting(dr_osei):
        client = clients.register(name="ß" * 200, actor=dr_osei, at=noon)
    assert client.name == "ß" * 200


def test_pressing_enter_among_possible_duplicates_registers_nobody(visit, dr_osei, maya):
    """A browser presses the first button of a form on Enter; it must be the one that looks again."""
    looked = text(visit(dr_osei, "post", NEW, form(visit, dr_osei)))

    buttons = re.findall(r"<button[^>]*>", looked.split(f'action="{NEW}"')[1])
    assert "not_these" not in buttons[0] and "not_these" in buttons[1]


def test_the_page_asks_no_more_when_more_was_agreed(asked, dr_osei, maya, refer, harbor_service, noon):
    refer("prepared")
    here = f"/clients/{maya.pk}/"
    few = asked(dr_osei, here)
    with acting(dr_osei):
        for _ in range(3):
            consent_actions.record_basis(
                client_id=maya.pk, kind="written_consent", recipients=[harbor_service.pk], given_by="Maya",
                actor=dr_osei, at=noon,
            )  # fmt: skip

    assert len(asked(dr_osei, here)) == len(few)

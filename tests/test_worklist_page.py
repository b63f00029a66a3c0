"""The work list: how things stand, first what breaks first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.work import actions as work
from throughcare.foundation.work import queries
from throughcare.referrals import actions as referrals
from throughcare.web.work import cursors

HOME = "/"


@pytest.fixture
def place(db):
    """Rows of somebody's list: `place(sam, "Ana", hours=-3)`."""

    def place(actor, who, *, hours=0.0, kind="referral", rank=1, **fields):
        now = timezone.now()
        values = {
            "client_id": None, "number": None, "holder_id": actor.membership_id, "is_ours": True, "turn": "sender",
            "waiting_on": "nobody", "status": "open", "urgency": "routine", "what": "Trauma therapy", "last_event": "Opened",
            "started_at": now - timedelta(days=2), "due_at": now + timedelta(hours=hours), **fields,
        }  # fmt: skip
        item = work.item(
            org_id=actor.org_id, subject_kind=kind, subject_id=uuid7(), who=who, at=now, rank=rank, **values
        )
        with acting(actor):
            work.place([item])
        return item["subject_id"]

    return place


def text(response) -> str:
    return response.content.decode()


def test_the_title_says_how_things_stand_and_names_nobody(visit, sam, place):
    for hours in (-1, -2, -3):
        place(sam, "Ana Diaz", hours=hours)

    html = text(visit(sam, "get", HOME))

    assert "Three promises are late." in html
    assert "<title>Worklist</title>" in html
    assert html.index("Late") < html.index("Ana Diaz")


def test_an_empty_list_says_what_is_next(visit, sam):
    html = text(visit(sam, "get", HOME))

    assert "You hold nothing that is open." in html and "Nothing is open here." in html


def test_nothing_found_says_how_to_see_everything(visit, sam, place):
    place(sam, "Ana Diaz")

    html = text(visit(sam, "post", HOME, {"text": "Zo"}, follow=True))

    assert "Nothing fits." in html and "Ana Diaz" not in html


def test_htmx_gets_the_rows_alone(visit, sam, place):
    place(sam, "Ana Diaz")

    html = text(visit(sam, "get", HOME, htmx=True))

    assert html.lstrip().startswith('<div class="stack" id="rows"') and "<main" not in html


def test_somebody_in_danger_stands_first(visit, sam, place):
    place(sam, "Ana Diaz", hours=-30)
    signal = place(sam, "Bo Lund", hours=5, kind="signal", rank=0)

    html = text(visit(sam, "get", HOME))

    assert html.index("Bo Lund") < html.index("Ana Diaz")
    assert reverse("signal", args=[signal]) in html and "Not taken up" in html


def test_mine_and_everybodys_are_two_tabs(visit, sam, dr_osei, place):
    place(sam, "Ana Diaz")
    place(dr_osei, "Bo Lund")

    mine, everybody = text(visit(sam, "get", HOME)), text(visit(sam, "get", HOME, {"view": "all"}))

    assert "Bo Lund" not in mine and "Bo Lund" in everybody and "Ana Diaz" in everybody
    assert dr_osei.name in everybody, "whose turn it is"


@pytest.mark.parametrize(
    ("query", "stays"),
    [
        ({"text": "ana"}, "Ana Diaz"),
        ({"text": "TC-77"}, "Bo Lund"),
        ({"turn": "theirs"}, "Bo Lund"),
        ({"urgency": "urgent"}, "Bo Lund"),
        ({"status": "sent"}, "Bo Lund"),
    ],
)
def test_the_list_is_narrowed_with_and_without_javascript(visit, sam, place, query, stays):
    place(sam, "Ana Diaz")
    place(sam, "Bo Lund", number=77, is_ours=False, urgency="urgent", status="sent", beside="Harbor")

    for htmx in (True, False):
        html = text(visit(sam, "post", HOME, query, htmx=htmx, follow=not htmx))
        assert stays in html and ({"Ana Diaz", "Bo Lund"} - {stays}).pop() not in html


def test_the_name_that_somebody_looks_for_stands_in_no_address(visit, sam, place):
    place(sam, "Ana Diaz")

    plain = visit(sam, "post", HOME, {"text": "ana", "view": "mine"})
    through_htmx = visit(sam, "post", HOME, {"text": "ana", "view": "mine"}, htmx=True)

    assert "ana" not in plain.url and "ana" not in through_htmx["HX-Push-Url"]
    again = visit(sam, "get", plain.url)
    assert "Ana Diaz" in text(again) and 'value="ana"' in text(again)
    assert "text=" not in text(again)


@pytest.mark.parametrize(
    "query", [{"view": "x"}, {"turn": "x"}, {"urgency": "x"}, {"after": "nonsense"}, {"text": "\0"}, {"after": "a:b:c"}]
)
def test_nonsense_in_the_address_is_left_out(visit, sam, place, query):
    place(sam, "Ana Diaz")

    response = visit(sam, "get", HOME, query)

    assert response.status_code == 200


def test_the_list_goes_on_after_fifty_rows_and_back(visit, sam, place):
    for i in range(53):
        place(sam, f"Client {i:02}", hours=24 * (i + 2))

    first = visit(sam, "get", HOME)
    following = visit(sam, "get", first.context["rows"].next)

    assert text(first).count("queue__row") == 50 and "Client 49" in text(first)
    assert text(following).count("queue__row") == 3 and "Client 50" in text(following)
    assert "Back to the first page" in text(following)


def test_a_place_in_the_list_cannot_be_made_up():
    real = cursors.after(1, timezone.now(), uuid7())

    assert cursors.place(real) is not None
    assert cursors.place(real + "x") is None and cursors.place("x") is None and cursors.place("") is None


def test_unchanged_rows_answer_304_and_changed_ones_do_not(visit, sam, place):
    place(sam, "Ana Diaz", hours=24 * 5 + 1)
    tag = visit(sam, "get", HOME, htmx=True)["ETag"]

    same = visit(sam, "get", HOME, htmx=True, **{"If-None-Match": tag})
    place(sam, "Bo Lund", hours=24 * 9 + 1)
    changed = visit(sam, "get", HOME, htmx=True, **{"If-None-Match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200 and "Bo Lund" in text(changed)


def test_looking_again_keeps_nobody_signed_in(client, visit, sam, settings):
    visit(sam, "get", HOME)
    session = client.session
    session["seen_at"] = (timezone.now() - timedelta(seconds=settings.IDLE_SIGN_OUT_AFTER - 5)).isoformat()
    session.save()
    with acting(sam):
        client.get(HOME, headers={"HX-Request": "true", "X-Looks-Again": "1"})
    assert client.session["seen_at"] == session["seen_at"]

    session["seen_at"] = (timezone.now() - timedelta(seconds=settings.IDLE_SIGN_OUT_AFTER + 5)).isoformat()
    session.save()
    response = client.get(HOME, headers={"HX-Request": "true", "X-Looks-Again": "1"})

    assert response.status_code == 401 and response["HX-Redirect"] == "/accounts/login/"


def test_a_part_of_a_page_says_that_one_was_signed_out(client, sam):
    step = reverse("handoff-step", args=[uuid7(), "accept"])

    assert client.post(step, headers={"HX-Request": "true"}).status_code == 401
    assert client.post(step)["Location"] == "/accounts/login/?next=/"
    assert client.get("/?view=all")["Location"] == "/accounts/login/?next=/%3Fview%3Dall"


def test_drafts_are_shown_to_who_writes_them(visit, dr_osei, sam, refer):
    draft = refer("draft")

    assert reverse("referral", args=[draft.pk]) in text(visit(dr_osei, "get", HOME))
    assert reverse("referral", args=[draft.pk]) not in text(visit(sam, "get", HOME))


def test_a_sent_referral_stands_on_both_lists(visit, dr_osei, rosa, refer):
    handoff = refer("sent")

    ours = text(visit(dr_osei, "get", HOME))
    theirs = text(visit(rosa, "get", HOME, {"view": "all"}))

    assert reverse("referral", args=[handoff.referral_id]) in ours and handoff.service_name in ours
    assert reverse("handoff", args=[handoff.pk]) in theirs and "Northside" in theirs


def test_what_waits_at_ones_desk_is_a_tab_and_a_sentence(visit, rosa, eve, refer):
    handoff = refer("sent")

    mine, desk = text(visit(rosa, "get", HOME)), text(visit(rosa, "get", HOME, {"view": "desk"}))

    assert "You hold nothing that is open. One waits at your desk." in mine and "Your desk" in mine
    assert "One waits at your desk." in desk and reverse("handoff", args=[handoff.pk]) in desk
    assert "Nothing waits at your desk." in text(visit(eve, "get", HOME, {"view": "desk"}))


def test_without_a_desk_nothing_waits_there(sam, place):
    place(sam, "Ana Diaz")
    nowhere = replace(sam, desk_id=None)

    with acting(nowhere):
        assert list(queries.worklist(nowhere, queries.Wanted(desk=True))) == []


def test_strangers_see_nothing_of_it(visit, eve, refer):
    handoff = refer("sent")

    html = text(visit(eve, "get", HOME, {"view": "all"}))

    assert "Maya" not in html and str(handoff.pk) not in html


def test_a_full_page_costs_at_most_ten_questions(visit, sam, dr_osei, place, asked):
    with acting(sam):
        client = clients.register(name="Ana Diaz", actor=sam, at=timezone.now())
        referrals.begin(client_id=client.pk, need="Therapy", actor=sam, at=timezone.now())
    for i in range(55):
        place(dr_osei if i % 2 else sam, f"Client {i}")

    for address in (HOME, f"{HOME}?view=all"):
        questions = asked(sam, address)
        assert len(questions) <= 10, "\n".join(questions)
    assert len(asked(sam, HOME, htmx=True)) <= 4

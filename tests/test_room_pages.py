"""The capacity switch: Rosa says in two taps that there is no room, and everybody who looks for care sees it."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.network.models import RoomSaid, Service
from throughcare.referrals import queries as referrals

ON = date(2026, 3, 2)


def text(response) -> str:
    return response.content.decode()


def say(actor, service, at, **said):
    with acting(actor):
        return actions.say_room(service.pk, actor=actor, at=at, **said)


def test_full_until_a_day_and_then_it_is_asked_again(harbor_service, rosa, noon):
    service = say(rosa, harbor_service, noon, room="full", again_on=date(2026, 4, 1))

    assert queries.room_in_words(service, on=ON) == "Full until 1 April"
    assert queries.fits_room(service, on=ON) == "no"
    assert queries.room_in_words(service, on=date(2026, 4, 1)) == "Room again from 1 April, they said. Ask"
    assert queries.fits_room(service, on=date(2026, 4, 1)) == "unknown", "a day that has come is no yes"


def test_room_with_limits(harbor_service, rosa, noon):
    service = say(rosa, harbor_service, noon, room="open", takes_only="ages 13 to 17", takes_a_week=2)

    assert queries.room_in_words(service, on=ON) == "Has room, only ages 13 to 17, at most 2 a week"


def test_where_nobody_said_it_is_not_known(harbor_service):
    assert queries.room_in_words(harbor_service, on=ON) == "Room: not known"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"room": "full"}, "from which day on"),
        ({"room": "away", "again_on": ON}, "from which day on"),
        ({"room": "perhaps"}, "Choose whether"),
    ],
)
def test_half_an_answer_is_refused(harbor_service, rosa, noon, said, reason):
    with pytest.raises(NotAllowed, match=reason):
        say(rosa, harbor_service, noon, **said)


def test_only_those_who_receive_there_say_so(harbor_service, sam, eve, noon):
    for other in (sam, eve):
        with pytest.raises(NotAllowed, match="receive referrals there"):
            say(other, harbor_service, noon, room="open")


def test_every_answer_is_kept_and_none_is_changed(harbor_service, rosa, noon):
    say(rosa, harbor_service, noon, room="full", again_on=date(2026, 4, 1))
    say(rosa, harbor_service, noon + timedelta(days=1), room="open")

    with acting(rosa):
        assert [row.room for row in RoomSaid.objects.order_by("at")] == ["full", "open"]
    with pytest.raises(ProgrammingError), acting(rosa), transaction.atomic():
        RoomSaid.objects.update(room="away")
    with pytest.raises(IntegrityError, match="full_and_away_end_on_a_day"), acting(rosa), transaction.atomic():
        Service.objects.filter(pk=harbor_service.pk).update(room="away", room_again_on=None)


def test_two_taps_on_a_page_and_what_is_missing_is_said_beside_it(visit, rosa, harbor_service):
    page = text(visit(rosa, "get", "/our-services/"))
    assert harbor_service.name in page and "Nobody has said so yet." in page and page.count("<h1") == 1
    address, day = reverse("say-room", args=[harbor_service.pk]), timezone.localdate() + timedelta(days=30)

    missing = visit(rosa, "post", address, {"room": "full", "takes_only": "teenagers"})
    said = visit(rosa, "post", address, {"room": "full", "again_on": day.isoformat()}, follow=True)

    assert missing.status_code == 422 and "from which day on" in text(missing) and "teenagers" in text(missing)
    assert f"Full until {day.day} {day:%B}" in text(said)


def test_whoever_looks_for_care_sees_it_and_is_warned_before_sending(visit, rosa, dr_osei, harbor_service, refer):
    day = timezone.localdate() + timedelta(days=30)
    say(rosa, harbor_service, timezone.now(), room="full", again_on=day)
    prepared = refer("prepared", at=timezone.now())

    service = text(visit(dr_osei, "get", reverse("service", args=[harbor_service.pk])))
    sharing = text(visit(dr_osei, "get", reverse("sharing", args=[prepared.pk])))

    assert f"Full until {day.day} {day:%B}" in service and "Rosa" in service
    assert "They may have no room." in sharing and reverse("inquiries", args=[prepared.referral_id]) in sharing


def test_a_stranger_has_no_switch(visit, eve, sam, harbor_service):
    for other in (eve, sam):
        assert visit(other, "post", reverse("say-room", args=[harbor_service.pk]), {"room": "open"}).status_code == 404
        assert harbor_service.name not in text(visit(other, "get", "/our-services/"))


def test_what_came_this_week_is_counted_against_what_they_take(visit, rosa, harbor_service, refer):
    now = timezone.now()
    refer("sent", at=now - timedelta(days=8))
    refer("sent", at=now - timedelta(days=6))
    say(rosa, harbor_service, now, room="open", takes_a_week=2)
    assert "1 of 2 asked in the last seven days." in text(visit(rosa, "get", "/our-services/"))

    refer("sent", at=now - timedelta(hours=1))

    assert "2 of 2 asked in the last seven days: as many as you take." in text(visit(rosa, "get", "/our-services/"))


def test_whoever_chooses_learns_that_it_is_as_many_as_they_take_and_no_more(visit, refer, rosa, sam, harbor_service):
    now = timezone.now()
    refer("sent", at=now - timedelta(hours=1))
    draft, handoff = refer("draft", at=now), refer("prepared", at=now)
    pages = [reverse("draft-services", args=[draft.pk]), reverse("sharing", args=[handoff.pk])]
    beyond = "As many as they take in a week have asked them."

    say(rosa, harbor_service, now, room="open", takes_a_week=2)
    assert not [page for page in pages if beyond[:-1] in text(visit(sam, "get", page))]

    say(rosa, harbor_service, now, room="open", takes_a_week=1)
    for page in pages:
        assert beyond in text(visit(sam, "get", page))


def test_a_week_later_it_is_not_said_any_more_and_nobody_reads_who_asked(refer, rosa, eve, harbor_service):
    refer("sent", at=timezone.now() - timedelta(days=7, hours=1))
    service = say(rosa, harbor_service, timezone.now(), room="open", takes_a_week=1)
    with acting(eve):
        assert referrals.take_no_more_this_week([service]) == set()
    refer("sent", at=timezone.now() - timedelta(days=6))
    with acting(eve):
        assert referrals.take_no_more_this_week([service]) == {harbor_service.pk}


def test_only_some_of_its_kinds(harbor_service, rosa, noon):
    """Trauma therapy is one of Harbor's two kinds; to tick both is to say no limit."""
    service = say(rosa, harbor_service, noon, room="open", takes_only_types=["trauma"])
    assert queries.room_in_words(service, on=ON) == f"Has room, only {queries.labels('types')['trauma']}"
    assert queries.not_taken_now(service, "trauma") == queries.not_taken_now(service, "") == ""
    assert "They take only" in queries.not_taken_now(service, "outpatient-therapy")

    both = say(rosa, harbor_service, noon + timedelta(days=1), room="open", takes_only_types=harbor_service.types)
    assert both.takes_only_types == [] and queries.not_taken_now(both, "outpatient-therapy") == ""
    with acting(rosa):
        assert [row.takes_only_types for row in RoomSaid.objects.order_by("at")] == [["trauma"], []]


def test_a_kind_that_is_none_of_theirs_is_refused(harbor_service, rosa, noon):
    with pytest.raises(NotAllowed, match="among the kinds of this service"):
        say(rosa, harbor_service, noon, room="open", takes_only_types=["eating-disorder"])


def test_rosa_ticks_kinds_and_finds_them_ticked(visit, rosa, harbor_service):
    address = reverse("say-room", args=[harbor_service.pk])
    visit(rosa, "post", address, {"room": "open", "takes_only_types": ["trauma"]})

    page = text(visit(rosa, "get", "/our-services/"))

    ticked = re.findall(r'<input type="checkbox" name="takes_only_types" value="([^"]+)"[^>]* checked', page)
    assert ticked == ["trauma"]
    wrong = visit(rosa, "post", address, {"room": "open", "takes_only_types": ["eating-disorder"]})
    assert wrong.status_code == 422


def test_whoever_looks_for_another_kind_is_warned_and_not_held_back(visit, refer, rosa, sam, harbor_service):
    now = timezone.now()
    said = {"draft": refer("draft", at=now, service_type="outpatient-therapy"), "same": refer("draft", at=now)}
    handoff = refer("prepared", at=now, service_type="outpatient-therapy")
    say(rosa, harbor_service, now, room="open", takes_only_types=["trauma"])

    choosing = text(visit(sam, "get", reverse("draft-services", args=[said["draft"].pk])))
    sharing = text(visit(sam, "get", reverse("sharing", args=[handoff.pk])))
    directory = text(visit(sam, "get", reverse("directory"), {"type": "outpatient-therapy", "within": "any"}))
    same = text(visit(sam, "post", reverse("draft-services", args=[said["same"].pk]), {"text": "", "type": "trauma"}))

    warning = f"They take only {queries.labels('types')['trauma']} just now. You can"
    assert warning in choosing and warning in sharing
    assert f"only {queries.labels('types')['trauma']}" in directory
    assert warning not in same and harbor_service.name in same

"""What a link opens, for whom, and when it opens nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from throughcare.doors import actions, queries, rules
from throughcare.doors.models import Link, Secret, Try
from throughcare.foundation import codes
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

WEEKS = timedelta(days=200)


def test_a_link_leads_to_its_subject_and_opens_nothing(her_link, maya, dr_osei, noon):
    opened = queries.open(her_link.token, at=noon)

    assert (opened.state, opened.purpose, opened.subject_id) == ("open", "client", maya.pk)
    assert opened.org_id == dr_osei.org_id and not opened.is_in


def test_only_the_word_that_was_chosen_lets_in(her_link, say):
    assert not say(her_link, "blue river").is_in
    assert say(her_link, "rio-verde").is_in, "neither case nor accents nor signs make a difference"


def test_what_opens_it_is_kept_nowhere_and_can_be_shown_again(her_link, dr_osei):
    with acting(dr_osei):
        link = queries.link(dr_osei, her_link.link.pk)
        assert link is not None and queries.token_of(link) == her_link.token
        kept = str([*Link.objects.values(), *Secret.objects.values()])
    assert str(her_link.link.pk) in kept
    assert her_link.token not in kept and "verde" not in kept.casefold()


def test_a_card_is_opened_by_its_code_however_it_is_typed(maya, dr_osei, her_link, say, noon):
    with acting(dr_osei):
        card = actions.issue(
            purpose="client", subject_kind="client", subject_id=maya.pk, factor="chosen", is_card=True,
            actor=dr_osei, at=noon,
        )  # fmt: skip

    assert codes.tidied(card.token) == card.token
    assert say(codes.in_groups(card.token).lower(), "Río Verde").is_in


def test_a_code_told_by_phone_opens_its_own_link_and_no_other(answer_link, say):
    first, second = answer_link(), answer_link()
    code = queries.phone_code_of(first.link)

    assert len(code) == 6 and not say(second, code).is_in
    assert say(first, f"{code[:3]} {code[3:]}").is_in


def test_a_passphrase_is_of_the_partner_and_opens_each_of_its_links(answer_link, say, dr_osei, noon):
    partner = uuid7()
    with acting(dr_osei):
        actions.set_secret(partner, kind="passphrase", said="seven quiet herons", actor=dr_osei, at=noon)

    assert say(answer_link("passphrase", partner_id=partner), "Seven quiet herons").is_in
    assert say(answer_link("passphrase", partner_id=partner), "Seven quiet herons").is_in


def test_our_call_lets_in_whoever_presses_first_and_nobody_after(answer_link, say, dr_osei, noon):
    issued = answer_link("call_back")
    assert not say(issued, "").is_in
    with acting(dr_osei):
        actions.want_call(issued.link.pk, actor=dr_osei, at=noon)
        actions.called_back(issued.link.pk, actor=dr_osei, at=noon)

    late = noon + timedelta(minutes=31)
    assert not say(issued, "", at=late).is_in
    assert say(issued, "").is_in and not say(issued, "").is_in


def test_what_tells_of_nobody_needs_no_second_factor(answer_link, say):
    assert say(answer_link("none", subject_kind="inquiry"), "").is_in


def test_what_tells_of_a_person_never_goes_without_one(answer_link):
    with pytest.raises(IntegrityError, match="what_tells_of_a_person_needs_a_second_factor"), transaction.atomic():
        answer_link("none")


def test_no_word_is_waited_for_that_was_never_chosen(maya, dr_osei, answer_link, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="Set it first"):
        actions.issue(
            purpose="client", subject_kind="client", subject_id=maya.pk, factor="chosen", actor=dr_osei, at=noon
        )
    with pytest.raises(NotAllowed, match="Set it first"):
        answer_link("passphrase")


def test_a_link_ends_is_spent_and_is_revoked(her_link, say, dr_osei, noon):
    assert queries.open(her_link.token, at=noon + WEEKS).state == "expired"
    assert not say(her_link, "rio verde", at=noon + WEEKS).is_in
    with acting(dr_osei):
        actions.spend(her_link.link.pk, actor=dr_osei, at=noon)
    assert queries.open(her_link.token, at=noon).state == "spent" and not say(her_link, "rio verde").is_in
    with acting(dr_osei):
        actions.revoke(her_link.link.pk, actor=dr_osei, at=noon)
    assert queries.open(her_link.token, at=noon).state == "revoked" and not say(her_link, "rio verde").is_in


def test_a_lost_phone_closes_all_that_leads_to_somebody(her_link, maya, dr_osei, noon):
    with acting(dr_osei):
        actions.revoke_all(maya.pk, actor=dr_osei, at=noon)
    assert queries.open(her_link.token, at=noon).state == "revoked"


def test_renewed_the_old_one_opens_nothing_and_the_new_one_goes_to_the_same_address(answer_link, say, dr_osei, noon):
    old = answer_link()
    with acting(dr_osei):
        new = actions.renew(old.link.pk, actor=dr_osei, at=noon + WEEKS)

    assert (new.link.went_to, new.link.subject_id) == (old.link.went_to, old.link.subject_id)
    assert queries.open(old.token, at=noon + WEEKS).state == "revoked"
    assert say(new, queries.phone_code_of(new.link), at=noon + WEEKS).is_in


def test_the_same_form_sent_twice_is_one_link(answer_link):
    key = uuid7()
    assert answer_link(key=key).token == answer_link(key=key).token
    assert Link.objects.count() == 0, "nobody in particular sees it"


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("word", "abc", "at least 4"),
        ("pin", "12a4", "digits only"),
        ("pin", "1111", "guess that one first"),
        ("pin", "1234", "guess that one first"),
        ("date", "2010-04-09", "Somebody who knows them"),
        ("word", "maya torres", "Somebody who knows them"),
        ("passphrase", "too short", "at least 10"),
    ],
)
def test_what_others_would_guess_is_not_taken(maya, dr_osei, noon, kind, said, words):
    with acting(dr_osei), pytest.raises(NotAllowed, match=words):
        guessable = [maya.name, maya.born_on.isoformat()]
        actions.set_secret(maya.pk, kind=kind, said=said, guessable=guessable, actor=dr_osei, at=noon)


def test_a_new_word_replaces_the_old_one(her_link, maya, say, dr_osei, noon):
    with acting(dr_osei):
        actions.set_secret(maya.pk, kind="pin", said="4071", actor=dr_osei, at=noon)
        assert Secret.objects.filter(subject_id=maya.pk).count() == 1

    assert not say(her_link, "rio verde").is_in and say(her_link, "40 71").is_in


# --- guessing


def test_after_five_wrong_words_it_waits_and_then_goes_on(her_link, say, noon):
    for _ in range(5):
        assert not say(her_link, "wrong").must_wait
    waiting = say(her_link, "rio verde")
    assert waiting.must_wait and not waiting.is_in
    assert say(her_link, "rio verde", at=noon + timedelta(minutes=16)).is_in


def guess(say, link, *, times, at, places=1) -> int:
    """One wrong word every twenty minutes, from each place in turn. Returns how many were compared."""
    said = [
        say(link, "wrong", at=at + timedelta(minutes=20 * n / places), address=f"198.51.100.{n % places}")
        for n in range(times)
    ]
    return sum(not one.must_wait for one in said)


def test_who_guesses_from_one_place_waits_alone_and_the_holder_comes_in_from_another(her_link, say, noon):
    assert guess(say, her_link, times=30, at=noon) == 10

    assert say(her_link, "rio verde", at=noon + timedelta(hours=11), address="198.51.100.0").must_wait
    assert say(her_link, "rio verde", at=noon + timedelta(hours=11), address="her library").is_in


def test_guessed_at_from_many_places_a_link_rests_and_opens_again_the_next_day(her_link, answer_link, say, noon):
    other = answer_link()
    assert guess(say, her_link, times=80, at=noon, places=20) == 30

    evening = noon + timedelta(hours=3)
    assert say(her_link, "rio verde", at=evening, address="her library").must_wait
    assert say(other, queries.phone_code_of(other.link), at=evening).is_in
    assert say(her_link, "rio verde", at=noon + timedelta(hours=27), address="her library").is_in


def test_in_however_many_days_no_more_is_guessed_than_a_person_knows_of(her_link, say, dr_osei, noon):
    compared = sum(guess(say, her_link, times=80, at=noon + timedelta(days=2 * n), places=20) for n in range(5))
    assert compared == 60, "right words in between would change nothing"
    later = noon + timedelta(days=30)
    assert say(her_link, "rio verde", at=later, address="her library").must_wait

    with acting(dr_osei):
        link = actions.open_again(her_link.link.pk, actor=dr_osei, at=later)
        assert queries.resting(link, at=later) == queries.Rest.NONE
    assert say(her_link, "rio verde", at=later, address="her library").is_in


def test_a_closed_link_is_not_opened_again(her_link, dr_osei, noon):
    with acting(dr_osei):
        actions.revoke(her_link.link.pk, actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="Hand out a new one"):
            actions.open_again(her_link.link.pk, actor=dr_osei, at=noon)


def test_our_people_see_that_somebody_tried(her_link, say, dr_osei):
    say(her_link, "wrong")
    with acting(dr_osei):
        assert [one.was_right for one in queries.tries_of(dr_osei, [her_link.link.pk])] == [False]


def test_a_guess_that_hits_nothing_is_answered_like_one_on_a_link(
    db_or_house, her_link, say, django_assert_num_queries
):
    rules.nobodys_secret()
    with django_assert_num_queries(how_many(lambda: say(her_link, "wrong"))):
        unknown = say("A" * 43, "wrong", address="198.51.100.7")
    assert (unknown.state, unknown.is_in, unknown.must_wait) == ("unknown", False, False)


def how_many(act) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "7KQ2-M9XT-4R", "\0", "ñ" * 500, "../../", "%00"])
def test_what_leads_nowhere_is_unknown(db_or_house, token, noon):
    assert queries.open(token, at=noon).state == "unknown"


def test_a_token_with_one_other_letter_leads_nowhere(her_link, noon):
    changed = her_link.token[:-2] + ("A" if her_link.token[-2] != "A" else "B") + her_link.token[-1]
    assert queries.open(changed, at=noon).state == "unknown"


# --- strangers


def test_somebody_elsewhere_sees_changes_and_opens_nothing(her_link, maya, eve, noon):
    with acting(eve):
        assert queries.link(eve, her_link.link.pk) is None and queries.links_of(eve, maya.pk) == []
        assert not Link.objects.exists() and not Secret.objects.exists() and not Try.objects.exists()
        for attempt in (
            actions.revoke,
            actions.renew,
            actions.spend,
            actions.want_call,
            actions.called_back,
            actions.open_again,
        ):
            with pytest.raises(Link.DoesNotExist):
                attempt(her_link.link.pk, actor=eve, at=noon)


def test_a_word_that_somebody_elsewhere_sets_opens_none_of_our_links(her_link, maya, eve, say, noon):
    with acting(eve):
        actions.set_secret(maya.pk, kind="word", said="Eve's own", actor=eve, at=noon)

    assert not say(her_link, "Eve's own").is_in and say(her_link, "rio verde").is_in


def test_a_wrong_word_is_counted_even_where_more_is_said_in_the_same_transaction(her_link, say, dr_osei):
    @action
    def one_request():
        return say(her_link, "wrong"), say(her_link, "wrong again")

    one_request()
    with acting(dr_osei):
        assert len(queries.tries_of(dr_osei, [her_link.link.pk])) == 2

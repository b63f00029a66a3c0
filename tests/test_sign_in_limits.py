"""Whoever guesses passwords is slowed down, however many processes answer and whatever address they claim."""

import pytest
from django.test import Client as Browser

from throughcare.command.cast import PASSWORD

SAM = "sam@northside.example"
A_MINUTE_OF_ONE_ADDRESS = 10  # failed attempts
OF_ONE_ACCOUNT = 5


def sign_in(email=SAM, password=PASSWORD, **headers):
    return Browser().post("/accounts/login/", {"login": email, "password": password}, headers=headers)


def is_signed_in(answer) -> bool:
    return answer.status_code == 302


def test_guesses_are_counted_in_the_database_for_all_processes(house, sam, superuser):
    for _ in range(OF_ONE_ACCOUNT):
        assert not is_signed_in(sign_in(password="a wrong guess"))
    assert not is_signed_in(sign_in()), "even the right one waits now"

    superuser.execute("delete from shared_cache where cache_key like '%login_failed%'")

    assert is_signed_in(sign_in()), "nothing of it was in the memory of this process"


def test_nothing_that_is_counted_names_anybody(house, sam, superuser):
    sign_in(password="a wrong guess")

    rows = superuser.execute("select cache_key || value from shared_cache").fetchall()
    assert rows and not any("sam" in words.lower() for (words,) in rows)


def guess_from(claimed: list[str]) -> list[int]:
    answers = [
        sign_in(f"nobody-{n}@x.example", "a wrong guess", **{"X-Forwarded-For": address})
        for n, address in enumerate(claimed)
    ]
    return [answer.status_code for answer in answers] + [sign_in(**{"X-Forwarded-For": claimed[-1]}).status_code]


def test_without_proxies_a_claimed_address_counts_for_nothing(db, sam):
    claimed = [f"203.0.113.{n}" for n in range(A_MINUTE_OF_ONE_ADDRESS)]

    assert guess_from(claimed)[-1] != 302, "all of them came from one address"


def test_behind_one_proxy_the_last_address_counts(db, sam, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    claimed = [f"203.0.113.{n}" for n in range(A_MINUTE_OF_ONE_ADDRESS)]

    assert guess_from(claimed)[-1] == 302, "each came from its own address"


@pytest.mark.parametrize("claims", ["198.51.100.{}, 203.0.113.9"])
def test_behind_a_proxy_what_the_guesser_claims_before_it_counts_for_nothing(db, sam, settings, claims):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    claimed = [claims.format(n) for n in range(A_MINUTE_OF_ONE_ADDRESS)]

    assert guess_from(claimed)[-1] != 302

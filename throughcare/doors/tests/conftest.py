"""A link to an ask, one to a client's page, and its word."""

import pytest

from throughcare.doors import actions
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7

ANYWHERE = "203.0.113.9"


@pytest.fixture
def her_link(maya, dr_osei, noon):
    """Maya's page, behind the word that she chose."""
    with acting(dr_osei):
        actions.set_secret(maya.pk, kind="word", said="Río Verde", actor=dr_osei, at=noon)
        return actions.issue(
            purpose="client", subject_kind="client", subject_id=maya.pk, factor="chosen", actor=dr_osei, at=noon
        )


@pytest.fixture
def answer_link(dr_osei, noon):
    def answer_link(factor="code", **more):
        with acting(dr_osei):
            said = {"subject_kind": "handoff", "subject_id": uuid7(), "went_to": "desk@bridge.example"} | more
            return actions.issue(purpose="answer", factor=factor, actor=dr_osei, at=noon, **said)

    return answer_link


@pytest.fixture
def say(db_or_house, noon):
    """At the door, as nobody."""

    def say(issued, word, *, at=noon, address=ANYWHERE):
        token = issued if isinstance(issued, str) else issued.token
        return actions.try_secret(token, word, address=address, at=at)

    return say

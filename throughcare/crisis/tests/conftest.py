"""What crisis hears of a worrying answer. It knows the facts of that news, not who announces it."""

from types import SimpleNamespace

import pytest

from throughcare.crisis import actions
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7


@pytest.fixture
def worry(maya, dr_osei, noon):
    """News that Maya, with Dr. Osei, ticked question 9."""

    def worry(**facts):
        who = {"client_id": maya.pk, "org_id": dr_osei.org_id, "membership_id": dr_osei.membership_id}
        what = {"screen_id": uuid7(), "cause": "answer", "finding": "PHQ-9, question 9: several days", "at": noon}
        return SimpleNamespace(**who | what | facts)

    return worry


@pytest.fixture
def opened(worry, dr_osei):
    def opened(**facts):
        with acting(dr_osei):
            return actions.open_signal(worry(**facts))

    return opened

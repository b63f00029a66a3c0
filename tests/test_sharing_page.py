"""What is told to a service: only what was agreed, only what was seen, and never at the cost of somebody in danger."""

import re

import pytest

from throughcare.accounts.models import Organization
from throughcare.clients import actions as clients
from throughcare.consent.models import Basis
from throughcare.foundation.actor import acting
from throughcare.network.models import Service
from throughcare.referrals import actions, queries
from throughcare.referrals.models import Handoff

AGREED = {
    "kind": "written_consent", "given_by": "Maya and her aunt", "sections": ["concerns", "safety"],
    "feedback": "progress", "language": "es", "interpreter": "none",
}  # fmt: skip


def text(response) -> str:
    return response.content.decode()


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', html).group(1)


@pytest.fixture
def chosen(refer, dr_osei, harbor_service, noon):
    """One ask that nobody has agreed to yet."""

    def chosen(**more) -> Handoff:
        opened = refer("open", **more)
        with acting(dr_osei):
            return actions.prepare(opened.pk, service_id=harbor_service.pk, choice="From three", actor=dr_osei, at=noon)

    return chosen


def address(handoff, name="sharing") -> str:
    return f"/handoffs/{handoff.pk}/{name}/"


@pytest.fixture
def agree(visit, dr_osei):
    def agree(handoff, *, key="", htmx=False, **said):
        key = key or hidden(text(visit(dr_osei, "get", address(handoff))), "key")
        return visit(dr_osei, "post", address(handoff), AGREED | {"key": key} | said, htmx=htmx)

    return agree


def test_the_same_agreement_sent_twice_is_one(visit, agree, chosen, dr_osei, maya):
    handoff = chosen()
    key = hidden(text(visit(dr_osei, "get", address(handoff))), "key")

    first, second = agree(handoff, key=key), agree(handoff, key=key)

    assert first.url == second.url == address(handoff)
    with acting(dr_osei):
        assert Basis.objects.filter(client_id=maya.pk).count() == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_agreement_keeps_what_was_typed(agree, chosen, htmx):
    answer = agree(chosen(), kind="treatment", reason="", given_by="Her aunt Lucía", until_on="2020-01-01", htmx=htmx)

    html = text(answer)
    assert answer.status_code == 422 and ("<main" in html) is not htmx
    assert "Say why it may be shared without their consent." in html and "This day has passed." in html
    assert "Her aunt Lucía" in html and 'value="2020-01-01"' in html


def test_urgent_work_goes_with_what_there_is(visit, agree, chosen, dr_osei):
    handoff = chosen(urgency="urgent")
    with acting(dr_osei):
        Handoff.objects.filter(pk=handoff.pk).update(choice="")
        referral = queries.referral(dr_osei, handoff.referral_id)
        actions.write(referral, package={"concerns": "Panic"}, actor=dr_osei, at=referral.first_requested_at)
    agree(handoff)

    page = text(visit(dr_osei, "get", address(handoff)))
    sent = visit(dr_osei, "post", address(handoff, "send"), {"seen": hidden(page, "seen")})

    assert "Allergies" in page and "How they chose this service" in page, "what is missing is listed"
    assert sent.status_code == 302


def test_routine_work_waits_for_what_is_missing_and_says_what(visit, agree, chosen, dr_osei):
    handoff = chosen()
    with acting(dr_osei):
        referral = queries.referral(dr_osei, handoff.referral_id)
        actions.write(referral, package={"concerns": "Panic"}, actor=dr_osei, at=referral.first_requested_at)
    agree(handoff)

    page = text(visit(dr_osei, "get", address(handoff)))
    refused = visit(dr_osei, "post", address(handoff, "send"), {"seen": hidden(page, "seen")})

    assert refused.status_code == 422
    assert "Still empty: Safety" in text(refused)


def test_nothing_goes_that_was_changed_since_somebody_looked(visit, agree, chosen, dr_osei, sam):
    handoff = chosen()
    agree(handoff)
    seen = hidden(text(visit(dr_osei, "get", address(handoff))), "seen")
    with acting(sam):
        referral = queries.referral(sam, handoff.referral_id)
        package = referral.package | {"concerns": "Something else"}
        actions.write(referral, package=package, actor=sam, at=referral.first_requested_at)

    refused = visit(dr_osei, "post", address(handoff, "send"), {"seen": seen})

    assert refused.status_code == 422 and "changed since you looked" in text(refused)
    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk).status == "prepared"


def test_nobody_sends_while_looking_at_another_basis(agree, chosen):
    handoff = chosen()
    agree(handoff)

    looking = agree(handoff, kind="verbal_agreement", preview="1")

    assert looking.status_code == 200 and "/send/" not in text(looking)


def test_a_part_2_program_is_told_what_needs_written_consent(visit, agree, chosen, dr_osei):
    Organization.objects.filter(pk=dr_osei.org_id).update(legal_kind="part2_program")
    handoff = chosen()

    page = text(visit(dr_osei, "get", address(handoff)))
    verbal = text(agree(handoff, kind="verbal_agreement", preview="1"))

    assert "These parts need written consent" in page
    assert "This basis cannot carry" in verbal.split("What stays here")[1]


def test_whoever_must_not_know_is_named_as_such_and_decides_nothing(visit, chosen, dr_osei, maya, noon):
    with acting(dr_osei):
        clients.add_decision_maker(
            maya, name="Lucía Torres", acts_as="guardian", scope=["release"], actor=dr_osei, at=noon
        )
        clients.add_decision_maker(
            maya, name="Raúl Torres", acts_as="parent", scope=["release"], never_tell=True, actor=dr_osei, at=noon
        )

    page = text(visit(dr_osei, "get", address(chosen())))

    assert "Raúl Torres (parent)" in page.split("Never tell")[1].split("</div>")[0]
    assert "Who decides what is shared: Lucía Torres (guardian)." in page


def test_a_service_outside_the_network_goes_by_phone_fax_or_paper(visit, chosen, dr_osei, harbor_service):
    Service.objects.filter(pk=harbor_service.pk).update(run_by=None, desk=None)

    page = text(visit(dr_osei, "get", address(chosen())))

    assert "It goes by phone, fax or paper, and we write their answer down." in page

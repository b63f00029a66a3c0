"""From a Part 2 program or a victim-service program the referral itself tells the secret: it goes on written consent."""

import pytest

from throughcare.accounts.models import Organization
from throughcare.consent import actions as consent
from throughcare.consent import queries
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries as referral_queries

NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


@pytest.fixture
def become(dr_osei):
    """Northside is an organization of this legal kind."""
    return lambda kind: Organization.objects.filter(pk=dr_osei.org_id).update(legal_kind=kind)


def shared_on(kind, *, handoff, maya, dr_osei, noon, **said):
    with acting(dr_osei):
        basis = consent.record_basis(
            client_id=maya.pk, kind=kind, recipients=[handoff.service_id], actor=dr_osei, at=noon, **said
        )
        return referrals.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=noon)


@pytest.mark.parametrize("program", ["part2_program", "victim_service"])
@pytest.mark.parametrize(
    ("kind", "said"), [("verbal_agreement", {"given_by": "Maya"}), ("treatment", {"reason": "She is treated here"})]
)
def test_not_even_a_name_leaves_such_a_program_without_written_consent(
    refer, become, maya, dr_osei, noon, program, kind, said
):
    handoff = refer("prepared")
    become(program)

    with pytest.raises(NotAllowed, match="written consent"):
        shared_on(kind, handoff=handoff, maya=maya, dr_osei=dr_osei, noon=noon, **said)


def test_an_agreement_made_before_is_judged_again_at_sending(refer, become, maya, dr_osei, noon):
    handoff = refer("prepared")
    shared_on("verbal_agreement", handoff=handoff, maya=maya, dr_osei=dr_osei, noon=noon, given_by="Maya")
    become("part2_program")

    with acting(dr_osei), pytest.raises(NotAllowed, match="written consent"):
        referrals.send(handoff.pk, actor=dr_osei, at=noon)


def test_with_written_consent_it_goes_and_its_notice_with_it(refer, become, dr_osei, noon):
    handoff = refer("prepared")
    become("part2_program")
    with acting(dr_osei):
        sent = referrals.send(handoff.pk, actor=dr_osei, at=noon)
        assert referral_queries.package_of(sent).notice == NOTICE


def test_the_notice_goes_also_where_every_section_stays(refer, become, dr_osei):
    handoff = refer("prepared")
    with acting(dr_osei):
        basis = queries.basis(dr_osei, handoff.basis_id)
    assert queries.clear(basis, [], legal_kind="part2_program").notice == NOTICE
    assert queries.clear(basis, [], legal_kind="covered_entity").notice == ""

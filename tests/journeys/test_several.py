"""Journeys in which several services are asked before anybody is told who it is about."""

from datetime import date

from throughcare.consent import actions as consent
from throughcare.foundation.actor import acting
from throughcare.inquiries import actions as inquiries
from throughcare.inquiries import queries as asked_without_a_name
from throughcare.referrals import actions, queries


def test_three_are_asked_and_two_say_yes(journey, refer, dr_osei, rosa, services):
    """Two of Harbor's say yes, one outside wants a call. Maya chooses the one near her school; the others are thanked."""
    opened = refer("open")
    about = inquiries.About(need="Trauma therapy, evenings", urgency="routine", age_band="13-17")
    with acting(dr_osei):
        pks = [service.pk for service in services]
        near, far, outside = inquiries.inquire(
            opened.pk, about=about, service_ids=pks, names=["Maya Torres"], actor=dr_osei, at=journey.on(0)
        )
    for inquiry, day in ((near, 2), (far, 3)):
        with acting(rosa):
            inquiries.take_inquiry_step(inquiry.pk, "say_yes", from_on=date(2026, 4, 1), actor=rosa, at=journey.on(day))
    with acting(dr_osei):
        inquiries.take_inquiry_step(outside.pk, "call_me", said={"reason": "Lee"}, actor=dr_osei, at=journey.on(3))
        referral = queries.referral(dr_osei, opened.pk)
        assert (referral.waiting_on, referral.live_status) == ("client", ""), "two offers wait for her word"
        inquiries.take_inquiry_step(
            near.pk, "take_offer", said={"reason": "Near her school"}, actor=dr_osei, at=journey.on(5)
        )
        handoff = queries.live_handoffs([opened.pk])[opened.pk]
        basis = consent.record_basis(
            client_id=journey.maya.pk, kind="written_consent", recipients=[handoff.service_id], given_by="Maya and her aunt",
            feedback="progress", actor=dr_osei, at=journey.on(5),
        )  # fmt: skip
        actions.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=journey.on(5))
        actions.send(handoff.pk, actor=dr_osei, at=journey.on(5))
    journey.nothing_is_lost(dr_osei, rosa)

    journey.take(rosa, handoff, "accept", 6)
    journey.treat(rosa, handoff, 6, visit_on=12)

    with acting(dr_osei):
        endings = {one.pk: one.ending for one in asked_without_a_name.inquiries_of(dr_osei, opened.pk)}
    assert endings == {near.pk: "chosen", far.pk: "thanked", outside.pk: "thanked"}
    assert not journey.judged(dr_osei, opened, treated=12)
    journey.nothing_is_lost(dr_osei, rosa)


def test_a_yes_that_may_not_be_told_thanks_nobody(journey, refer, dr_osei, rosa, services):
    """Maya lets nothing be told back. That the others are released would tell it, so they are not."""
    handoff = refer("sent", feedback="nothing")
    about = inquiries.About(need="Trauma therapy", urgency="routine")
    with acting(dr_osei):
        (other,) = inquiries.inquire(
            handoff.referral_id, about=about, service_ids=[services[0].pk], names=[], actor=dr_osei, at=journey.on(0)
        )

    journey.take(rosa, handoff, "accept", 1)

    with acting(dr_osei):
        assert asked_without_a_name.inquiry(dr_osei, other.pk).status == "inquired"

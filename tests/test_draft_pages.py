"""From a person to a sent referral, on pages that work without JavaScript."""

import re

import pytest

from throughcare.foundation.actor import acting
from throughcare.referrals import queries
from throughcare.referrals.models import Handoff, Referral
from throughcare.screening import queries as screening
from throughcare.screening.actions import Asking, record

PACKAGE = {
    "concerns": "Nightmares since November.", "safety": "None known", "medical": "Asthma", "allergies": "None known",
    "social": "Lives with her aunt", "hears_back": "desk",
}  # fmt: skip


class Browser:
    """Somebody's browser."""

    def __init__(self, visit, actor):
        self.visit, self.actor = visit, actor

    def get(self, address):
        return self.visit(self.actor, "get", address)

    def post(self, address, said=None, *, htmx=False):
        return self.visit(self.actor, "post", address, said, htmx=htmx)


@pytest.fixture
def osei(visit, dr_osei):
    return Browser(visit, dr_osei)


@pytest.fixture
def eve_browser(visit, eve):
    return Browser(visit, eve)


def hidden(html, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', html).group(1)


def new_referral(osei, maya, **said):
    address = f"/clients/{maya.pk}/referrals/new/"
    key = hidden(osei.get(address).content.decode(), "key")
    return osei.post(address, {"key": key, "need": "Trauma therapy", "kind": "service", "urgency": "routine", **said})


def drafted(osei, maya, dr_osei):
    answer = new_referral(osei, maya)
    pk = answer.url.split("/")[2]
    with acting(dr_osei):
        return Referral.objects.get(pk=pk)


def test_a_need_becomes_a_draft(osei, maya, dr_osei):
    answer = new_referral(osei, maya, prompts=["T5_ABUSE"], urgency="")

    draft_address = answer.url
    assert answer.status_code == 302 and draft_address.startswith("/drafts/")
    with acting(dr_osei):
        draft = Referral.objects.get(pk=draft_address.split("/")[2])
        assert (draft.status, draft.urgency) == ("draft", "urgent"), "the tick suggests the urgency"
    assert osei.get(draft_address).status_code == 200


def test_the_same_form_sent_twice_is_one_draft(osei, maya, dr_osei):
    address = f"/clients/{maya.pk}/referrals/new/"
    key = hidden(osei.get(address).content.decode(), "key")
    said = {"key": key, "need": "Trauma therapy", "kind": "service", "urgency": "routine"}

    first, second = osei.post(address, said), osei.post(address, said)

    assert first.url == second.url
    with acting(dr_osei):
        assert Referral.objects.filter(client=maya).count() == 1


def test_less_urgent_than_a_tick_suggests_needs_a_reason_and_loses_nothing(osei, maya):
    answer = new_referral(osei, maya, prompts=["T5_ABUSE"], urgency="routine", reason="She told her teacher")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "suggests more urgency" in html and "She told her teacher" in html


def test_an_emergency_shows_whom_to_call_and_holds_nothing_back(osei, maya):
    answer = new_referral(osei, maya, urgency="emergent")

    html = osei.get(answer.url).content.decode()
    assert 'href="tel:988"' in html and "Call first" in html


def test_the_package_says_what_is_still_empty(osei, maya, dr_osei):
    draft = drafted(osei, maya, dr_osei)
    assert "5 parts are still empty" in osei.get(f"/drafts/{draft.pk}/").content.decode()

    answer = osei.post(f"/drafts/{draft.pk}/write/", {**PACKAGE, "go": "1"})

    assert answer.url == f"/drafts/{draft.pk}/services/"
    assert "Everything that a service asks for is there" in osei.get(f"/drafts/{draft.pk}/").content.decode()


def test_a_draft_is_thrown_away(osei, maya, dr_osei):
    draft = drafted(osei, maya, dr_osei)

    answer = osei.post(f"/drafts/{draft.pk}/discard/")

    assert answer.url == f"/clients/{maya.pk}/"
    assert osei.get(f"/drafts/{draft.pk}/").status_code == 404


def test_services_are_offered_with_what_is_known_of_them(osei, maya, dr_osei):
    draft = drafted(osei, maya, dr_osei)

    html = osei.get(f"/drafts/{draft.pk}/services/").content.decode()

    assert "Trauma therapy for young people" in html and "Language: Spanish" in html


def test_how_they_chose_is_written_down(osei, maya, dr_osei, harbor_service):
    draft = drafted(osei, maya, dr_osei)

    refused = osei.post(f"/drafts/{draft.pk}/choose/", {"service": harbor_service.pk, "choice": ""})
    assert refused.status_code == 422 and "Write down how they chose" in refused.content.decode()

    answer = osei.post(f"/drafts/{draft.pk}/choose/", {"service": harbor_service.pk, "choice": "From three"})
    assert answer.url.startswith("/handoffs/") and answer.url.endswith("/sharing/")


def prepared(osei, maya, dr_osei, harbor_service):
    draft = drafted(osei, maya, dr_osei)
    osei.post(f"/drafts/{draft.pk}/write/", {**PACKAGE, "go": "1"})
    answer = osei.post(f"/drafts/{draft.pk}/choose/", {"service": harbor_service.pk, "choice": "From three"})
    with acting(dr_osei):
        return Handoff.objects.get(pk=answer.url.split("/")[2])


def agreement(osei, handoff, **said):
    key = hidden(osei.get(f"/handoffs/{handoff.pk}/sharing/").content.decode(), "key")
    return {
        "key": key, "kind": "written_consent", "given_by": "Maya and her aunt", "sections": ["concerns", "safety"],
        "feedback": "progress", "language": "es", "interpreter": "none", "asked_alone": "yes", **said,
    }  # fmt: skip


def send(osei, handoff):
    """As the page offers it: with the name of what it showed."""
    seen = hidden(osei.get(f"/handoffs/{handoff.pk}/sharing/").content.decode(), "seen")
    return osei.post(f"/handoffs/{handoff.pk}/send/", {"seen": seen})


def test_what_goes_and_what_stays_is_shown_before_anything_is_sent(osei, maya, dr_osei, harbor_service):
    handoff = prepared(osei, maya, dr_osei, harbor_service)

    answer = osei.post(f"/handoffs/{handoff.pk}/sharing/", agreement(osei, handoff, preview="1"))

    html = answer.content.decode()
    goes, stays = html.split("What stays here")
    assert "Nightmares since November." in goes and "Social" not in goes.split("What goes")[1]
    assert "Home, work and people" in stays
    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk).basis_id is None


def test_consent_without_who_gave_it_is_refused_beside_the_field(osei, maya, dr_osei, harbor_service):
    handoff = prepared(osei, maya, dr_osei, harbor_service)

    answer = osei.post(f"/handoffs/{handoff.pk}/sharing/", agreement(osei, handoff, given_by=""), htmx=True)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Write who gave it." in html and "<main" not in html


def test_one_complete_package_is_sent_and_the_referral_shows_where_it_is(osei, maya, dr_osei, harbor_service):
    handoff = prepared(osei, maya, dr_osei, harbor_service)
    osei.post(f"/handoffs/{handoff.pk}/sharing/", agreement(osei, handoff))

    answer = send(osei, handoff)

    assert answer.url == f"/referrals/{handoff.referral_id}/"
    again = osei.post(f"/handoffs/{handoff.pk}/send/")
    assert again.url == answer.url, "the same form sent twice is one sending"
    html = osei.get(answer.url).content.decode()
    assert "Trauma therapy for young people" in html
    with acting(dr_osei):
        sent = queries.handoff(dr_osei, handoff.pk)
        assert sent.status == "sent"
        assert [section["key"] for section in queries.package_of(sent).sections] == ["concerns", "safety"]


def test_nothing_is_sent_before_somebody_agreed(osei, maya, dr_osei, harbor_service):
    handoff = prepared(osei, maya, dr_osei, harbor_service)

    answer = osei.post(f"/handoffs/{handoff.pk}/send/")

    assert answer.status_code == 422
    assert "on which basis" in answer.content.decode()


def test_a_stranger_finds_no_draft_and_no_sharing(osei, maya, dr_osei, harbor_service, eve_browser):
    handoff = prepared(osei, maya, dr_osei, harbor_service)
    pages = [
        f"/clients/{maya.pk}/referrals/new/", f"/drafts/{handoff.referral_id}/", f"/drafts/{handoff.referral_id}/services/",
        f"/handoffs/{handoff.pk}/sharing/",
    ]  # fmt: skip
    assert {eve_browser.get(page).status_code for page in pages} == {404}
    assert eve_browser.post(f"/handoffs/{handoff.pk}/send/").status_code == 404


def test_the_receiver_has_no_page_for_sharing(osei, maya, dr_osei, harbor_service, rosa, visit):
    handoff = prepared(osei, maya, dr_osei, harbor_service)

    assert Browser(visit, rosa).get(f"/handoffs/{handoff.pk}/sharing/").status_code == 404


def test_where_somebody_lives_and_how_old_they_are_stands_in_no_address(osei, maya, dr_osei):
    draft = drafted(osei, maya, dr_osei)
    here = f"/drafts/{draft.pk}/services/"

    page = osei.get(here).content.decode()
    narrowed = osei.post(here, {"text": "nothing like this", "near": "33130", "age": "16"})

    assert 'action="/drafts' in page and f'method="get" action="{here}' not in page
    assert narrowed.status_code == 200 and "Nothing fits" in narrowed.content.decode()


def test_a_choice_that_is_refused_comes_back_as_it_was(osei, maya, dr_osei, harbor_service):
    draft = drafted(osei, maya, dr_osei)
    filters = {"text": "", "type": "", "near": "", "within": "", "language": "en", "payer": "", "age": ""}

    refused = osei.post(
        f"/drafts/{draft.pk}/choose/", {**filters, "service": harbor_service.pk, "choice": ""}, htmx=True
    ).content.decode()

    assert f'value="{harbor_service.pk}" checked' in refused and "<main" not in refused
    assert "Language: English" in refused, "not the client's own language, which was narrowed away"


def test_what_is_written_while_a_colleague_sends_is_not_lost(osei, maya, dr_osei, refer):
    sent = refer("sent")

    answer = osei.post(f"/drafts/{sent.referral_id}/write/", {**PACKAGE, "concerns": "She slept last night."})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "sent meanwhile" in html and "She slept last night." in html
    with acting(dr_osei):
        assert "She slept" not in Referral.objects.get(pk=sent.referral_id).package["concerns"]


def test_a_result_is_taken_over_into_the_package_once(osei, maya, dr_osei, noon):
    with acting(dr_osei):
        used = screening.instrument("gad-7")
        record(
            client_id=maya.pk, instrument=used, answers={item.link_id: item.answers[1].code for item in used.items},
            asking=Asking(asked_alone=True), actor=dr_osei, at=noon,
        )  # fmt: skip
    draft = drafted(osei, maya, dr_osei)
    taken = re.search(r'name="take" value="([^"]+)"', osei.get(f"/drafts/{draft.pk}/").content.decode()).group(1)

    osei.post(f"/drafts/{draft.pk}/write/", {**PACKAGE, "take": taken})
    with acting(dr_osei):
        once = Referral.objects.get(pk=draft.pk).package["screening"]
    osei.post(f"/drafts/{draft.pk}/write/", {**PACKAGE, "screening": once, "take": taken})

    with acting(dr_osei):
        package = Referral.objects.get(pk=draft.pk).package
    assert package["concerns"] == "Nightmares since November.", "what was typed is kept with it"
    assert package["screening"] == once and once.startswith("GAD-7, 2 March 2026: 7")


def test_a_second_referral_for_the_same_need_is_shown_and_takes_a_reason(osei, visit, sam, maya, refer):
    earlier = refer("sent")
    sams = Browser(visit, sam)
    shown = sams.get(f"/clients/{maya.pk}/referrals/new/").content.decode()
    assert f"TC-{earlier.number}" in shown and "Already here" in shown

    refused = new_referral(sams, maya, need="  trauma THERAPY ")

    html = refused.content.decode()
    assert refused.status_code == 422 and f"For the same need there is TC-{earlier.number} (open)." in html
    assert "trauma THERAPY" in html, "nothing typed is lost"
    again = new_referral(sams, maya, again_reason="Her school asks for another kind")
    assert again.status_code == 302
    with acting(sam):
        draft = Referral.objects.get(pk=again.url.split("/")[2])
        assert (
            draft.again_reason
            and draft.first_requested_at == Referral.objects.get(number=earlier.number).first_requested_at
        )


def test_another_need_is_nobodys_second_referral(osei, maya, refer):
    refer("sent")

    assert new_referral(osei, maya, need="Housing").status_code == 302


def test_a_draft_that_becomes_the_same_need_takes_a_reason_too(osei, maya, refer):
    refer("sent")
    draft = new_referral(osei, maya, need="Housing").url

    changed = osei.post(
        f"{draft}need/",
        {
            "key": hidden(osei.get(f"{draft}need/").content.decode(), "key"),
            "need": "Trauma therapy",
            "kind": "service",
            "urgency": "routine",
        },
    )

    assert changed.status_code == 422 and "say why there is one more" in changed.content.decode()

"""Documents go with a package as far as the basis can carry them, and are read by nobody else."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from throughcare.accounts.models import Organization
from throughcare.consent import actions as consent
from throughcare.consent import queries as consent_queries
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.papers import queries as papers
from throughcare.papers.models import Paper, PaperSent
from throughcare.referrals import actions, queries

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


@pytest.fixture
def attach(dr_osei, noon):
    def attach(referral_id, *, kind="letter", name="Letter.pdf", raw=PDF, key=None, actor=dr_osei):
        key = key or uuid7()
        with acting(actor):
            actions.attach(key, referral_id=referral_id, kind=kind, name=name, raw=raw, actor=actor, at=noon)
        return key

    return attach


@pytest.fixture
def send(dr_osei, harbor_service, noon):
    """Draft to sent in one press, on this basis."""

    def send(draft, *, step_by_step=False, **said):
        said = {"kind": "written_consent", "given_by": "Maya", "feedback": "progress"} | said
        with acting(dr_osei):
            if not step_by_step:
                return actions.send_draft(
                    draft.pk, service_id=harbor_service.pk, choice="From three", agreed=said, actor=dr_osei, at=noon
                )
            handoff = actions.choose(
                draft.pk, service_id=harbor_service.pk, choice="From three", actor=dr_osei, at=noon
            )
            actions.agree(uuid7(), handoff, actor=dr_osei, at=noon, **said)
            return actions.send(handoff.pk, actor=dr_osei, at=noon)

    return send


def titles(handoff, actor) -> list[str]:
    with acting(actor):
        return [document["title"] for document in queries.package_of(handoff).documents]


def upload(visit, actor, draft, *, kind="letter", raw=PDF, name="Letter.pdf", key=None, htmx=False, **more):
    said = {
        "paper-key": key or uuid7(), "paper-kind": kind, "paper-file": SimpleUploadedFile(name, raw), "attach": "1",
        "hears_back": "desk", "concerns": "Panic since November",
    }  # fmt: skip
    return visit(actor, "post", f"/drafts/{draft.pk}/write/", said | more, htmx=htmx)


def count(referral_id, actor) -> int:
    with acting(actor):
        return len(papers.papers_of(actor, referral_id))


@pytest.mark.parametrize("step_by_step", [True, False])
def test_what_was_attached_goes_with_the_package_and_is_read_there(
    visit, refer, attach, send, dr_osei, rosa, maya, step_by_step
):
    draft = refer("draft")
    key = attach(draft.pk)

    handoff = send(draft, step_by_step=step_by_step)

    assert titles(handoff, rosa) == ["Letter"]
    answer = visit(rosa, "get", f"/papers/{key}/")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert f"/papers/{key}/" in visit(rosa, "get", f"/handoffs/{handoff.pk}/").content.decode()
    assert visit(dr_osei, "get", f"/papers/{key}/").status_code == 200, "the sender reads its own"
    with acting(dr_osei):
        assert consent_queries.disclosures(dr_osei, maya.pk)[0].documents == ["Letter"]
    assert "Letter" in visit(dr_osei, "get", f"/referrals/{draft.pk}/").content.decode()


def test_nobody_reads_it_before_it_is_sent_and_a_stranger_never(visit, refer, attach, send, rosa, eve):
    draft = refer("draft")
    key, address = attach(draft.pk), "/papers/{}/"

    assert visit(rosa, "get", address.format(key)).status_code == 404
    send(draft)
    assert visit(rosa, "get", address.format(key)).status_code == 200
    assert visit(eve, "get", address.format(key)).status_code == 404
    assert visit(eve, "get", address.format(uuid7())).status_code == 404


def test_it_is_read_only_as_long_as_the_handoff_is_seen(visit, house, refer, attach, send, rosa, superuser):
    draft = refer("draft")
    key = attach(draft.pk)
    handoff = send(draft)
    superuser.execute(
        "update clients_involvement set until = now() where handoff_id = %s and org_id = %s", [handoff.pk, rosa.org_id]
    )
    assert visit(rosa, "get", f"/papers/{key}/").status_code == 404


def test_sending_without_documents_asks_for_none(refer, attach, send, dr_osei):
    with CaptureQueriesContext(connection) as without:
        send(refer("draft"))
    assert not [query for query in without.captured_queries if "papers_" in query["sql"]]


def test_there_is_an_end_to_what_is_attached(refer, attach):
    draft = refer("draft")
    for n in range(10):
        attach(draft.pk, raw=PDF + b"%d" % n)
    with pytest.raises(NotAllowed, match="enough documents"):
        attach(draft.pk)


def test_it_is_saved_under_a_name_that_tells_nothing_and_runs_nowhere(visit, refer, attach, dr_osei, superuser):
    draft = refer("draft")
    key = attach(draft.pk, name="Maya Torres.pdf")

    answer = visit(dr_osei, "get", f"/papers/{key}/")

    assert answer["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox;") and answer["Cache-Control"] == "no-store"


def test_whoever_reads_it_is_written_down(visit, house, refer, attach, dr_osei, superuser):
    key = attach(refer("draft").pk)
    visit(dr_osei, "get", f"/papers/{key}/")
    read = superuser.execute("select count(*) from audit_auditentry where subject_kind = 'paper' and action = 'read'")
    assert read.fetchone()[0] == 1


@pytest.mark.parametrize("kind", ["psychotherapy_notes", "sud_counseling_notes"])
@pytest.mark.parametrize("htmx", [True, False])
def test_notes_of_sessions_are_asked_for_and_refused(visit, refer, dr_osei, kind, htmx):
    draft = refer("draft")
    html = visit(dr_osei, "get", f"/drafts/{draft.pk}/").content.decode()
    assert f'value="{kind}"' in html and 'enctype="multipart/form-data"' in html

    answer = upload(visit, dr_osei, draft, kind=kind, htmx=htmx)

    assert answer.status_code == 422 and "You may send" in answer.content.decode()
    assert "Panic since November" in answer.content.decode(), "what was typed is kept"
    assert count(draft.pk, dr_osei) == 0


def test_no_action_and_no_row_takes_notes_of_sessions(refer, attach, superuser):
    draft = refer("draft")
    with pytest.raises(NotAllowed, match="You may send"):
        attach(draft.pk, kind="psychotherapy_notes")
    names = superuser.execute("select conname from pg_constraint where conrelid = 'papers_paper'::regclass").fetchall()
    assert ("notes_of_sessions_are_not_kept",) in names


@pytest.mark.parametrize(
    "more, said",
    [
        ({"raw": PDF + b"/JavaScript"}, "another file inside"),
        ({"raw": b"MZ\x90\0"}, "not taken"),
        ({"raw": b""}, "empty"),
        ({"raw": PDF + b" " * 5 * 1024 * 1024}, "too large"),
        ({"kind": ""}, "Say what kind"),
        ({"name": "a.png"}, "does not fit"),
        ({"paper-file": ""}, "Choose a file"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(visit, refer, dr_osei, more, said):
    draft = refer("draft")
    answer = upload(visit, dr_osei, draft, **more)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert count(draft.pk, dr_osei) == 0


def test_the_same_form_sent_twice_is_one_document(visit, refer, dr_osei):
    draft, key = refer("draft"), uuid7()

    assert upload(visit, dr_osei, draft, key=key).status_code == 302
    assert upload(visit, dr_osei, draft, key=key).status_code == 302
    assert count(draft.pk, dr_osei) == 1
    again = upload(visit, dr_osei, draft)
    assert again.status_code == 422 and "there already" in again.content.decode()


def test_two_at_once_are_one_document(house, refer, attach, dr_osei):
    draft, key = refer("draft"), uuid7()

    def once(_):
        try:
            attach(draft.pk, key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(once, range(2)))
    assert count(draft.pk, dr_osei) == 1


def test_it_can_be_taken_off_until_it_is_sent(visit, refer, attach, send, dr_osei, rosa):
    draft = refer("draft")
    gone, stays = attach(draft.pk), attach(draft.pk, name="Other.pdf", raw=PDF + b" ")
    said = {"take_off": str(gone), "hears_back": "desk"} | draft.package

    assert visit(dr_osei, "post", f"/drafts/{draft.pk}/write/", said).status_code == 302
    handoff = send(draft)

    assert titles(handoff, rosa) == ["Other"]
    with acting(dr_osei):
        assert not Paper.objects.filter(pk=gone).exists(), "what never left leaves no trace"
    with pytest.raises(Overtaken), acting(dr_osei):
        actions.detach(stays, referral_id=draft.pk, actor=dr_osei, at=draft.first_requested_at)
    with pytest.raises(Overtaken):
        attach(draft.pk)


def test_what_was_sent_stays_with_them_when_it_is_taken_off_later(visit, refer, attach, send, dr_osei, rosa, noon):
    draft = refer("draft")
    key = attach(draft.pk)
    handoff = send(draft)
    with acting(dr_osei):
        actions.take_handoff_step(handoff.pk, "recall", said={"reason": "Another fits"}, actor=dr_osei, at=noon)
        actions.detach(key, referral_id=draft.pk, actor=dr_osei, at=noon)
        kept = Paper.objects.get(pk=key)
        assert kept.removed_at == noon and PaperSent.objects.filter(paper=kept).count() == 1
    assert count(draft.pk, dr_osei) == 0


@pytest.mark.parametrize(
    "legal_kind, kind, said, withheld",
    [
        ("covered_entity", "lab_result", {"kind": "verbal_agreement"}, 1),  # it may say HIV
        ("covered_entity", "letter", {"kind": "verbal_agreement"}, 0),
        ("covered_entity", "letter", {"sections": ["concerns"]}, 5),  # four sections and the letter are not ticked
        ("covered_entity", "letter", {"sections": ["concerns", "documents"]}, 4),
        ("part2_program", "letter", {}, 0),
    ],
)
def test_a_document_goes_where_the_basis_can_carry_it(
    refer, attach, send, dr_osei, rosa, legal_kind, kind, said, withheld
):
    with acting(dr_osei):
        Organization.objects.filter(pk=dr_osei.org_id).update(legal_kind=legal_kind)
    draft = refer("draft")
    key = attach(draft.pk, kind=kind)

    handoff = send(draft, **said)

    with acting(rosa):
        package = queries.package_of(handoff)
        goes = bool(package.documents)
        assert (papers.paper(rosa, key) is not None) is goes
    assert package.withheld == withheld
    assert goes is (withheld in {0, 4})
    if legal_kind == "part2_program":
        assert "42CFRPart2" in package.documents[0]["labels"] and "42 CFR part 2" in package.notice


def test_the_page_before_sending_says_which_go_and_which_stay(visit, refer, attach, dr_osei, harbor_service, noon):
    draft = refer("draft")
    attach(draft.pk, name="Letter.pdf"), attach(draft.pk, kind="lab_result", name="Blood.pdf", raw=PDF + b" ")
    with acting(dr_osei):
        handoff = actions.choose(draft.pk, service_id=harbor_service.pk, choice="Three", actor=dr_osei, at=noon)
    said = {"preview": "1", "kind": "verbal_agreement", "sections": ["concerns", "documents"], "given_by": "Maya"}

    html = visit(dr_osei, "post", f"/handoffs/{handoff.pk}/sharing/", said).content.decode()

    goes, stays = html.split("What stays here")
    assert re.search(r"<h3>Letter</h3>", goes) and "<h3>Blood</h3>" not in goes
    assert "Blood" in stays and "cannot carry HIV" in stays


def test_after_a_withdrawal_nothing_leaves_and_what_left_stays(visit, refer, attach, send, dr_osei, rosa, noon):
    draft = refer("draft")
    key = attach(draft.pk)
    handoff = send(draft)
    with acting(dr_osei):
        consent.withdraw(consent_queries.basis(dr_osei, handoff.basis_id), actor=dr_osei, at=noon)
    assert visit(rosa, "get", f"/papers/{key}/").status_code == 200, "what has left cannot be called back"

    other = refer("prepared", urgency="soon")
    late = attach(other.referral_id)
    with acting(dr_osei):
        consent.withdraw(consent_queries.basis(dr_osei, other.basis_id), actor=dr_osei, at=noon)
    with pytest.raises(NotAllowed, match="withdrawn"), acting(dr_osei):
        actions.send(other.pk, actor=dr_osei, at=noon)
    assert visit(rosa, "get", f"/papers/{late}/").status_code == 404


def test_a_draft_that_is_thrown_away_takes_its_documents_along(refer, attach, dr_osei, noon):
    draft = refer("draft")
    attach(draft.pk)
    with acting(dr_osei):
        actions.discard(draft, actor=dr_osei, at=noon)
    assert count(draft.pk, dr_osei) == 0


def test_a_document_of_one_referral_is_never_sent_with_another(refer, attach, dr_osei, noon):
    """So that nobody gives themselves sight of somebody else's by naming it beside a handoff of their own."""
    key, other = attach(refer("draft").pk), refer("prepared")
    with pytest.raises(IntegrityError, match="sent_paper_is_of_the_same_referral_and_sender"), acting(dr_osei):
        PaperSent.objects.create(
            handoff_id=other.pk, paper_id=key, referral_id=other.referral_id, org_id=dr_osei.org_id, at=noon
        )

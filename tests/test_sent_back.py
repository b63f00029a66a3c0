"""Rosa sends a document back; Dr. Osei reads it as far as Maya lets it be told, and nobody else does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from throughcare.accounts.models import Organization
from throughcare.consent import actions as consent
from throughcare.consent import queries as consents
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.papers import queries as papers
from throughcare.papers.actions import File
from throughcare.papers.models import Paper, PaperSent
from throughcare.referrals import actions, queries

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


@pytest.fixture
def send_back(rosa, noon):
    def send_back(handoff, *, kind="letter", raw=PDF, key=None, actor=rosa):
        key = key or uuid7()
        with acting(actor):
            actions.write_message(
                handoff.pk, key=key, words="Our first letter", file=File(kind, "Letter.pdf", raw), actor=actor, at=noon
            )
        return key

    return send_back


@pytest.fixture
def accepted(refer, rosa, noon):
    def accepted(**said):
        handoff = refer("sent", **said)
        with acting(rosa):
            return actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)

    return accepted


def post(visit, actor, handoff, **said):
    said = {"key": str(uuid7()), "words": "Our first letter"} | said
    return visit(actor, "post", reverse("handoff-message", args=[handoff.pk]), said)


def read(visit, actor, key) -> int:
    return visit(actor, "get", reverse("paper", args=[key])).status_code


def came_back(actor, handoff) -> list[str]:
    with acting(actor):
        return [paper.title for paper in papers.came_back([handoff.pk])]


def test_on_the_page_she_sends_a_letter_back_and_he_saves_it(visit, accepted, dr_osei, rosa, eve):
    handoff = accepted()
    page = visit(rosa, "get", reverse("handoff", args=[handoff.pk])).content.decode()
    assert "Does a document go along?" in page and 'enctype="multipart/form-data"' in page

    sent = post(visit, rosa, handoff, kind="letter", file=SimpleUploadedFile("Letter.pdf", PDF))

    assert sent.status_code in {200, 302}
    with acting(rosa):
        (paper,) = papers.came_back([handoff.pk])
    page = visit(dr_osei, "get", reverse("handoff", args=[handoff.pk])).content.decode()
    assert reverse("paper", args=[paper.pk]) in page and "Our first letter" in page
    answer = visit(dr_osei, "get", reverse("paper", args=[paper.pk]))
    assert (answer.content, answer["Content-Disposition"]) == (PDF, 'attachment; filename="document.pdf"')
    assert read(visit, eve, paper.pk) == 404
    with acting(dr_osei):
        assert papers.papers_of(dr_osei, handoff.referral_id) == [], "it goes with no package of ours"


def test_it_stands_on_the_page_of_the_promise_and_in_the_line_for_the_chart(visit, accepted, send_back, dr_osei, maya):
    handoff = accepted()
    key = send_back(handoff, kind="discharge_summary")

    page = visit(dr_osei, "get", reverse("referral", args=[handoff.referral_id])).content.decode()
    chart = visit(dr_osei, "post", reverse("today"), {"people": f"TC-{handoff.number}"}).content.decode()

    assert "Documents that came back" in page and reverse("paper", args=[key]) in page
    assert "Discharge summary came back" in chart


def test_the_same_form_sent_twice_is_one_document(accepted, send_back, rosa):
    handoff, key = accepted(), uuid7()

    send_back(handoff, key=key)
    send_back(handoff, key=key)

    assert came_back(rosa, handoff) == ["Letter"]
    with pytest.raises(NotAllowed, match="there already"):
        send_back(handoff)


def test_what_the_sender_sent_may_come_back_without_saying_that_it_is_known(refer, send_back, dr_osei, rosa, noon):
    """Whether the sending side has a certain file is nothing that anybody may try out."""
    draft = refer("draft")
    with acting(dr_osei):
        actions.attach(uuid7(), referral_id=draft.pk, kind="letter", name="A.pdf", raw=PDF, actor=dr_osei, at=noon)
        agreed = {"kind": "written_consent", "given_by": "Maya", "feedback": "progress", "sections": ["concerns"]}
        service = queries.handoff(dr_osei, refer("sent").pk).service_id
        handoff = actions.send_draft(
            draft.pk, service_id=service, choice="Three", agreed=agreed, actor=dr_osei, at=noon
        )

    send_back(handoff)

    assert came_back(dr_osei, handoff) == ["Letter"]


@pytest.mark.parametrize("feedback", ["attendance", "nothing"])
def test_where_she_lets_less_be_told_nothing_comes_back(visit, accepted, send_back, rosa, feedback):
    handoff = accepted(feedback=feedback)

    with pytest.raises(NotAllowed, match="did not agree|lets nothing be told"):
        send_back(handoff)
    page = visit(rosa, "get", reverse("handoff", args=[handoff.pk])).content.decode()
    assert "Does a document go along?" not in page


@pytest.mark.parametrize(
    ("legal_kind", "kind", "refusal"),
    [
        ("covered_entity", "letter", ""),
        ("covered_entity", "lab_result", "cannot carry HIV"),
        ("part2_program", "letter", "That they are known here is part of a Part 2 program"),
    ],
)
def test_what_the_agreement_cannot_carry_stays_there(
    accepted, send_back, dr_osei, rosa, noon, legal_kind, kind, refusal
):
    """She agreed by word of mouth; a lab result and a Part 2 program's letter need more than that."""
    handoff = accepted()
    with acting(dr_osei):
        basis = consent.record_basis(
            client_id=handoff.client_id, kind="verbal_agreement", recipients=[handoff.service_id], given_by="Maya",
            feedback="progress", actor=dr_osei, at=noon,
        )  # fmt: skip
        Organization.objects.filter(pk=rosa.org_id).update(legal_kind=legal_kind)
    rest_on(handoff, basis, dr_osei)

    if refusal:
        with pytest.raises(NotAllowed, match=refusal):
            send_back(handoff, kind=kind)
    else:
        send_back(handoff, kind=kind)
    assert came_back(dr_osei, handoff) == ([] if refusal else ["Letter"])


def rest_on(handoff, basis, actor):
    with acting(actor):
        type(handoff).objects.filter(pk=handoff.pk).update(basis_id=basis.pk)


def test_after_the_consent_was_withdrawn_nothing_comes_back_and_what_came_is_out_of_sight(
    visit, accepted, send_back, dr_osei, rosa, noon
):
    handoff = accepted()
    key = send_back(handoff)
    assert read(visit, dr_osei, key) == 200

    with acting(dr_osei):
        consent.withdraw(consents.basis(dr_osei, handoff.basis_id), actor=dr_osei, at=noon)

    with pytest.raises(NotAllowed):
        send_back(handoff, raw=PDF + b" ")
    assert (read(visit, dr_osei, key), read(visit, rosa, key)) == (404, 200)


def test_notes_of_sessions_and_half_a_form_come_back_with_their_reason(visit, accepted, rosa):
    handoff, file = accepted(), SimpleUploadedFile("Letter.pdf", PDF)

    notes = post(visit, rosa, handoff, kind="psychotherapy_notes", file=file)
    no_kind = post(visit, rosa, handoff, file=SimpleUploadedFile("Letter.pdf", PDF))
    no_file = post(visit, rosa, handoff, kind="letter")

    assert {notes.status_code, no_kind.status_code, no_file.status_code} == {422}
    assert "You may send" in notes.content.decode() and "Our first letter" in notes.content.decode()
    assert "Say what kind of document it is." in no_kind.content.decode()
    assert "Choose the file." in no_file.content.decode()
    assert came_back(rosa, handoff) == []


def test_the_sender_has_no_way_to_put_a_document_beside_what_came_back(visit, accepted, dr_osei, rosa):
    handoff = accepted()

    post(visit, dr_osei, handoff, kind="letter", file=SimpleUploadedFile("Letter.pdf", PDF))

    assert came_back(rosa, handoff) == []


def test_no_stranger_and_no_receiver_who_may_not_writes_one_into_the_tables(accepted, send_back, rosa, eve, noon):
    told = accepted()
    key = send_back(told)
    with acting(rosa):
        known = Paper.objects.get(pk=key)

    def row(actor, handoff):
        facts = {
            name: getattr(known, name)
            for name in ("kind", "title", "media_type", "size", "content", "by_id", "by_name", "at")
        }
        return Paper(
            id=uuid7(), referral_id=handoff.referral_id, client_id=handoff.client_id, org_id=actor.org_id,
            back_on=handoff.pk, sha256="other", **facts,
        )  # fmt: skip

    with acting(eve), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        row(eve, told).save(force_insert=True)
    sent = {"handoff_id": told.pk, "paper_id": key, "referral_id": told.referral_id, "org_id": eve.org_id, "at": noon}
    with acting(eve), pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        PaperSent.objects.create(**sent)
    with acting(rosa):
        type(told).objects.filter(pk=told.pk).update(feedback="attendance")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row(rosa, told).save(force_insert=True)

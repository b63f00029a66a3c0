"""A therapist answers by fax: the page comes back crooked, scribbled on and noisy, still finds its ask, and is typed once."""

import io
import json
import random
from email.message import EmailMessage
from hashlib import sha256
from threading import Thread

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image, ImageDraw
from test_copies_on_paper import made

from throughcare.accounts import queries as accounts
from throughcare.command import main
from throughcare.foundation.actor import acting, system
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import queries as referrals
from throughcare.tray import actions
from throughcare.tray import queries as arrivals

SENT_BACK = 150  # dots per inch


@pytest.fixture
def asked(asked_of_bridge):
    return asked_of_bridge()


@pytest.fixture
def copy(visit, dr_osei, asked):
    return made(visit, dr_osei, f"/handoffs/{asked.pk}/paper/")


@pytest.fixture
def printed(visit, dr_osei, copy):
    """The first page, the one that is sent back."""
    pdf = visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf").content
    return pypdfium2.PdfDocument(pdf)[0].render(scale=SENT_BACK / 72, grayscale=True).to_pil().convert("L")


def faxed(page: Image.Image, *, turned: float, seed: int = 1) -> Image.Image:
    """Ticked and scribbled on by hand, laid in crookedly, thresholded, with specks and a line of the scanner's glass."""
    chance, page = random.Random(seed), page.copy()
    pen, (width, height) = ImageDraw.Draw(page), page.size
    pen.line([(100, 500), (130, 545), (190, 450)], fill=40, width=5)
    for _ in range(6):
        here = [(chance.randrange(width), chance.randrange(height)) for _ in range(4)]
        pen.line(here, fill=60, width=3, joint="curve")
    pen.line([(width - 300, 150), (width - 120, 330)], fill=30, width=4)  # right through the code
    page = page.rotate(turned, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)
    pen = ImageDraw.Draw(page)
    for _ in range(3000):
        at = (chance.randrange(page.width), chance.randrange(page.height))
        pen.point(at, fill=chance.choice([0, 255]))
    pen.line([(page.width // 3, 0), (page.width // 3, page.height)], fill=0)
    return page.point(lambda grey: 255 if grey > 140 else 0).convert("1")


def as_file(page: Image.Image, kind: str) -> bytes:
    """As a fax machine, a scanner or a phone writes it."""
    made = io.BytesIO()
    more = {"compression": "group4"} if kind == "TIFF" else {}
    (page.convert("L") if kind == "JPEG" else page).save(made, kind, dpi=(SENT_BACK, SENT_BACK), **more)
    return made.getvalue()


@pytest.fixture
def lands(dr_osei):
    def lands(raw: bytes, name: str = "fax-0001.tif"):
        with acting(system(dr_osei.org_id)) as program:
            desk_id = accounts.first_desk_of(dr_osei.org_id)
            return actions.put_in(raw, way="folder", name=name, desk_id=desk_id, actor=program, at=timezone.now())

    return lands


# --- matched by its code


@pytest.mark.parametrize("turned", [-4.0, 0.0, 2.5, 5.0, 180.0])
@pytest.mark.parametrize("kind", ["TIFF", "PDF", "PNG", "JPEG"])
def test_a_faxed_reply_is_matched_by_its_code(lands, printed, asked, kind, turned):
    arrival = lands(as_file(faxed(printed, turned=turned), kind))
    assert (arrival.subject_kind, arrival.subject_id, arrival.from_whom) == ("handoff", asked.pk, "Bridge House")


def test_most_scribbled_pages_are_matched(lands, printed, asked):
    """Whatever a pen does; the few that it spoils are for a person."""
    found = [lands(as_file(faxed(printed, turned=seed % 9 - 4, seed=seed), "TIFF")).subject_id for seed in range(20)]
    assert found.count(asked.pk) >= 19


def test_a_page_among_others_is_found_by_its_code(lands, printed, asked):
    pages = [Image.new("1", printed.size, 1), faxed(printed, turned=3)]
    whole = io.BytesIO()
    pages[0].save(whole, "TIFF", save_all=True, append_images=pages[1:])
    arrival = lands(whole.getvalue())
    assert (arrival.subject_id, arrival.pages) == (asked.pk, 2)


def test_the_code_of_another_organization_matches_nothing(printed, rosa):
    with acting(system(rosa.org_id)) as program:
        desk_id = accounts.first_desk_of(rosa.org_id)
        arrival = actions.put_in(
            as_file(printed, "PNG"), way="folder", name="x.png", desk_id=desk_id, actor=program, at=timezone.now()
        )
    assert arrival.subject_id is None


def test_a_person_reads_the_code_where_the_machine_could_not(visit, dr_osei, lands, printed, asked, copy):
    blank = printed.copy()
    ImageDraw.Draw(blank).rectangle([blank.width - 400, 0, blank.width, blank.height], fill=255)
    arrival = lands(as_file(blank, "PNG"))
    assert arrival.subject_id is None

    wrong = visit(dr_osei, "post", f"/tray/{arrival.pk}/match/", {"code": "7KQ2-M9XT-4X"})
    assert (wrong.status_code, "No copy of ours has this code" in wrong.content.decode()) == (422, True)
    typed = f" {copy.code[:4].lower()} {copy.code[4:]}"
    right = visit(dr_osei, "post", f"/tray/{arrival.pk}/match/", {"code": typed}, follow=True)
    assert "Which box is ticked?" in right.content.decode()


# --- kept as it came


def test_the_original_is_kept_byte_for_byte(visit, dr_osei, lands, printed):
    raw = as_file(faxed(printed, turned=1), "TIFF")
    arrival = lands(raw)
    answer = visit(dr_osei, "get", f"/tray/{arrival.pk}/original/")
    assert (answer.content, answer["Content-Type"]) == (raw, "image/tiff")
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]


def test_the_same_file_twice_is_one_paper(lands, printed):
    raw = as_file(printed, "PNG")
    assert lands(raw).pk == lands(raw, "again.png").pk


def locked(raw: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as document:
        document.save(made, encryption=pikepdf.Encryption(owner="one", user="two"))
    return made.getvalue()


def test_what_cannot_be_shown_is_kept_and_says_why(visit, dr_osei, lands, printed):
    pdf = as_file(printed, "PDF")
    for raw, words in (
        (locked(pdf), "locked with a password"),
        (pdf[:300], "damaged"),
        (b"\x89PNG\r\n\x1a\nnothing", "damaged"),
        (b"MZ\x90\x00 a program that calls itself fax.pdf", "neither a PDF nor a picture"),
    ):
        arrival = lands(raw, "fax.pdf")
        page = visit(dr_osei, "get", f"/tray/{arrival.pk}/").content.decode()
        assert words in page and "Save the original" in page
        assert visit(dr_osei, "get", f"/tray/{arrival.pk}/pages/0.png").status_code == 404
        assert visit(dr_osei, "get", f"/tray/{arrival.pk}/original/").content == raw


def test_a_page_larger_than_any_paper_is_not_drawn(lands):
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    arrival = lands(made.getvalue())
    assert arrival.pages == 0 and arrival.wrong


def test_nothing_and_too_much_are_refused_in_words(lands):
    for raw in (b"", b"%PDF-" + bytes(arrivals.most_bytes())):
        with pytest.raises(NotAllowed, match="empty, or larger than 20 MB"):
            lands(raw)


# --- on a desk's tray, with a time


def test_it_waits_on_a_desk_with_a_time(lands, printed, dr_osei):
    arrival = lands(as_file(printed, "PNG"))
    with acting(dr_osei):
        row = WorkItem.objects.get(subject_id=arrival.pk)
    assert (row.who, row.what, row.subject_kind) == ("Bridge House", "An answer on paper", "arrival")
    assert row.holder_desk_id == arrival.holder_desk_id and row.due_at == arrival.due_at > arrival.came_at


def test_spam_is_set_aside_with_a_reason_and_kept(visit, dr_osei, lands):
    arrival = lands(as_file(Image.new("1", (800, 1000), 1), "TIFF"))
    assert visit(dr_osei, "post", f"/tray/{arrival.pk}/aside/", {"reason": ""}).status_code == 422
    assert visit(dr_osei, "post", f"/tray/{arrival.pk}/aside/", {"reason": "Advertising"}).status_code == 302
    page = visit(dr_osei, "get", f"/tray/{arrival.pk}/").content.decode()
    assert "Advertising" in page and "Save the original" in page
    with acting(dr_osei):
        assert arrivals.on_tray(dr_osei) == [] and not WorkItem.objects.get(subject_id=arrival.pk).is_open


def test_nobody_elsewhere_sees_a_paper(visit, eve, rosa, lands, printed):
    arrival = lands(as_file(printed, "PNG"))
    for who in (eve, rosa):
        for address in ("", "pages/0.png", "original/"):
            assert visit(who, "get", f"/tray/{arrival.pk}/{address}").status_code == 404


# --- typed once


def typed(visit, actor, arrival, name, asked, **said):
    form = {"seen": asked.status, "route": "fax", "said_by": "Bridge House"} | said
    return visit(actor, "post", f"/tray/{arrival.pk}/steps/{name}/", form)


def test_the_box_that_was_ticked_moves_the_ask(visit, sam, dr_osei, lands, printed, asked):
    arrival = lands(as_file(faxed(printed, turned=3), "TIFF"))
    page = visit(sam, "get", f"/tray/{arrival.pk}/").content.decode()
    assert f"/tray/{arrival.pk}/pages/0.png" in page and f"/tray/{arrival.pk}/steps/accept/" in page
    assert visit(sam, "get", f"/tray/{arrival.pk}/pages/0.png")["Content-Type"] == "image/png"

    assert typed(visit, sam, arrival, "accept", asked, conditions="From 1 April").status_code == 302

    with acting(sam):
        handoff = referrals.handoff(sam, asked.pk)
        (step,) = handoff.steps.filter(name="accept")
        assert (handoff.status, step.route, step.said_by, step.by_name) == ("accepted", "fax", "Bridge House", sam.name)
        assert arrivals.arrival(sam, arrival.pk).status == "typed"
    assert f"/tray/{arrival.pk}/" in visit(sam, "get", f"/handoffs/{asked.pk}/paper/").content.decode()


def test_a_no_with_its_reason_is_typed(visit, sam, lands, printed, asked):
    arrival = lands(as_file(printed, "PNG"))
    assert typed(visit, sam, arrival, "decline", asked).status_code == 422
    assert typed(visit, sam, arrival, "decline", asked, decline_reason="no_room").status_code == 302
    with acting(sam):
        assert referrals.handoff(sam, asked.pk).ending == "declined"


def test_a_refused_step_leaves_the_paper_on_the_tray(visit, sam, lands, printed, asked):
    arrival = lands(as_file(printed, "PNG"))
    assert typed(visit, sam, arrival, "decline", asked, decline_reason="no_room", seen="accepted").status_code == 422
    with acting(sam):
        assert arrivals.arrival(sam, arrival.pk).status == "on_tray"


def test_of_two_people_typing_one_paper_only_the_first_does(visit, sam, dr_osei, lands, printed, asked):
    arrival = lands(as_file(printed, "PNG"))
    assert typed(visit, sam, arrival, "accept", asked).status_code == 302
    late = typed(visit, dr_osei, arrival, "decline", asked, decline_reason="no_room")
    assert (late.status_code, "Someone was faster" in late.content.decode()) == (422, True)
    with acting(sam):
        assert referrals.handoff(sam, asked.pk).status == "accepted"
        with pytest.raises(Overtaken):
            actions.type_in(arrival.pk, actor=sam, at=timezone.now())


def test_two_at_the_same_moment_type_it_once(house, sam, dr_osei, lands):
    arrival, said = lands(as_file(Image.new("1", (800, 1000), 1), "PNG")), []

    def type_it(actor):
        try:
            with acting(actor):
                actions.type_in(arrival.pk, actor=actor, at=timezone.now())
            said.append("typed")
        except Overtaken:
            said.append("overtaken")
        finally:
            connection.close()

    both = [Thread(target=type_it, args=[actor]) for actor in (sam, dr_osei)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["overtaken", "typed"]


# --- how it gets there


def test_the_folder_of_a_fax_machine_is_emptied_onto_the_tray(house, tmp_path, capsys, dr_osei):
    good = as_file(Image.new("1", (800, 1000), 1), "TIFF")
    (tmp_path / "fax1.tif").write_bytes(good)
    (tmp_path / "fax2.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "empty.tif").write_bytes(b"")
    command = ["import", "tray", str(tmp_path), "--org", "Northside Family Health", "--json"]

    assert main.main(command) == 2
    assert json.loads(capsys.readouterr().out) == {"taken": 2, "matched": 0, "unreadable": 1, "refused": 1}
    assert sorted(path.name for path in (tmp_path / "taken").iterdir()) == ["fax1.tif", "fax2.pdf"]
    refused = tmp_path / "refused"
    assert sorted(path.name for path in refused.iterdir()) == ["empty.tif", "empty.tif.why.txt"]
    with acting(dr_osei):
        kept = {arrival.sha256 for arrival in arrivals.on_tray(dr_osei)}
    assert kept == {sha256(good).hexdigest(), sha256(b"%PDF-1.4 broken").hexdigest()}

    (tmp_path / "fax1.tif").write_bytes(good)
    assert main.main(command) == 0, "the same fax again is the same paper"
    with acting(dr_osei):
        assert len(arrivals.on_tray(dr_osei)) == 2


def test_a_mail_brings_the_scans_that_are_attached(house, tmp_path, capsys, dr_osei):
    mail, scan = EmailMessage(), as_file(Image.new("1", (800, 1000), 1), "TIFF")
    mail["From"], mail["Subject"] = "fax@gateway.example", "Fax from 305-555-0199"
    mail.set_content("1 page")
    mail.add_attachment(scan, maintype="application", subtype="octet-stream", filename="../fax.tif")
    (tmp_path / "one.eml").write_bytes(mail.as_bytes())
    bare = EmailMessage()
    bare.set_content("We can see them on Monday.")
    (tmp_path / "two.eml").write_bytes(bare.as_bytes())

    assert main.main(["import", "tray", str(tmp_path), "--org", "Northside Family Health", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["taken"] == 2
    with acting(dr_osei):
        found = {(one.way, one.name, one.sha256) for one in arrivals.on_tray(dr_osei)}
    assert found == {
        ("mail", "fax.tif", sha256(scan).hexdigest()),
        ("mail", "mail.eml", sha256(bare.as_bytes()).hexdigest()),
    }


def test_a_person_puts_a_scan_in(visit, sam, printed, copy):
    scan = SimpleUploadedFile("scan.png", as_file(printed, "PNG"), content_type="image/png")
    answer = visit(sam, "post", "/tray/", {"file": scan}, follow=True)
    assert "Which box is ticked?" in answer.content.decode()
    assert "Bridge House" in visit(sam, "get", "/tray/").content.decode()

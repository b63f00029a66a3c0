"""A therapist answers by fax: our page is printed, ticked, sent back crooked, lies on the tray, is typed, and the ask has moved."""

import pypdfium2
from test_tray import SENT_BACK, as_file, faxed

from .conftest import PHONE
from .everywhere import OSEI, SAM


def printed(person):
    """What the machine of the therapist prints, from the address on the page."""
    address = person.page.get_by_role("link", name="Open to print").get_attribute("href")
    pdf = person.page.request.get(person.page.url.split("/handoffs/")[0] + address).body()
    return pypdfium2.PdfDocument(pdf)[0].render(scale=SENT_BACK / 72, grayscale=True).to_pil().convert("L")


def test_a_therapist_answers_by_fax(somebody, asked_of_bridge, tmp_path):
    handoff = asked_of_bridge()
    osei = somebody(script=False).sign_in(OSEI)
    osei.go(f"/handoffs/{handoff.pk}/")
    osei.follow("Ask them on paper")
    osei.write(number="305-555-0199", back_to="305-555-0101")
    osei.press("Make the copy")
    page = printed(osei)
    osei.open("What became of it")
    osei.choose("outcome", "sent")
    osei.press("Write it down")
    osei.sees("On paper: sent.")

    fax = tmp_path / "fax.tif"
    fax.write_bytes(as_file(faxed(page, turned=3.5), "TIFF"))
    sam = somebody(viewport=PHONE, script=False).sign_in(SAM)
    sam.go("/tray/")
    sam.page.set_input_files("#put-in-file", fax)
    sam.press("Put it on the tray")
    assert sam.heading() == "What does it say?"
    sam.sees("Bridge House")
    assert sam.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert sam.page.locator("img.scan").evaluate("image => image.complete && image.naturalWidth") > 1000

    sam.open("They said yes")
    sam.write(conditions="From 1 April")
    sam.say()
    sam.sees("From 1 April")
    sam.sees("told by fax by Bridge House")

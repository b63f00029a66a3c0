"""Pictures, taken only when asked: `bin/test tests/browser/screenshots.py` draws those of the documents again.

With THROUGHCARE_PICTURES=FOLDER every page is drawn into that folder, on a desk and on a phone, to be looked at.
"""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from throughcare.command import stories

from .conftest import DESKTOP, PHONE

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = os.environ.get("THROUGHCARE_PICTURES", "")


def test_draw_the_documents(somebody, dr_osei):
    stories.tell(at=timezone.now())
    osei = somebody().sign_in("Dr. Ama Osei")
    osei.page.screenshot(path=DOCS / "worklist.png")
    osei.follow("Peter Holm")
    osei.page.screenshot(path=DOCS / "referral.png")


@pytest.mark.skipif(not FOLDER, reason="no folder named in THROUGHCARE_PICTURES")
@pytest.mark.parametrize(
    "viewport, dark", [(DESKTOP, False), (PHONE, False), (DESKTOP, True)], ids=["desk", "phone", "dark"]
)
def test_draw_every_page(request, each_page, viewport, dark):
    for page, seen in each_page(viewport=viewport, dark=dark):
        page.screenshot(path=f"{FOLDER}/{seen.name}-{request.node.callspec.id}.png", full_page=True)

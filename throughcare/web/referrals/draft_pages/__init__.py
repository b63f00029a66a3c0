"""What the pages from a need to a sent package show. A page never asks the database from its template."""

from .need import need_page, need_so_far, package_so_far
from .package import draft_page, next_page, with_screen
from .services import as_they_need, services_page
from .sharing import as_usual, seen_now, sharing_page
from .stages import is_writable

__all__ = [
    "as_they_need",
    "as_usual",
    "draft_page",
    "is_writable",
    "need_page",
    "need_so_far",
    "next_page",
    "package_so_far",
    "seen_now",
    "services_page",
    "sharing_page",
    "with_screen",
]

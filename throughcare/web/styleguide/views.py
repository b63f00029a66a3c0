from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from throughcare.web.styleguide import samples

FOLDER = Path(__file__).parent.parent / "templates" / "styleguide" / "samples"
SECTIONS = {
    "How it stands": ["status", "urgency", "clock", "who", "trust", "journey", "beat"],
    "What can be done": ["step", "button", "notice", "danger", "tabs", "pager"],
    "Answers": ["field", "choice", "errors", "filters", "beads"],
    "The work list": ["queue"],
    "One referral": ["handoff", "checklist", "timeline", "promise", "talk", "card"],
    "Finding care": ["option", "shared", "door", "leave"],
    "Empty, slow, broken": ["states"],
}


def show(request: HttpRequest) -> HttpResponse:
    context = samples.context(density=request.GET.get("density", "dense"))
    sections = {title: [sample(name, context, request) for name in names] for title, names in SECTIONS.items()}
    return render(request, "styleguide/show.html", context | {"sections": sections, "paints": samples.PAINTS})


def sample(name: str, context: dict[str, Any], request: HttpRequest) -> dict[str, str]:
    """The rendered component, and its tag as a page's author writes it."""
    _, source = (FOLDER / f"{name}.html").read_text().split("\n", 1)
    return {
        "name": name,
        "source": source.strip(),
        "shown": render_to_string(f"styleguide/samples/{name}.html", context, request),
    }

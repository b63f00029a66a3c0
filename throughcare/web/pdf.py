"""How a document that was set goes out: shown where it is asked for, never guessed to be anything else."""

from django.http import HttpResponse


def as_pdf(raw: bytes, name: str) -> HttpResponse:
    """`name` names the kind, never a person: it stands in downloads and histories."""
    return HttpResponse(
        raw,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"},
    )

"""Pages for whoever comes without an account: nothing of them stays with the browser, and they send nobody on with a trace."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def quiet(view: View) -> View:
    """No referrer, no index, no frame, no store. Such a page has no account behind it, so it needs no CSRF cookie either."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer

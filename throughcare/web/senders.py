"""Where a request came from, for limits: sealed, another seal each day, so that it counts and names nobody."""

import hashlib
import hmac
from datetime import date

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest


def seal_of_sender(request: HttpRequest, *, on: date) -> str:
    address = get_adapter(request).get_client_ip(request) or ""
    return hmac.new(settings.SECRET_KEY.encode(), f"{on} {address}".encode(), hashlib.sha256).hexdigest()

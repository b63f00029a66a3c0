"""Where a request came from, for limits: sealed, another seal each day, so that it counts and names nobody."""

import hashlib
import hmac
from datetime import date
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest


def seal_of_sender(request: HttpRequest, *, on: date) -> str:
    address = place_of(get_adapter(request).get_client_ip(request) or "")
    return hmac.new(settings.SECRET_KEY.encode(), f"{on} {address}".encode(), hashlib.sha256).hexdigest()


def place_of(address: str) -> str:
    """Of IPv6 a connection has as many addresses as it likes (RFC 8981): all of its /64 is one place."""
    try:
        return str(ip_network((address, 64), strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return address

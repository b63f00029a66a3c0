"""What opens a door is worked out from its id and the key of the installation: it is kept nowhere (decision 0018)."""

from base64 import urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import salted_hmac


def token_of(link_id: UUID) -> str:
    """For an address to press: 256 bits."""
    return urlsafe_b64encode(derived("token", link_id.hex)).rstrip(b"=").decode()


def derived(what: str, value: str) -> bytes:
    return salted_hmac(f"throughcare.doors.{what}", value, algorithm="sha256").digest()

"""Texts, by the REST interface that Twilio made and others serve too: messages, receipts and what people write back.

https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/usage/security
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.sax.saxutils import escape

from django.conf import settings

from .refused import Refused

PATIENCE = 10  # seconds
MOST_AT_ONCE = 1000  # the gateway gives no more, and 50 where nothing is said
CLOCKS_DIFFER = timedelta(minutes=1)
ANSWERS_NOTHING = "<Response/>"


def send(message: Any, words: str) -> str:
    """What the gateway calls it. Raises Refused where the number will never take it, OSError where nobody answered."""
    said = {"To": message.address, "From": settings.SMS_FROM, "Body": words}
    if settings.SMS_RECEIPTS:
        said["StatusCallback"] = settings.SMS_RECEIPTS
    return asked("POST", said)["sid"]


def sent_before(message: Any, words: str) -> list[str]:
    """The same words to the same number since we first tried: one of them may be what a killed worker had sent.

    Not asked for by the day of sending: what waits in the gateway's queue has none yet.
    """
    since = message.first_tried_at - CLOCKS_DIFFER
    said = {"To": message.address, "From": settings.SMS_FROM, "PageSize": str(MOST_AT_ONCE)}  # the newest come first
    found = asked("GET", said)["messages"]
    return [one["sid"] for one in found if one["body"] == words and made_at(one) >= since]


def made_at(one: Mapping[str, str]) -> datetime:
    return parsedate_to_datetime(one["date_created"])


def asked(method: str, said: Mapping[str, str]) -> dict[str, Any]:
    address = f"{settings.SMS_URL}/2010-04-01/Accounts/{settings.SMS_ACCOUNT}/Messages.json"
    body = urlencode(said)
    request = Request(address if method == "POST" else f"{address}?{body}", method=method)
    if method == "POST":
        request.data = body.encode()
    request.add_header("Authorization", "Basic " + basic(settings.SMS_ACCOUNT, settings.SMS_TOKEN))
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            if 400 <= error.code < 500 and error.code not in {401, 403, 404, 408, 429}:
                raise Refused(f"Refused with the number {number_of(error)}.") from error
        raise
    except (HTTPException, ValueError) as broken:
        raise OSError("The gateway's answer broke off.") from broken


def number_of(error: HTTPError) -> Any:
    """The gateway's own number for what was wrong; the answer's, where something before the gateway spoke."""
    try:
        return json.load(error).get("code", error.code)
    except (ValueError, AttributeError):
        return error.code


def basic(name: str, password: str) -> str:
    return base64.b64encode(f"{name}:{password}".encode()).decode()


def signature(url: str, said: Mapping[str, str]) -> str:
    """As the gateway signs each call: the address and every field in order, under our token."""
    whole = url + "".join(key + said[key] for key in sorted(said))
    return base64.b64encode(hmac.new(settings.SMS_TOKEN.encode(), whole.encode(), hashlib.sha1).digest()).decode()


def is_signed(url: str, said: Mapping[str, str], given: str) -> bool:
    return bool(settings.SMS_TOKEN) and hmac.compare_digest(signature(url, said).encode(), given.encode())


def reply(words: str) -> str:
    return f"<Response><Message>{escape(words)}</Message></Response>" if words else ANSWERS_NOTHING

"""What others may ask of the directory. It is public, so no question depends on who asks."""

from throughcare.network.models import Room
from throughcare.network.rules import (
    UNKNOWN,
    ages_in_words,
    closing_in_words,
    dialled,
    fits_age,
    fits_one_of,
    fits_room,
    hours_in_words,
    labels,
    not_taken_now,
    phone_in_words,
    room_in_words,
    room_now,
)

from .calls import call_scripts
from .listings import (
    SHIPPED,
    claim,
    claim_of,
    claims_to_answer,
    grouped_types,
    names_of,
    places_of,
    service,
    service_by_source,
    service_to_ask,
    services_called,
    services_run_by,
    word,
    words_about,
)
from .management import externally_managed, managed_externally
from .places import FARTHEST_KM
from .searching import Asked, Found, NotAPage, search

__all__ = [
    "Asked",
    "FARTHEST_KM",
    "Found",
    "NotAPage",
    "Room",
    "SHIPPED",
    "UNKNOWN",
    "ages_in_words",
    "call_scripts",
    "closing_in_words",
    "dialled",
    "externally_managed",
    "fits_age",
    "fits_one_of",
    "fits_room",
    "grouped_types",
    "hours_in_words",
    "labels",
    "managed_externally",
    "names_of",
    "not_taken_now",
    "phone_in_words",
    "places_of",
    "room_in_words",
    "room_now",
    "search",
    "service",
    "service_by_source",
    "service_to_ask",
    "services_called",
    "services_run_by",
    "claim",
    "claim_of",
    "claims_to_answer",
    "word",
    "words_about",
]

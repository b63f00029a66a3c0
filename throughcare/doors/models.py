"""Links that open one door for somebody without an account, the words that open them, and who tried."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7


class Purpose(models.TextChoices):
    ANSWER = "answer", "to answer an ask"
    LISTING = "listing", "to say whether a listing is still true"
    CLIENT = "client", "the client's own page"


class Factor(models.TextChoices):
    """What somebody who holds the link has to show besides it."""

    NONE = "none", "nothing more: it tells nothing about anybody"
    CODE = "code", "a code that we tell them by phone"
    PASSPHRASE = "passphrase", "their passphrase with us"
    CALL_BACK = "call_back", "our call to their number"
    CHOSEN = "chosen", "the word, number or date chosen in person"


class Link(models.Model):
    """One door for one purpose. What opens it is worked out from its id and our key; only the hash of that is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    purpose = models.CharField(max_length=10, choices=Purpose)
    subject_kind = models.CharField(max_length=20)  # handoff, inquiry, service, client
    subject_id = models.UUIDField()  # an id and no more: what it leads to stands above
    partner_id = models.UUIDField(null=True)  # the service that is asked, where one is
    is_card = models.BooleanField(default=False)  # a short code to be typed, not an address to be pressed
    token_hash = models.BinaryField()
    went_to = models.CharField(max_length=254, blank=True)
    factor = models.CharField(max_length=12, choices=Factor)
    secret_of = models.UUIDField()  # whose secret opens it: its own id, a service, a client
    issued_at = models.DateTimeField()
    issued_by_id = models.UUIDField(null=True)
    issued_by_name = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    counted_from = models.DateTimeField(null=True)  # wrong words count since then: a person spoke with them
    call_wanted_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)  # the letter that carried it did not arrive
    let_in_until = models.DateTimeField(null=True)  # after our call, for the first who presses

    class Meta:
        indexes = [
            models.Index(fields=["org_id", "subject_id", "-issued_at"], name="links_of_a_subject"),
            models.Index(fields=["org_id", "partner_id", "-issued_at"], name="links_of_a_partner"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="one_door_for_each_token"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="link_has_a_known_purpose"),
            models.CheckConstraint(condition=Q(factor__in=Factor.values), name="link_has_a_known_factor"),
            models.CheckConstraint(
                condition=~Q(factor=Factor.NONE) | Q(subject_kind__in=["inquiry", "service"]),
                name="what_tells_of_a_person_needs_a_second_factor",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("issued_at")), name="link_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"


class Secret(models.Model):
    """The word, number, date, code or passphrase of a client, a service or one link, as an argon2 hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=10)  # of data/doors.json
    hash = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "subject_id"], name="one_secret_of_a_subject_at_a_time")
        ]


class Try(models.Model):
    """Somebody who held the link said a word. Not who they were: that is not asked at a door.

    `sender`: where it came from, under a seal of that day: it tells one place from another, and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    link = models.ForeignKey(Link, models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    was_right = models.BooleanField()
    sender = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["link", "-at"], name="tries_of_a_link")]

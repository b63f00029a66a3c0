"""Who offers which care, where and for whom: public facts in the words of HSDS. Nothing here is about a client."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7

SEARCHED = (
    SearchVector("name_key", config="simple", weight="A")
    + SearchVector("words", config="simple", weight="B")
    + SearchVector("description", config="english", weight="C")
)


def codes() -> ArrayField:
    return ArrayField(models.CharField(max_length=60), default=list, blank=True)


class ListedQuerySet(models.QuerySet):
    def listed(self):
        return self.filter(gone_at=None)


class Listed(models.Model):
    """A row of someone's directory. The id follows from source and source id; what the source drops is gone, not deleted."""

    id = models.UUIDField(primary_key=True, editable=False)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=200)
    import_digest = models.CharField(max_length=32, editable=False)  # of all that the source says: finds unchanged rows
    changed_at = models.DateTimeField()  # when an import last changed this row
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = ListedQuerySet.as_manager()

    class Meta:
        abstract = True


class Provider(Listed):
    """An HSDS organization. Not one of ours: those sign in, and are `accounts.Organization`."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    alternate_name = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    email = models.CharField(max_length=200, blank=True)
    website = models.CharField(max_length=500, blank=True)
    phones = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="one_provider_per_source_id")]

    def __str__(self) -> str:
        return self.name


class Location(Listed):
    """A place. Where the source has no coordinates they are those of the postal code, and `is_approximate` says so."""

    name = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    city_key = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=60, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_approximate = models.BooleanField(default=False)
    is_virtual = models.BooleanField(default=False)
    transportation = models.TextField(blank=True)
    accessibility = models.TextField(blank=True)
    phones = models.JSONField(default=list, blank=True)
    schedules = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_location_per_source_id"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_is_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="location_by_coordinates"),
            models.Index(fields=["postal_code"], name="location_by_postal_code"),
            models.Index(fields=["city_key"], name="location_by_city"),
        ]

    def __str__(self) -> str:
        return self.name or self.street or self.city


class Room(models.TextChoices):
    NOT_SAID = "", "Not said"
    OPEN = "open", "Has room"
    FULL = "full", "Full until a day"
    AWAY = "away", "Away until a day"


class Service(Listed):
    """Something a person can be referred to. Empty lists and missing ages mean *not known*, never *none*."""

    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="services")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    alternate_name = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=30, blank=True)  # in the source's words: active, temporarily closed …
    types = codes()  # data/types.json
    terms = ArrayField(
        models.CharField(max_length=200), default=list, blank=True
    )  # the source's own words for what it is
    languages = codes()  # ISO 639
    language_notes = models.TextField(blank=True)
    payers = codes()  # data/payers.json
    cost = models.TextField(blank=True)
    eligibility = models.TextField(blank=True)
    min_age = models.SmallIntegerField(null=True, blank=True)
    max_age = models.SmallIntegerField(null=True, blank=True)
    how_to_apply = models.TextField(blank=True)
    wait = models.TextField(blank=True)
    email = models.CharField(max_length=200, blank=True)
    website = models.CharField(max_length=500, blank=True)
    phones = models.JSONField(default=list, blank=True)
    schedules = models.JSONField(default=list, blank=True)
    assured_on = models.DateField(null=True, blank=True)  # when the source says that it was checked
    has_place = models.BooleanField(default=False)  # a hotline without an address may be everywhere
    words = models.TextField(blank=True)  # what else it is found by: provider, places, terms, without accents
    search = models.GeneratedField(expression=SEARCHED, output_field=SearchVectorField(), db_persist=True)

    run_by = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, blank=True, related_name="+")
    desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, blank=True, related_name="+")
    room = models.CharField(max_length=10, choices=Room, default=Room.NOT_SAID, db_default="")  # as its own people say
    room_again_on = models.DateField(null=True, blank=True)
    takes_only = models.CharField(max_length=200, blank=True, db_default="")
    takes_only_types = codes()  # of its own types; empty says no limit
    takes_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    room_said_at = models.DateTimeField(null=True, blank=True)
    room_said_by = models.CharField(max_length=200, blank=True, db_default="")
    closed_on = models.DateField(null=True, blank=True)  # its last day; nobody new is sent there once it is said
    closed_because = models.CharField(max_length=300, blank=True, db_default="")
    closed_said_at = models.DateTimeField(null=True, blank=True)
    closed_said_by = models.CharField(max_length=200, blank=True, db_default="")
    verified_at = models.DateTimeField(null=True, blank=True)  # when one of us last asked them
    verified_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_service_per_source_id"),
            models.CheckConstraint(
                condition=Q(desk=None) | Q(run_by__isnull=False), name="desk_belongs_to_who_runs_it"
            ),
            models.CheckConstraint(
                condition=Q(room="") | (Q(room_said_at__isnull=False) & ~Q(room_said_by="")),
                name="room_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(room__in=["full", "away"]) | Q(room_again_on__isnull=False),
                name="full_and_away_end_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None)
                | (~Q(closed_because="") & Q(closed_said_at__isnull=False) & ~Q(closed_said_by="")),
                name="closed_service_says_why_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | ~Q(verified_by=""), name="verified_service_says_by_whom"
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], condition=Q(gone_at=None), name="listed_service_by_name"),
            models.Index(fields=["id"], condition=Q(gone_at=None, has_place=False), name="listed_service_anywhere"),
            models.Index(fields=["run_by"], name="service_by_who_runs_it"),
            GinIndex(fields=["types"], name="service_by_type"),
            GinIndex(fields=["languages"], name="service_by_language"),
            GinIndex(fields=["payers"], name="service_by_payer"),
            GinIndex(fields=["search"], name="service_by_words"),
        ]

    def __str__(self) -> str:
        return self.name


class RoomSaid(models.Model):
    """What a service said of its room, each time: only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="rooms_said")
    room = models.CharField(max_length=10, choices=Room)
    again_on = models.DateField(null=True)
    takes_only = models.CharField(max_length=200, blank=True)
    takes_only_types = codes()
    takes_a_week = models.PositiveSmallIntegerField(null=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["service", "-at"], name="rooms_said_by_service")]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.at}"


class ListingWord(models.Model):
    """What somebody there said is no longer as it is listed, to those who asked; until one of them took it up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    taken_up_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org_id", "service", "-at"], name="listing_words_by_service")]


class ExternallyManaged(models.Model):
    """One organization's own mark: this place has a system of its own, does not answer in ours, and is not chased."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    said_by = models.CharField(max_length=200)  # who of theirs agreed to it
    since = models.DateTimeField()
    by = models.CharField(max_length=200)
    until = models.DateTimeField(null=True)
    until_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_id", "service"], condition=Q(until=None), name="managed_externally_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(said_by=""), name="managed_externally_says_why_and_who_said_so"
            ),
        ]


class ServiceAtLocation(Listed):
    service = models.ForeignKey(Service, models.PROTECT, related_name="at_locations")
    location = models.ForeignKey(Location, models.PROTECT, related_name="at_services")
    description = models.TextField(blank=True)
    phones = models.JSONField(default=list, blank=True)
    schedules = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="one_service_at_location_per_source_id"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.location_id}"


class DirectoryImport(models.Model):
    """What one import changed. An import that changes nothing leaves no row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=300)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    counts = models.JSONField()  # by table: added, changed, gone, same
    changes = models.JSONField(default=list)  # the first field differences, in the report's form

    class Meta:
        indexes = [models.Index(fields=["source", "-at"], name="imports_of_a_source")]

    def __str__(self) -> str:
        return f"{self.source} at {self.at}"


class ServiceClaim(models.Model):
    """An organization says that it runs a listed service. Referrals go to it once the network's lead asked the place."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", "They run it"
        REFUSED = "refused", "They do not run it"
        WITHDRAWN = "withdrawn", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="claims")
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    desk = models.ForeignKey("accounts.Desk", models.PROTECT, related_name="+")  # where its referrals are to arrive
    said_by = models.CharField(max_length=200)
    said_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    because = models.CharField(max_length=300, blank=True)  # how whoever answered knows
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "org"], condition=Q(answered_at=None), name="one_open_claim_of_an_organization"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & ~Q(because="") & ~Q(answered_by="") & Q(answered_at__isnull=False)),
                name="claim_answered_says_why_by_whom_and_when",
            ),
        ]

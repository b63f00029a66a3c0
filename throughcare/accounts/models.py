"""Networks, organizations, desks, and the people who act for them."""

from datetime import time

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.names import name_key

from .roles import LegalKind, Role


class Named(models.Model):
    """Something with a name that is listed by its sort key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class Network(Named):
    lead = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    address = models.SlugField(max_length=60, null=True, blank=True)  # of its public page; None: it has none
    help_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], name="one_network_per_public_address"),
            models.CheckConstraint(
                condition=Q(address=None) | (~Q(address="") & Q(help_desk__isnull=False)),
                name="public_page_of_a_network_names_its_desk",
            ),
        ]


class Organization(Named):
    network = models.ForeignKey(Network, models.PROTECT, related_name="organizations")
    legal_kind = models.CharField(max_length=30, choices=LegalKind, default=LegalKind.COVERED_ENTITY)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    country = models.CharField(max_length=2, default="US")
    subdivision = models.CharField(max_length=3, blank=True, help_text="State or province, for its public holidays")
    closed_on = ArrayField(
        models.DateField(), default=list, blank=True, help_text="Days closed besides public holidays"
    )
    response_policy = models.CharField(max_length=60, default="throughcare-default")
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["network", "name_key"], name="organization_by_name")]


class Agreement(models.Model):
    """A signed paper between an organization and its network. Without one in force: unnamed inquiries and paper only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Organization, models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=40, default="participation")
    signed_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("signed_on")), name="agreement_ends_after_it_was_signed"
            )
        ]


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their memberships, never from a flag on this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Desk(Named):
    """Work without a named pair of hands. It has a lead, and a next hour at which somebody sits there."""

    org = models.ForeignKey(Organization, models.PROTECT, related_name="desks")
    lead = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, blank=True, related_name="leads")
    next_staffed_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "active"], name="desk_with_its_activity")]


class Membership(models.Model):
    """A person acting for an organization. Several are possible; one is chosen at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    org = models.ForeignKey(Organization, models.PROTECT, related_name="members")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="members")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    active = models.BooleanField(default=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)  # the first day on which they are here again
    takes_at_most = models.PositiveSmallIntegerField(null=True, blank=True)  # people in hand at a time
    works_from = models.TimeField(null=True, blank=True)  # on the wall of the organization; None: its usual hours
    works_until = models.TimeField(null=True, blank=True)
    digest_at = models.TimeField(null=True, blank=True, default=time(8))  # on the same wall; None: they want no digest
    digest_on = models.DateField(null=True, blank=True)  # the last day on which it was seen to

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "org"], name="one_membership_per_person_and_organization"),
            models.UniqueConstraint(fields=["id", "active"], name="membership_with_its_activity"),
            models.CheckConstraint(
                condition=Q(active=True, ended_at=None) | Q(active=False, ended_at__isnull=False),
                name="membership_ended_has_its_time",
            ),
        ]


class Stewardship(models.Model):
    """That a member answers, for the whole network, whether two records are one person. Named by the network's lead alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="stewards")
    membership = models.OneToOneField(Membership, models.PROTECT, related_name="stewardship")
    named_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """An organization asks somebody who has an account to work for it too. They say yes or no themselves."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Said yes"
        DECLINED = "declined", "Said no"
        WITHDRAWN = "withdrawn", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)  # as the administrator wrote it
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "person"], condition=Q(answered_at=None), name="one_open_invitation_of_an_organization"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="invitation_answered_has_its_time",
            ),
        ]


class Notice(models.Model):
    """Somebody was told that something of theirs comes due or is late. Once for each rung of a clock."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    of_org = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")  # None: of the member's own
    number = models.BigIntegerField(null=True)  # as people say it on the phone
    firing_id = models.UUIDField()
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=10)  # warning, breach, escalation
    clock = models.CharField(max_length=30)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["membership", "-told_at"], name="notices_of_a_member")]
        constraints = [
            models.UniqueConstraint(fields=["firing_id", "membership"], name="told_once_for_each_rung"),
        ]


class SavedView(models.Model):
    """A narrowing of the work list under a name: a member's own, or a desk's. Words looked for are never part of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="+")
    desk = models.ForeignKey(Desk, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=40)
    place = models.SmallIntegerField()
    whose = models.CharField(max_length=10)
    turn = models.CharField(max_length=10, blank=True)
    urgency = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(membership=None, desk__isnull=False) | Q(membership__isnull=False, desk=None),
                name="saved_view_is_of_one_member_or_desk",
            )
        ]

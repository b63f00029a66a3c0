"""What is to be said to whom, once; on which routes they want it; and who wrote that they want no more."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7


class Medium(models.TextChoices):
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"


class State(models.TextChoices):
    WAITING = "waiting", "Waiting for its time"
    SENDING = "sending", "On its way"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    MOOT = "moot", "Not needed any more"


ENDED = Q(state__in=[State.SENT, State.FAILED, State.MOOT])


class Message(models.Model):
    """One quiet message for one cause. The database keeps no second one of the same cause, template and address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    client_id = models.UUIDField(null=True)  # None: to a partner
    route_id = models.UUIDField(null=True)  # the client's way it goes by
    medium = models.CharField(max_length=10, choices=Medium)
    address = models.CharField(max_length=200)
    template = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    fills = models.JSONField(default=dict)  # times and numbers, as the template wants them
    subject_id = models.UUIDField()  # what it is about
    cause = models.CharField(max_length=80)  # what happened to it
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=200, blank=True)  # it is moot or failed
    next_at = models.DateTimeField(null=True)  # when the worker looks at it; None: it has ended
    tries = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    gateway_id = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)  # membership; None is the program
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_id", "subject_id", "cause", "template", "address"], name="one_message_for_a_cause"
            ),
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(state=State.SENDING, medium=Medium.TEXT),
                name="one_text_on_its_way_to_a_number",
            ),
            models.UniqueConstraint(
                fields=["gateway_id"], condition=~Q(gateway_id=""), name="what_a_gateway_took_is_one_message"
            ),
            models.CheckConstraint(
                condition=(ENDED & Q(next_at=None)) | (~ENDED & Q(next_at__isnull=False)),
                name="open_message_has_its_next_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.MOOT, State.FAILED]) | ~Q(why=""), name="message_that_ended_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="message_sent_has_its_time"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="messages_by_next_time"),
            models.Index(fields=["client_id", "org_id", "-written_at"], name="messages_of_a_client"),
            models.Index(fields=["subject_id", "org_id"], name="messages_about_a_subject"),
            models.Index(fields=["address"], condition=Q(next_at__isnull=False), name="messages_to_an_address"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class OptIn(models.Model):
    """That they want messages on this route: who wrote it down, when and how they said so; and how it ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    client_id = models.UUIDField()
    route = models.ForeignKey("clients.ContactRoute", models.PROTECT, related_name="+")
    how = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["route"], condition=Q(ended_at=None), name="one_opt_in_of_a_route"),
            models.CheckConstraint(condition=~Q(how=""), name="opt_in_says_how_it_was_given"),
        ]


class StoppedAddress(models.Model):
    """Somebody wrote STOP from here: nothing goes there from any organization. Kept by functions of the *law* role only."""

    address = models.CharField(primary_key=True, max_length=200)
    stopped_at = models.DateTimeField()


class AnsweredAddress(models.Model):
    """That a number was told today that nobody reads along. Kept by a function of the *law* role only."""

    address = models.CharField(primary_key=True, max_length=200)
    answered_on = models.DateField()

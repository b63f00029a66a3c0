"""Audit rows and their seals. Nobody inserts, changes or deletes one directly: `law.record` and `law.seal` are the only doors."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q


class Action(models.TextChoices):
    READ = "read"
    WRITE = "write"
    DISCLOSED = "disclosed", "Told to someone outside"
    EXPORTED = "exported"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"


class TransactionId(models.Field):
    """PostgreSQL's 64-bit transaction number (xid8), which never wraps around."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return value and int(value)

    def get_prep_value(self, value: Any) -> str | None:
        return value and str(value)


class ThisTransaction(Func):
    function = "pg_current_xact_id"
    output_field = TransactionId()


class AuditEntry(models.Model):
    """One thing somebody did. Ids and codes only: a name or a clinical word must never stand here."""

    id = models.BigAutoField(primary_key=True)
    transaction_id = TransactionId(db_default=ThisTransaction(), editable=False)
    at = models.DateTimeField()
    org_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=20, blank=True)  # HL7 v3-ActReason code
    action = models.CharField(max_length=12, choices=Action)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    leaf = models.BinaryField(editable=False)  # sha256 of the columns above, see proof.Row

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(action__in=Action.values), name="audit_action_is_known"),
            models.CheckConstraint(condition=Q(subject_kind__regex=r"^[a-z][a-z_]*$"), name="audit_subject_is_a_code"),
            models.CheckConstraint(condition=Q(purpose__regex=r"^[A-Za-z_]*$"), name="audit_purpose_is_a_code"),
        ]
        indexes = [
            models.Index(fields=["transaction_id", "id"], name="audit_by_transaction"),
            models.Index(fields=["org_id", "client_id", "id"], name="audit_by_client"),
            models.Index(fields=["org_id", "person_id", "id"], name="audit_by_person"),
        ]


class AuditSeal(models.Model):
    """All rows of the transactions from `from_xid` up to, and without, `upto_xid`; none of those was still open.

    `ids` and `marks` (the first eight bytes of each leaf) prove nothing that `root` does not; they name the broken row.
    """

    id = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField()
    from_xid = TransactionId()
    upto_xid = TransactionId()
    count = models.IntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    ids = ArrayField(models.BigIntegerField())  # by transaction, then id
    marks = models.BinaryField()
    root = models.BinaryField()  # sha256 of the leaves in that order
    previous = models.BinaryField()  # hash of the seal before; 32 zero bytes in the first
    hash = models.BinaryField()  # sha256 of the columns above, see proof.Seal

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="a_seal_seals_something")]

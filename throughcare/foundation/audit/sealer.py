"""Seals what no open transaction can change any more. Writers never wait for it; one sealer works at a time."""

from django.db import connection, transaction

BATCH = 50_000  # rows in a seal; a larger transaction is sealed whole


@transaction.atomic
def seal_due(batch: int = BATCH) -> int:
    """One seal, if there is anything to seal. Returns how many rows it holds; at a full batch there may be more."""
    with connection.cursor() as cursor:
        cursor.execute("select law.seal(%s)", [batch])
        return cursor.fetchone()[0]

"""One at a time: until this transaction ends, whoever names the same thing waits. The same form sent twice finds what it made."""

from django.db import connection


def one_at_a_time(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])

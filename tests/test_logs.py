"""A log says what failed and where. It says nothing about a person."""

import logging
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

SECRET = "Maya Torres, afraid at home"


@pytest.fixture
def log():
    """The very lines that the console would get."""
    named = settings.LOGGING["formatters"]["plain"]
    formatter = import_string(named["()"])(named["fmt"])

    def written(error: BaseException) -> str:
        trace = (type(error), error, error.__traceback__)
        return formatter.format(logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Failed", (), trace))

    return written


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_not_written_to_the_log(log):
    with pytest.raises(Exception, match=SECRET) as refused, connection.cursor() as cursor:
        cursor.execute(
            "create temporary table told (id uuid, words text, constraint words_are_short check (words = ''))"
        )
        cursor.execute("insert into told values (%s, %s)", [uuid4(), SECRET])

    line = log(refused.value)

    assert SECRET not in line and "Maya" not in line
    assert "words_are_short" in line and "sqlstate=23514" in line and "test_logs.py" in line


def test_what_somebody_typed_is_not_written_to_the_log(log):
    with pytest.raises(RuntimeError) as failed:
        try:
            int(SECRET)
        except ValueError as cause:
            raise RuntimeError(SECRET) from cause

    line = log(failed.value)

    assert "Maya" not in line
    assert line.index("builtins.ValueError") < line.index("builtins.RuntimeError")


def test_what_opens_a_link_is_not_written_to_the_log():
    named = settings.LOGGING["formatters"]["plain"]
    formatter = import_string(named["()"])(named["fmt"])
    line = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Failed: %s", ("/d/SjOzUh9ciVT_y2w/in/",), None
    )

    assert formatter.format(line).endswith("Failed: /d/…/in/")

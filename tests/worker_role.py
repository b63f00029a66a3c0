"""Being the worker, as any test may."""

import os
from contextlib import contextmanager

from django.db import connection

from throughcare.settings import database


@contextmanager
def as_worker():
    """This process is the worker for a while: another connection, as another role."""
    was = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database(os.environ["DATABASE_WORKER_URL"]) | {"NAME": was["NAME"]})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(was)

"""The middle of many values, worked out by the database."""

from django.db.models import Aggregate


class Median(Aggregate):
    """One wrong value among many moves nothing. `output_field` says of what."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"

"""A gateway writes back, and nobody is asking: the worker learns whose fax it is, by an id that nobody can guess."""

from django.db import migrations

from throughcare.foundation.rls import WORKER, law_function


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_fax_policies")]
    operations = [
        law_function(
            """
            create function law.org_of_fax(asked uuid) returns uuid
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select f.org_id from documents_fax f where f.id = asked
            $$
            """,
            "law.org_of_fax(uuid)",
            to=[WORKER],
        ),
    ]

"""The door of a network's public page: an address in, one row out, and nothing of anybody who knocked there before."""

from django.db import migrations

from throughcare.foundation.rls import law_function


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_public_page")]
    operations = [
        law_function(
            """
            create function law.help_desk(wanted text) returns table (
              network_id uuid, network text, org_id uuid, desk_id uuid, phone text, time_zone text, staffed_at timestamptz
            )
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select n.id, n.name::text, o.id, d.id, coalesce(nullif(d.phone, ''), o.phone)::text, o.time_zone::text,
                     d.next_staffed_at
              from accounts_network n
              join accounts_desk d on d.id = n.help_desk_id and d.active
              join accounts_organization o on o.id = d.org_id and o.is_active
              where n.address = wanted
            $$
            """,
            "law.help_desk(text)",
            to=("throughcare_web",),
        ),
    ]

"""Where nobody of ours runs a service, whoever hears that it closes reads which of their own asks wait for it."""

from django.db import migrations

from throughcare.foundation.rls import law_function

LIVE_ASKS = """
create or replace function law.live_asks_of_service(service uuid)
returns table (handoff_id uuid, org_id uuid, status text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select h.id, h.org_id, h.status::text from referrals_handoff h
  join network_service s on s.id = h.service_id
  where h.service_id = service and h.status <> 'ended' and coalesce(s.run_by_id, h.org_id) = current_org()
  order by h.id
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0008_takes_only_types'),
        ('referrals', '0038_not_chased'),
    ]

    operations = [law_function(LIVE_ASKS, "law.live_asks_of_service(uuid)", to=("throughcare_web",))]

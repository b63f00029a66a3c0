"""Whoever chooses a service learns that as many came this week as it takes: yes or no, never how many, nor from whom."""

from django.db import migrations

from throughcare.foundation.rls import law_function

AS_MANY = """
create function law.take_no_more_this_week(services uuid[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.id from network_service s
  where s.id = any(services) and s.takes_a_week is not null and current_org() is not null
    and s.takes_a_week <= (
      select count(*) from referrals_handoff h
      where h.to_org_id = s.run_by_id and h.service_id = s.id and h.sent_at > now() - interval '7 days')
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0005_closing'),
        ('referrals', '0029_service_closes'),
    ]

    operations = [law_function(AS_MANY, "law.take_no_more_this_week(uuid[])", to=("throughcare_web",))]

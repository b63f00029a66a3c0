"""Who looked at what is kept about somebody, told to themselves alone: by day, organization and role, never by name."""

from django.db import migrations

from throughcare.foundation.rls import WEB, law_function

# Only the program asks, for somebody on their own page: what staff do elsewhere is not for staff to see here.
WHO_LOOKED = """
create function law.who_looked(clients uuid[], zone text) returns table (day date, org_name text, roles text[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select distinct (a.at at time zone zone)::date, o.name, m.roles::text[]
  from (
    select distinct i.client_id, i.org_id from clients_involvement i
    where i.client_id = any(clients) and current_membership() is null and exists (
      select 1 from clients_involvement k
      where k.client_id = i.client_id and k.org_id = current_org() and k.handoff_id is null and k.until is null)
  ) involved
  join audit_auditentry a on a.org_id = involved.org_id and a.client_id = involved.client_id
    and a.action = 'read' and a.at > now() - interval '90 days'
  join accounts_membership m on m.id = a.membership_id
  join accounts_organization o on o.id = a.org_id
  order by 1 desc, 2, 3 limit 200
$$
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0008_their_clock"), ("audit", "0002_policies"), ("accounts", "0013_callers")]
    operations = [law_function(WHO_LOOKED, "law.who_looked(uuid[], text)", to=[WEB])]

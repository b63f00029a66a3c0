"""Whether the other side looked at a message: read from the audit of looking, which is the one place where it stands."""

from django.db import migrations
from throughcare.foundation.rls import law_function, policy

# Of one's own messages only, and only while one sees the ask: the first member there who opened its page afterwards.
SEEN = """
create function law.messages_seen(handoff uuid) returns table (message uuid, by_name text, at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select m.id, p.name::text, seen.at
  from referrals_handoff h
  join referrals_message m on m.handoff_id = h.id and m.org_id = current_org()
  cross join lateral (
    select a.at, a.person_id from audit_auditentry a
    where a.org_id = case when h.org_id = current_org() then h.to_org_id else h.org_id end
      and a.client_id = h.client_id and a.subject_id = h.id and a.subject_kind = 'handoff' and a.action = 'read'
      and a.detail = '{}' and a.person_id is not null and a.at >= m.at
    order by a.at limit 1
  ) seen
  join accounts_person p on p.id = seen.person_id
  where h.id = handoff and current_org() in (h.org_id, h.to_org_id) and exists (
    select 1 from clients_involvement i where i.handoff_id = h.id and i.org_id = current_org() and i.until is null)
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0022_by_link'),
        ('audit', '0002_policies'),
    ]

    operations = [
        policy(
            "referrals_message", "law_reads_messages_of_who_asks", using="org_id = current_org()", verb="select",
            to="throughcare_law",
        ),
        law_function(SEEN, "law.messages_seen(uuid)", to=("throughcare_web",)),
    ]

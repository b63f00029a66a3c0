"""How often a place was asked takes no time from whoever asks: two counts from two moments would tell when others asked.

Links are opened, and asks counted, by the pages alone.
"""

from django.db import migrations

from throughcare.foundation.rls import WEB, WORKER, drop_law_function, law_function, no_longer_called


class Migration(migrations.Migration):
    dependencies = [("doors", "0003_burden")]
    operations = [
        no_longer_called("law.open_door(bytea)", by=WORKER),
        drop_law_function("law.asked_lately(timestamptz, integer)"),
        law_function(
            """
            create function law.asked_lately()
            returns table (service_id uuid, by_us bigint, by_others bigint)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              with lately as (
                select now() - interval '7 days' as begin
              ), ours as (
                select asked.service_id, count(*) as times from (
                  select h.service_id from referrals_handoff h where h.org_id = current_org() and h.sent_at >= (select begin from lately)
                  union all
                  select i.service_id from inquiries_inquiry i where i.org_id = current_org() and i.asked_at >= (select begin from lately)
                  union all
                  select l.subject_id from doors_link l
                  where l.org_id = current_org() and l.purpose = 'listing' and l.issued_at >= (select begin from lately)
                ) asked group by 1 order by 2 desc, 1 limit 200
              ), all_of_them as (
                select o.service_id, o.times,
                  (select count(*) from referrals_handoff h where h.service_id = o.service_id and h.sent_at >= (select begin from lately))
                  + (select count(*) from inquiries_inquiry i where i.service_id = o.service_id and i.asked_at >= (select begin from lately))
                  + (select count(*) from doors_link l
                     where l.subject_id = o.service_id and l.purpose = 'listing' and l.issued_at >= (select begin from lately)) as times_in_all
                from ours o
              )
              select a.service_id, a.times,
                case when a.times_in_all - a.times >= 5 then a.times_in_all - a.times end
              from all_of_them a order by a.times desc, a.service_id
            $$
            """,
            "law.asked_lately()",
            to=[WEB],
        ),
    ]

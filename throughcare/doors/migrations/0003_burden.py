"""How often each service was asked lately: counts alone leave, and those of others only where they are many enough to tell nothing."""

from django.db import migrations

from throughcare.foundation.rls import WEB, WORKER, law_function, policy, run


class Migration(migrations.Migration):
    dependencies = [("doors", "0002_policies"), ("referrals", "0002_policies"), ("inquiries", "0002_policies")]
    operations = [
        policy(
            "inquiries_inquiry", "law_counts_inquiries", using="current_org() is not null", verb="select",
            to="throughcare_law",
        ),
        run(  # for these counts alone
            "create index handoffs_of_the_sender_lately on referrals_handoff (org_id, sent_at) where sent_at is not null;"
            " create index handoffs_to_a_service_lately on referrals_handoff (service_id, sent_at) where sent_at is not null;"
            " create index inquiries_of_the_asker_lately on inquiries_inquiry (org_id, asked_at);"
            " create index inquiries_to_a_service_lately on inquiries_inquiry (service_id, asked_at);",
            "drop index handoffs_of_the_sender_lately, handoffs_to_a_service_lately, inquiries_of_the_asker_lately,"
            " inquiries_to_a_service_lately;",
        ),
        law_function(
            """
            create function law.asked_lately(since timestamptz, others_from integer)
            returns table (service_id uuid, by_us bigint, by_others bigint)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              with ours as (
                select asked.service_id, count(*) as times from (
                  select h.service_id from referrals_handoff h where h.org_id = current_org() and h.sent_at >= since
                  union all
                  select i.service_id from inquiries_inquiry i where i.org_id = current_org() and i.asked_at >= since
                  union all
                  select l.subject_id from doors_link l
                  where l.org_id = current_org() and l.purpose = 'listing' and l.issued_at >= since
                ) asked group by 1 order by 2 desc, 1 limit 200
              ), all_of_them as (
                select o.service_id, o.times,
                  (select count(*) from referrals_handoff h where h.service_id = o.service_id and h.sent_at >= since)
                  + (select count(*) from inquiries_inquiry i where i.service_id = o.service_id and i.asked_at >= since)
                  + (select count(*) from doors_link l
                     where l.subject_id = o.service_id and l.purpose = 'listing' and l.issued_at >= since) as times_in_all
                from ours o
              )
              select a.service_id, a.times,
                case when a.times_in_all - a.times >= greatest(others_from, 5) then a.times_in_all - a.times end
              from all_of_them a order by a.times desc, a.service_id
            $$
            """,
            "law.asked_lately(timestamptz, integer)",
            to=(WEB, WORKER),
        ),
    ]

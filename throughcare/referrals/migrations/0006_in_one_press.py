"""What goes with a handoff in one statement, through one law function: its package, sight of it, and both work lists."""

from django.db import migrations

from throughcare.foundation.rls import WEB, WORKER, law_function, policy

TO_LAW = {"to": "throughcare_law"}
SENT_BY_US = """exists (select 1 from referrals_handoff h where h.id = {handoff} and h.org_id = current_org() {more})"""
OURS_OR_SENT = "org_id = current_org() or " + SENT_BY_US.format(
    handoff="subject_id", more="and h.to_org_id = work_workitem.org_id and h.status = 'sent'"
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_attempts_policies"), ("work", "0002_policies")]
    operations = [
        policy(
            "referrals_package", "law_writes_packages_of_the_sender", verb="insert",
            check=SENT_BY_US.format(handoff="handoff_id", more=""), **TO_LAW,
        ),
        policy("work_workitem", "law_shows_what_was_sent", using=OURS_OR_SENT, **TO_LAW),
        law_function(
            """
            create function law.hand_over(package jsonb, items jsonb) returns void
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
            begin
              insert into referrals_package select * from jsonb_populate_record(null::referrals_package, package);
              perform law.involve((package ->> 'handoff_id')::uuid);
              insert into work_workitem select * from jsonb_populate_recordset(null::work_workitem, items)
              on conflict (subject_id, org_id) do update set
                client_id = excluded.client_id, number = excluded.number, holder_id = excluded.holder_id,
                holder_desk_id = excluded.holder_desk_id, rank = excluded.rank, is_ours = excluded.is_ours,
                turn = excluded.turn, waiting_on = excluded.waiting_on, status = excluded.status,
                urgency = excluded.urgency, due_at = excluded.due_at, who = excluded.who, who_key = excluded.who_key,
                what = excluded.what, beside = excluded.beside, last_event = excluded.last_event,
                last_at = excluded.last_at, is_open = excluded.is_open;
            end $$
            """,
            "law.hand_over(jsonb, jsonb)",
            to=(WEB, WORKER),
        ),
    ]

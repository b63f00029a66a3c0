"""A visit is seen by the sides of its handoff, as long as Involvement names them."""

from django.db import migrations

from throughcare.foundation.rls import append_only, policy, protect, run

SEES = "exists (select 1 from clients_involvement i where i.handoff_id = {handoff} and i.org_id = current_org() and i.until is null)"
OF_A_VISIT = "exists (select 1 from scheduling_visit v where v.id = scheduling_visitstep.record_id)"


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial"), ("referrals", "0002_policies")]
    operations = [
        protect("scheduling_visit"),
        policy("scheduling_visit", "visit_is_seen_by_both_sides", using=SEES.format(handoff="scheduling_visit.handoff_id")),
        run("revoke delete, truncate on scheduling_visit from throughcare_web, throughcare_worker;"),
        protect("scheduling_visitstep"),
        policy(
            "scheduling_visitstep", "visit_steps_are_seen_by_both_sides", using=OF_A_VISIT,
            check=f"{OF_A_VISIT} and org_id = current_org()",
        ),
        append_only("scheduling_visitstep"),
    ]

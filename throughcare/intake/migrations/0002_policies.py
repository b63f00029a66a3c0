"""A help request is read and moved by the organization whose desk answers; its steps are only ever added."""

from django.db import migrations

from throughcare.foundation.rls import append_only, belongs_to_one_org, held, policy, protect, run

OURS = (
    "org_id = current_org() and exists"
    " (select 1 from intake_helprequest r where r.id = intake_helpstep.record_id and r.org_id = current_org())"
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("accounts", "0010_help_desk"), ("work", "0001_initial")]
    operations = [
        held("intake_helprequest", "status in ('knocked', 'taken')"),
        *belongs_to_one_org("intake_helprequest"),
        run("revoke delete, truncate on intake_helprequest from throughcare_web, throughcare_worker, throughcare_law;"),
        protect("intake_helpstep"),
        policy("intake_helpstep", "steps_of_our_help_requests_are_read", using=OURS, verb="select"),
        policy("intake_helpstep", "steps_of_our_help_requests_are_added", check=OURS, verb="insert"),
        append_only("intake_helpstep"),
    ]

"""A paper that came in is its organization's; the file itself is never changed, and nothing is ever removed."""

from django.db import migrations

from throughcare.foundation.rls import append_only, belongs_to_one_org, held, policy, protect, run

OURS = (
    "org_id = current_org() and exists"
    " (select 1 from tray_arrival r where r.id = tray_arrivalstep.record_id and r.org_id = current_org())"
)
ROLES = "throughcare_web, throughcare_worker"
MAY_CHANGE = "status, subject_kind, subject_id, client_id, from_whom, holder_id, holder_desk_id, due_at, ended_at"


class Migration(migrations.Migration):
    dependencies = [("tray", "0001_initial"), ("accounts", "0010_help_desk"), ("work", "0001_initial")]
    operations = [
        held("tray_arrival", "status = 'on_tray'"),
        *belongs_to_one_org("tray_arrival"),
        run(
            f"revoke update, delete, truncate on tray_arrival from {ROLES};"
            f" grant update ({MAY_CHANGE}) on tray_arrival to {ROLES};"
        ),
        protect("tray_arrivalstep"),
        policy("tray_arrivalstep", "steps_of_our_arrivals_are_read", using=OURS, verb="select"),
        policy("tray_arrivalstep", "steps_of_our_arrivals_are_added", check=OURS, verb="insert"),
        append_only("tray_arrivalstep"),
    ]

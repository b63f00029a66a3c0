"""What a client said is read and answered by the organization whose link they used; its steps are only ever added."""

from django.db import migrations

from throughcare.foundation.rls import about_someone, append_only, held, policy, protect, run

OURS = (
    "org_id = current_org() and exists"
    " (select 1 from voices_voice v where v.id = voices_voicestep.record_id and v.org_id = current_org())"
)


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial"), ("clients", "0002_policies"), ("work", "0001_initial")]
    operations = [
        held("voices_voice", "status = 'said'"),
        *about_someone("voices_voice"),
        run("revoke delete, truncate on voices_voice from throughcare_web, throughcare_worker, throughcare_law;"),
        protect("voices_voicestep"),
        policy("voices_voicestep", "steps_of_our_voices_are_read", using=OURS, verb="select"),
        policy("voices_voicestep", "steps_of_our_voices_are_added", check=OURS, verb="insert"),
        append_only("voices_voicestep"),
    ]

"""Signals are read, opened and moved by the organization that holds them; their steps are only ever added."""

from django.db import migrations

from throughcare.foundation import rls

SEEN = "org_id = current_org() and " + rls.KNOWS.format(client="crisis_risksignal.client_id")
OURS = (
    "org_id = current_org() and exists"
    " (select 1 from crisis_risksignal s where s.id = crisis_risksignalstep.record_id and s.org_id = current_org())"
)


class Migration(migrations.Migration):
    dependencies = [("crisis", "0001_initial"), ("clients", "0002_policies"), ("work", "0001_initial")]
    operations = [
        rls.held("crisis_risksignal", "status in ('open', 'passed_on')"),
        rls.protect("crisis_risksignal"),
        rls.policy("crisis_risksignal", "signals_of_our_clients_are_read", using=SEEN, verb="select"),
        rls.policy("crisis_risksignal", "signals_of_our_clients_are_opened", check=SEEN, verb="insert"),
        rls.policy("crisis_risksignal", "signals_of_our_clients_are_moved", using=SEEN, check=SEEN, verb="update"),
        rls.run("revoke delete, truncate on crisis_risksignal from throughcare_web, throughcare_worker, throughcare_law;"),
        rls.protect("crisis_risksignalstep"),
        rls.policy("crisis_risksignalstep", "steps_of_our_signals_are_read", using=OURS, verb="select"),
        rls.policy("crisis_risksignalstep", "steps_of_our_signals_are_added", check=OURS, verb="insert"),
        rls.append_only("crisis_risksignalstep"),
    ]

"""Screens are read and added by the organization that took them, for clients it may see; never changed."""

from django.db import migrations

from throughcare.foundation import rls

SEEN = "org_id = current_org() and " + rls.KNOWS.format(client="screening_screen.client_id")


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial"), ("clients", "0002_policies"), ("work", "0001_initial")]
    operations = [
        rls.protect("screening_screen"),
        rls.policy("screening_screen", "screens_of_our_clients_are_read", using=SEEN, verb="select"),
        rls.policy("screening_screen", "screens_of_our_clients_are_added", check=SEEN, verb="insert"),
        rls.append_only("screening_screen"),
    ]

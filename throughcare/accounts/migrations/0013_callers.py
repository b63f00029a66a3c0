"""Only the public page asks which desk helps a network."""

from django.db import migrations

from throughcare.foundation.rls import WORKER, no_longer_called


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_notices_of_others")]
    operations = [no_longer_called("law.help_desk(text)", by=WORKER)]

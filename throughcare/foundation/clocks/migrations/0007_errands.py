"""A further edition of the default policy: check-ins, lost coverage, planned returns."""

from django.db import migrations

from throughcare.foundation.clocks.presets import load_presets


def load(apps, schema_editor):
    load_presets(*(apps.get_model("clocks", name) for name in ("ResponsePolicy", "PolicyVersion", "PolicyRule")))


class Migration(migrations.Migration):
    dependencies = [("clocks", "0006_clinician_left")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

"""A further edition of the default policy: when to ask about those who were sent to a place that is not chased."""

from django.db import migrations

from throughcare.foundation.clocks.presets import load_presets


def load(apps, schema_editor):
    load_presets(*(apps.get_model("clocks", name) for name in ("ResponsePolicy", "PolicyVersion", "PolicyRule")))


class Migration(migrations.Migration):
    dependencies = [("clocks", "0007_errands")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

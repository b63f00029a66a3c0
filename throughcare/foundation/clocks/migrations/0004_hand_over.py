"""A further edition of the default policy: times for taking over what a colleague offers."""

from django.db import migrations

from throughcare.foundation.clocks.presets import load_presets


def load(apps, schema_editor):
    load_presets(*(apps.get_model("clocks", name) for name in ("ResponsePolicy", "PolicyVersion", "PolicyRule")))


class Migration(migrations.Migration):
    dependencies = [("clocks", "0003_situation")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

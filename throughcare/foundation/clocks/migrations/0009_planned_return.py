"""A further edition of the default policy: whoever returns is asked for on the day itself."""

from django.db import migrations

from throughcare.foundation.clocks.presets import load_presets


def load(apps, schema_editor):
    load_presets(*(apps.get_model("clocks", name) for name in ("ResponsePolicy", "PolicyVersion", "PolicyRule")))


class Migration(migrations.Migration):
    dependencies = [("clocks", "0008_external")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

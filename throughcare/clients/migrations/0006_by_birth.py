"""Records of one day of birth and name, across organizations: read by the law alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0005_merging'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['born_on', 'name_key'], name='client_by_birth_and_name'),
        ),
    ]

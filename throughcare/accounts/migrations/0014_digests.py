"""One e-mail in the morning, at an hour of one’s own."""

import datetime
from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_callers'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='digest_at',
            field=models.TimeField(blank=True, default=datetime.time(8, 0), null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='digest_on',
            field=models.DateField(blank=True, null=True),
        ),
    ]

"""A letter with a link may not arrive."""

from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('doors', '0004_callers'),
    ]

    operations = [
        migrations.AddField(
            model_name='link',
            name='returned_at',
            field=models.DateTimeField(null=True),
        ),
    ]

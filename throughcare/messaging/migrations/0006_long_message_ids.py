"""A Message-ID carries the domain of the installation, which may be long."""

from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0005_one_at_a_time'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='gateway_id',
            field=models.CharField(blank=True, max_length=300),
        ),
    ]

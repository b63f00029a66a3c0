"""Safe hours are meant on the clock of the place where somebody lives."""

from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0007_coverage'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='time_zone',
            field=models.CharField(blank=True, default='', max_length=60),
            preserve_default=False,
        ),
    ]

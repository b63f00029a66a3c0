from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='has_place',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('gone_at', None), ('has_place', False)), fields=['id'], name='listed_service_anywhere'),
        ),
    ]

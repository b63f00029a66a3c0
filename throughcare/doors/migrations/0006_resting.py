"""Wrong words are counted by where they came from, and anew after a call; they close no link."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('doors', '0005_came_back'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='link',
            name='too_many_tries',
        ),
        migrations.AddField(
            model_name='link',
            name='counted_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='try',
            name='sender',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]

"""Saved views are of the organization of whoever saved them."""

import django.db.models.deletion
import throughcare.foundation.ids
from django.db import migrations, models

from throughcare.foundation.rls import belongs_to_one_org


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_availability'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('org_id', models.UUIDField()),
                ('name', models.CharField(max_length=40)),
                ('place', models.SmallIntegerField()),
                ('whose', models.CharField(max_length=10)),
                ('turn', models.CharField(blank=True, max_length=10)),
                ('urgency', models.CharField(blank=True, max_length=20)),
                ('status', models.CharField(blank=True, max_length=20)),
                ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.desk')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('desk__isnull', False), ('membership', None)), models.Q(('desk', None), ('membership__isnull', False)), _connector='OR'), name='saved_view_is_of_one_member_or_desk')],
            },
        ),
        *belongs_to_one_org('accounts_savedview'),
    ]

"""How long a service is left in peace is said once for the organization that asked, however it asked."""

import django.db.models.deletion
from django.db import migrations, models

import throughcare.foundation.ids
from throughcare.foundation.rls import as_owner, belongs_to_one_org, run

AS_SAID_BEFORE = """
    insert into referrals_cooloff (id, org_id, service_id, not_before)
    select gen_random_uuid(), org_id, service_id, max(not_before) from referrals_handoff
    where not_before is not null group by org_id, service_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0006_service_claims'),
        ('referrals', '0036_errands'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoolOff',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('org_id', models.UUIDField()),
                ('not_before', models.DateField()),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('org_id', 'service'), name='one_cool_off_per_service')],
            },
        ),
        as_owner('referrals_handoff', AS_SAID_BEFORE),
        run('set constraints all immediate;'),
        *belongs_to_one_org('referrals_cooloff'),
        migrations.RemoveIndex(model_name='handoff', name='handoff_by_cool_off'),
        migrations.RemoveField(model_name='handoff', name='not_before'),
    ]

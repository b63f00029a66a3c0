"""Two records of one organization may be one person: the one leads to the other, which stands alone. No row moves."""

import django.db.models.deletion
import django.db.models.functions.comparison
import throughcare.foundation.ids
from django.db import migrations, models
from throughcare.foundation.rls import KNOWS, append_only, policy, protect, run

STANDS_ALONE = """
alter table clients_client
  add column stands_alone boolean generated always as (case when merged_into_id is null then true end) stored,
  add column is_merged boolean generated always as (case when merged_into_id is not null then true end) stored,
  add constraint client_that_stays_stands_alone unique (id, org_id, stands_alone),
  add constraint merged_client_leads_to_one_that_stands_alone foreign key (merged_into_id, org_id, is_merged)
    references clients_client (id, org_id, stands_alone);
"""
OURS = "org_id = current_org()"
KNOWN = " and ".join([OURS, *(KNOWS.format(client=f"clients_clientmerge.{name}") for name in ("client_id", "kept_id"))])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_saved_views'),
        ('clients', '0004_may_be_contacted'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClientMerge',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('merge', 'The same person'), ('undo', 'Not the same person after all')], max_length=10)),
                ('org_id', models.UUIDField()),
                ('by_name', models.CharField(max_length=200)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='client',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='clients.client'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(django.db.models.functions.comparison.Coalesce('merged_into_id', 'id', output_field=models.UUIDField()), name='client_by_person'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='clients.client'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client'),
        ),
        migrations.AddConstraint(
            model_name='clientmerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'merge'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='merge_says_how_it_is_known'),
        ),
        run(STANDS_ALONE),
        protect("clients_clientmerge"),
        policy("clients_clientmerge", "merges_of_the_organization_are_read", using=OURS, verb="select"),
        policy("clients_clientmerge", "merges_of_our_own_clients_are_added", check=KNOWN, verb="insert"),
        append_only("clients_clientmerge"),
    ]

"""A receiver's sight ends with an ask that it did not accept; what it keeps of it is its own, without the person."""

import django.db.models.deletion
from django.db import migrations, models

from throughcare.foundation.rls import WEB, WORKER, append_only, law_function, policy, protect

MINE = "org_id = current_org()"
RECEIVED_BY_US = """exists (
  select 1 from clients_involvement i where i.handoff_id = referrals_pastask.handoff_id
  and i.org_id = current_org() and i.why = 'received')"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_notices_of_others'),
        ('referrals', '0025_outgrow'),
    ]

    operations = [
        migrations.CreateModel(
            name='PastAsk',
            fields=[
                ('handoff', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='referrals.handoff')),
                ('org_id', models.UUIDField()),
                ('number', models.BigIntegerField()),
                ('service_name', models.CharField(max_length=200)),
                ('urgency', models.CharField(max_length=20)),
                ('came_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('ending', models.CharField(max_length=30)),
                ('decline_reason', models.CharField(blank=True, max_length=30)),
                ('reason', models.TextField(blank=True)),
                ('by_name', models.CharField(blank=True, max_length=200)),
                ('from_org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['org_id', '-handoff'], name='past_asks_of_a_receiver')],
            },
        ),
        protect("referrals_pastask"),
        policy("referrals_pastask", "past_asks_are_seen_by_whoever_was_asked", using=MINE, verb="select"),
        policy(
            "referrals_pastask", "past_asks_are_kept_by_whoever_was_asked", check=f"{MINE} and {RECEIVED_BY_US}",
            verb="insert",
        ),
        append_only("referrals_pastask"),
        law_function(
            """
            create function law.end_receivers_sight(handoff uuid) returns void
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
            begin
              update clients_involvement i set until = now()
              where i.handoff_id = handoff and i.why = 'received' and i.until is null
                and exists (select 1 from referrals_handoff h
                            where h.id = handoff and h.status = 'ended' and h.accepted_at is null)
                and exists (select 1 from clients_involvement mine
                            where mine.handoff_id = handoff and mine.org_id = current_org());
            end $$
            """,
            "law.end_receivers_sight(uuid)",
            to=(WEB, WORKER),
        ),
        law_function(
            """
            create or replace function law.asks_of_client(client uuid) returns table (handoff_id uuid, followed_by uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select h.id, coalesce(h.to_org_id, h.org_id) from referrals_handoff h
              where h.client_id = client and h.org_id = current_org() and h.sent_at is not null
                and (h.status <> 'ended' or h.accepted_at is not null)
              order by h.id
            $$
            """,
            "law.asks_of_client(uuid)",
            to=(WEB, WORKER),
        ),
    ]

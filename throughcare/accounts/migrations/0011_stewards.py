"""Data stewards of a network: written by functions of the law alone, for whoever leads it."""

import django.db.models.deletion
import throughcare.foundation.ids
from django.db import migrations, models
from throughcare.foundation.rls import WEB_AND_WORKER, law_function, run

LED = """
  select n.id into led from accounts_network n join accounts_membership lead on lead.id = n.lead_id
  where lead.id = current_membership() and lead.active;
  if led is null then
    raise exception 'the lead of a network names its stewards' using errcode = 'insufficient_privilege';
  end if;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_help_desk'),
        ('work', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stewardship',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='stewardship', to='accounts.membership')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stewards', to='accounts.network')),
            ],
        ),
        run(f"revoke insert, update, delete, truncate on accounts_stewardship from {WEB_AND_WORKER};"),
        law_function(
            f"""
            create function law.name_steward(member uuid, moment timestamptz) returns void
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
            declare led uuid;
            begin
              {LED}
              insert into accounts_stewardship as s (id, network_id, membership_id, named_by_id, since)
              select gen_random_uuid(), led, m.id, current_membership(), moment
              from accounts_membership m join accounts_organization o on o.id = m.org_id
              where m.id = member and m.active and o.network_id = led
              on conflict (membership_id) do update set ended_at = null, since = moment, named_by_id = current_membership()
              where s.ended_at is not null;
            end $$
            """,
            "law.name_steward(uuid, timestamptz)",
            to=("throughcare_web",),
        ),
        law_function(
            f"""
            create function law.end_stewardship(member uuid, moment timestamptz) returns void
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
            declare led uuid;
            begin
              {LED}
              update accounts_stewardship s set ended_at = moment
              where s.membership_id = member and s.network_id = led and s.ended_at is null;
            end $$
            """,
            "law.end_stewardship(uuid, timestamptz)",
            to=("throughcare_web",),
        ),
    ]

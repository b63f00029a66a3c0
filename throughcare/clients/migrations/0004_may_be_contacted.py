"""Whoever is marked deceased gets no new contact: other tables' foreign keys lead to (id, may_be_contacted)."""

from django.db import migrations

from throughcare.foundation.rls import run

ENDS_CONTACT = """
alter table clients_client
  add column may_be_contacted boolean generated always as (case when situation <> 'deceased' then true end) stored,
  add constraint client_with_whether_they_may_be_contacted unique (id, may_be_contacted);
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_medicine")]
    operations = [run(ENDS_CONTACT)]

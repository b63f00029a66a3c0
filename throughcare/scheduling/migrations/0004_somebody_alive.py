"""A visit ahead is of somebody who may be contacted: nobody is marked deceased while one is booked, nor booked after."""

from django.db import migrations

from throughcare.foundation.rls import run

SOMEBODY_ALIVE = """
alter table scheduling_visit
  add column is_ahead boolean generated always as (case when status = 'booked' then true end) stored,
  add constraint visit_ahead_is_of_somebody_alive foreign key (client_id, is_ahead)
    references clients_client (id, may_be_contacted);
create index visit_ahead_by_client on scheduling_visit (client_id, is_ahead);
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0003_check_first"), ("clients", "0004_may_be_contacted")]
    operations = [run(SOMEBODY_ALIVE)]

"""A copy is its organization's, and what became of it too. Neither is ever changed or removed."""

from django.db import migrations

from throughcare.foundation.rls import append_only, policy, protect

OF_OUR_COPY = "org_id = current_org() and exists (select 1 from documents_copy c where c.id = copy_id and c.org_id = current_org())"
OF_SOMEBODY_WE_KNOW = """org_id = current_org() and (client_id is null or exists (
  select 1 from clients_involvement i where i.client_id = documents_copy.client_id
  and i.org_id = current_org() and i.handoff_id is null and i.until is null))"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("clients", "0002_policies")]
    operations = [
        protect("documents_copy"),
        policy("documents_copy", "copies_of_the_organization", using="org_id = current_org()", check=OF_SOMEBODY_WE_KNOW),
        append_only("documents_copy"),
        protect("documents_delivery"),
        policy("documents_delivery", "deliveries_of_our_copies", using="org_id = current_org()", check=OF_OUR_COPY),
        append_only("documents_delivery"),
    ]

"""A fax is its organization's. The worker learns which ones are due, by id; nobody takes a row away."""

from django.db import migrations

from throughcare.foundation.rls import WEB_AND_WORKER, WORKER, law_function, policy, protect, run

OF_OUR_COPY = "org_id = current_org() and exists (select 1 from documents_copy c where c.id = copy_id and c.org_id = current_org())"


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_faxes")]
    operations = [
        protect("documents_fax"),
        policy("documents_fax", "faxes_of_our_copies", using="org_id = current_org()", check=OF_OUR_COPY),
        policy("documents_fax", "law_finds_what_is_due", using="dialed <> ''", verb="select", to="throughcare_law"),
        run(
            f"revoke update, delete, truncate on documents_fax from {WEB_AND_WORKER};"
            f" grant update (state, next_at, pages, tries) on documents_fax to {WEB_AND_WORKER};"
        ),
        law_function(
            """
            create function law.due_faxes(now timestamptz, at_most integer) returns table (id uuid, org_id uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select f.id, f.org_id from documents_fax f where f.next_at <= now order by f.next_at limit at_most
            $$
            """,
            "law.due_faxes(timestamptz, integer)",
            to=[WORKER],
        ),
    ]

"""Who may see a client: an organization with a row in Involvement, which only the law's functions write."""

from django.db import migrations

from throughcare.foundation.rls import KNOWS, WEB, WORKER, about_someone, law_function, policy, protect, run

KNOWS_CLIENT = KNOWS.format(client="clients_client.id")
TO_LAW = {"to": "throughcare_law"}
FOR_SOMEBODY = "current_org() is not null"


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial"), ("work", "0002_policies")]
    operations = [
        protect("clients_client"),
        policy("clients_client", "client_is_seen_by_those_involved", using=KNOWS_CLIENT, verb="select"),
        policy("clients_client", "client_is_made_for_ones_own_organization", check="org_id = current_org()", verb="insert"),
        policy(
            "clients_client", "client_is_changed_by_its_organization", using=f"org_id = current_org() and {KNOWS_CLIENT}",
            verb="update",
        ),
        policy("clients_client", "law_reads_clients", using=FOR_SOMEBODY, verb="select", **TO_LAW),
        protect("clients_involvement"),
        policy("clients_involvement", "involvement_of_the_organization", using="org_id = current_org()", verb="select"),
        policy("clients_involvement", "law_involves", using=FOR_SOMEBODY, **TO_LAW),
        run("revoke insert, update, delete, truncate on clients_involvement from throughcare_web, throughcare_worker;"),
        run("revoke delete, truncate on clients_client from throughcare_web, throughcare_worker;"),
        *about_someone("clients_contactroute"),
        *about_someone("clients_decisionmaker"),
        law_function(
            """
            create function law.involve_maker(client uuid) returns void
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
            begin
              insert into clients_involvement (id, client_id, org_id, why, since)
              select gen_random_uuid(), c.id, c.org_id, 'record', now() from clients_client c
              where c.id = client and c.org_id = current_org()
              on conflict do nothing;
              if not exists (select 1 from clients_involvement i where i.client_id = client and i.org_id = current_org()) then
                raise exception 'only the organization that made a record sees it' using errcode = 'insufficient_privilege';
              end if;
            end $$
            """,
            "law.involve_maker(uuid)",
            to=(WEB, WORKER),
        ),
        law_function(
            """
            create function law.possible_duplicates(key text, born date) returns table (id uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select c.id from clients_client c
              where c.org_id = current_org()
                and (c.born_on = born or c.name_key = key
                     or (similarity(c.name_key, key) > 0.45 and (born is null or c.born_on is null
                         or abs(c.born_on - born) < 400)))
              order by similarity(c.name_key, key) + case when c.born_on = born then 1 else 0 end desc
              limit 10
            $$
            """,
            "law.possible_duplicates(text, date)",
            to=(WEB, WORKER),
        ),
    ]

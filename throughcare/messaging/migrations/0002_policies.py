"""Messages are their organization's. Who wrote STOP is kept for the whole installation, behind functions that tell nobody more."""

from django.db import migrations

from throughcare.foundation.rls import KNOWS, WEB, WORKER, about_someone, law_function, policy, protect, run

TO_LAW = {"to": "throughcare_law"}
OF_SOMEBODY_KNOWN = (
    "org_id = current_org() and (client_id is null or " + KNOWS.format(client="messaging_message.client_id") + ")"
)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("clients", "0002_policies"), ("work", "0002_policies")]
    operations = [
        protect("messaging_message"),
        policy(
            "messaging_message", "messages_of_the_organization", using="org_id = current_org()", check=OF_SOMEBODY_KNOWN
        ),
        policy("messaging_message", "law_finds_what_is_due", using="template <> ''", verb="select", **TO_LAW),
        policy("messaging_message", "law_ends_what_waits_for_a_stopped_address", using="template <> ''", verb="update", **TO_LAW),
        run("revoke delete, truncate on messaging_message from throughcare_web, throughcare_worker;"),
        *about_someone("messaging_optin"),
        run("revoke delete, truncate on messaging_optin from throughcare_web, throughcare_worker;"),
        protect("messaging_stoppedaddress"),
        policy("messaging_stoppedaddress", "law_keeps_who_wrote_stop", using="address <> ''", **TO_LAW),
        run("revoke all on messaging_stoppedaddress from throughcare_web, throughcare_worker;"),
        law_function(
            """
            create function law.due_messages(now timestamptz, at_most integer) returns table (id uuid, org_id uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select m.id, m.org_id from messaging_message m where m.next_at <= now order by m.next_at limit at_most
            $$
            """,
            "law.due_messages(timestamptz, integer)",
            to=("throughcare_worker", "throughcare_web"),
        ),
        law_function(
            """
            create function law.message_at_gateway(known_as text) returns table (id uuid, org_id uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select m.id, m.org_id from messaging_message m where m.gateway_id = known_as and known_as <> '' limit 1
            $$
            """,
            "law.message_at_gateway(text)",
            to=(WEB, WORKER),
        ),
        law_function(
            """
            create function law.stop_address(said_from text, now timestamptz) returns void
            language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
              insert into messaging_stoppedaddress (address, stopped_at) values (said_from, now) on conflict do nothing;
              update messaging_message m set state = 'moot', why = 'They asked for no more messages.', next_at = null
              where m.address = said_from and m.state = 'waiting';
            $$
            """,
            "law.stop_address(text, timestamptz)",
            to=(WEB, WORKER),
        ),
        law_function(
            """
            create function law.start_address(said_from text) returns void
            language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
              delete from messaging_stoppedaddress s where s.address = said_from;
            $$
            """,
            "law.start_address(text)",
            to=(WEB, WORKER),
        ),
        law_function(
            """
            create function law.is_stopped(address text) returns boolean
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select exists (select 1 from messaging_stoppedaddress s where s.address = is_stopped.address)
            $$
            """,
            "law.is_stopped(text)",
            to=(WEB, WORKER),
        ),
    ]

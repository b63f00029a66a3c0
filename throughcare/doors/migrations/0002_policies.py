"""A link is its organization's. Whoever holds what opens one comes in through one law function, which answers one row or none."""

from django.db import migrations

from throughcare.foundation.rls import WEB, WORKER, append_only, belongs_to_one_org, law_function, policy, protect, run

TO_LAW = {"to": "throughcare_law"}
OF_OUR_LINK = "org_id = current_org() and exists (select 1 from doors_link l where l.id = link_id and l.org_id = current_org())"


class Migration(migrations.Migration):
    dependencies = [("doors", "0001_initial"), ("work", "0002_policies")]
    operations = [
        *belongs_to_one_org("doors_link"),
        policy("doors_link", "law_opens_doors", using="token_hash is not null", verb="select", **TO_LAW),
        run("revoke delete, truncate on doors_link from throughcare_web, throughcare_worker;"),
        *belongs_to_one_org("doors_secret"),
        policy("doors_secret", "law_hands_out_what_is_compared", using="hash <> ''", verb="select", **TO_LAW),
        protect("doors_try"),
        policy("doors_try", "tries_of_the_organization", using="org_id = current_org()", check=OF_OUR_LINK),
        append_only("doors_try"),
        law_function(
            """
            create function law.open_door(hash bytea) returns table (
              link_id uuid, org_id uuid, purpose text, subject_kind text, subject_id uuid, partner_id uuid, is_card boolean,
              factor text, secret text, expires_at timestamptz, spent_at timestamptz, revoked_at timestamptz)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select l.id, l.org_id, l.purpose, l.subject_kind, l.subject_id, l.partner_id, l.is_card,
                l.factor, s.hash, l.expires_at, l.spent_at, l.revoked_at
              from doors_link l left join doors_secret s on s.org_id = l.org_id and s.subject_id = l.secret_of
              where l.token_hash = open_door.hash
            $$
            """,
            "law.open_door(bytea)",
            to=(WEB, WORKER),
        ),
    ]

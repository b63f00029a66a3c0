"""Attempts and answers are the sending organization's own. Nobody writes that somebody deceased was contacted."""

from django.db import migrations

from throughcare.foundation.rls import KNOWS, WEB, WORKER, about_someone, append_only, law_function, policy, protect

ATTEMPT = "referrals_contactattempt"
ALIVE = f"exists (select 1 from clients_client c where c.id = {ATTEMPT}.client_id and c.may_be_contacted)"
OF_ITS_REFERRAL = (
    "exists (select 1 from referrals_referral r where r.id = {table}.referral_id and r.client_id = {table}.client_id"
    " and r.org_id = current_org())"
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_attempts"), ("clients", "0004_may_be_contacted")]
    operations = [
        protect(ATTEMPT),
        policy(ATTEMPT, "attempts_of_the_organization", using="org_id = current_org()", verb="select"),
        policy(
            ATTEMPT, "attempts_are_made_while_they_may_be_contacted", verb="insert",
            check=" and ".join([
                "org_id = current_org()", KNOWS.format(client=f"{ATTEMPT}.client_id"), ALIVE,
                OF_ITS_REFERRAL.format(table=ATTEMPT),
            ]),
        ),
        append_only(ATTEMPT),
        *about_someone("referrals_helpedanswer"),
        append_only("referrals_helpedanswer"),
        law_function(
            """
            create function law.asks_of_client(client uuid) returns table (handoff_id uuid, followed_by uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select h.id, coalesce(h.to_org_id, h.org_id) from referrals_handoff h
              where h.client_id = client and h.org_id = current_org() and h.sent_at is not null
              order by h.id
            $$
            """,
            "law.asks_of_client(uuid)",
            to=(WEB, WORKER),
        ),
    ]

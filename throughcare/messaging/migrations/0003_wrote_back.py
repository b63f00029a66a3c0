"""Whom a number was last written to about, and that it was answered today already."""

import django.db.models
from django.db import migrations

from throughcare.foundation.rls import WEB, WORKER, law_function, policy, protect, run

TO_LAW = {"to": "throughcare_law"}


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_policies")]
    operations = [
        migrations.CreateModel(
            name="AnsweredAddress",
            fields=[
                ("address", django.db.models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("answered_on", django.db.models.DateField()),
            ],
        ),
        protect("messaging_answeredaddress"),
        policy("messaging_answeredaddress", "law_keeps_who_was_answered", using="address <> ''", **TO_LAW),
        run("revoke all on messaging_answeredaddress from throughcare_web, throughcare_worker;"),
        run("create index messages_sent_to_an_address on messaging_message (address, sent_at) where sent_at is not null;"),
        law_function(
            """
            create function law.last_told(said_from text) returns table (org_id uuid, client_id uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select m.org_id, m.client_id from messaging_message m
              where m.address = said_from and m.sent_at is not null and m.client_id is not null
              order by m.sent_at desc limit 1
            $$
            """,
            "law.last_told(text)",
            to=(WEB, WORKER),
        ),
        law_function(
            """
            create function law.first_answer_of_day(said_from text, today date) returns boolean
            language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
              with written as (
                insert into messaging_answeredaddress as a (address, answered_on) values (said_from, today)
                on conflict (address) do update set answered_on = excluded.answered_on where a.answered_on < excluded.answered_on
                returning 1)
              select exists (select 1 from written)
            $$
            """,
            "law.first_answer_of_day(text, date)",
            to=(WEB, WORKER),
        ),
    ]

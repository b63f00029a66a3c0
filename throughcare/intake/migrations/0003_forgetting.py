"""Who somebody was that was set aside is removed after some time. Steps are only added to, so the law alone blanks them."""

from django.db import migrations, models

from throughcare.foundation.rls import WORKER, law_function, policy, run

TO_LAW = {"to": "throughcare_law"}


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_callers'),
        ('intake', '0002_policies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='helprequest',
            name='help_request_has_a_name_and_a_way_back',
        ),
        migrations.AddField(
            model_name='helprequest',
            name='forgotten_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='helprequest',
            index=models.Index(condition=models.Q(('forgotten_at', None), ('status', 'set_aside')), fields=['ended_at'], name='help_requests_to_forget'),
        ),
        migrations.AddConstraint(
            model_name='helprequest',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', False), models.Q(models.Q(('called', ''), _negated=True), models.Q(models.Q(('phone', ''), _negated=True), models.Q(('other_way', ''), _negated=True), _connector='OR')), _connector='OR'), name='help_request_has_a_name_and_a_way_back'),
        ),
        migrations.AddConstraint(
            model_name='helprequest',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_at', None), models.Q(('called', ''), ('came_from', ''), ('careful', ''), ('other_way', ''), ('phone', ''), ('status', 'set_aside'), ('whom', ''), ('words', '')), _connector='OR'), name='forgotten_request_tells_of_nobody'),
        ),
        policy("intake_helprequest", "law_finds_what_was_set_aside", using="status = 'set_aside'", verb="select", **TO_LAW),
        policy("intake_helpstep", "law_finds_steps_to_forget", using="record_id is not null", verb="select", **TO_LAW),
        policy("intake_helpstep", "law_forgets_who_said_it", using="record_id is not null", verb="update", **TO_LAW),
        run("grant update (said_by, reason) on intake_helpstep to throughcare_law;"),
        law_function(
            """
            create function law.help_requests_to_forget(ended_before timestamptz) returns table (org_id uuid, id uuid)
            language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
              select r.org_id, r.id from intake_helprequest r
              where r.status = 'set_aside' and r.forgotten_at is null and r.ended_at <= ended_before
              order by r.ended_at limit 1000
            $$
            """,
            "law.help_requests_to_forget(timestamptz)",
            to=[WORKER],
        ),
        law_function(
            """
            create function law.forget_help_steps(request uuid) returns void
            language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
              update intake_helpstep s set said_by = '', reason = '' from intake_helprequest r
              where s.record_id = request and r.id = request and r.org_id = current_org() and r.forgotten_at is not null
            $$
            """,
            "law.forget_help_steps(uuid)",
            to=[WORKER],
        ),
    ]

"""Clients, referrals and everything that goes with them, over the years. Most are closed; what is open has its holder."""

from collections.abc import Iterator

from .network import services
from .pieces import CARE, Size

LATELY = 0.08  # the newest share of all referrals
OPEN_OF_LATELY = 0.5
SHARE_CONNECTED = 0.55  # of the closed ones
OF_NEW_CLIENTS = 0.7  # share of the referrals
LONGEST = 41  # days from opening to closing
NUMBERS_FROM = 1_000_000


def facts(size: Size) -> str:
    """One row a referral, the oldest first: its number `n`, its client `c`, both organizations `o` and `t`, state, keys, times.

    `day` is shorter for what was opened lately, so that all of it has happened by now. `offset 0` keeps the planner from
    working the same value out again wherever it is named.
    """
    is_open = f"n > {size.referrals * (1 - LATELY)} and {size.roll('n', 25)} < {OPEN_OF_LATELY}"
    earlier = f"1 + floor({size.roll('n', 22)} * n)::bigint"
    return f"""
        generate_series(1::bigint, {size.referrals}) as n,
        lateral (select {size.moment("n")} as opened, {is_open} as is_open, {size.skewed_org("n", 23)} as wanted,
            case when {size.roll("n", 21)} < {OF_NEW_CLIENTS} then n else {earlier} end as c offset 0) a,
        lateral (select {size.skewed_org("c", 20)} as o, {size.key_at("client", "c", size.moment("c"))} as client,
            least(interval '1 day', ({size.now} - opened) / {LONGEST}) as day offset 0) b,
        lateral (select case when wanted = o then 1 + (o % {size.organizations}) else wanted end as t offset 0) d,
        lateral (select case when not is_open then case when {size.roll("n", 26)} < {SHARE_CONNECTED} then 'connected' else 'declined' end
                 else (array['none', 'sent', 'sent', 'accepted', 'booked', 'in_treatment'])
                      [1 + floor(6 * {size.roll("n", 27)})::int] end as state,
            (array['routine', 'routine', 'routine', 'soon', 'urgent'])[1 + floor(5 * {size.roll("n", 28)})::int] as urgency,
            1 + floor({services("t")} * {size.roll("n", 29)})::bigint as s,
            {size.key_at("referral", "n", "opened")} as referral, {size.key_at("handoff", "n", "opened")} as handoff,
            case when is_open then {size.now} - interval '2 days' + interval '14 days' * {size.roll("n", 30)}
                 else opened + 10 * day end as due,
            {size.member("o", size.some_member("o", "n", 31))} as ours,
            {size.member("t", size.some_member("t", "n", 32))} as theirs,
            {size.pick(CARE, "n", 33)} as need offset 0) e"""


def statements(size: Size) -> Iterator[tuple[str, str]]:
    """What is being made, and the statement that makes it."""
    rows = facts(size)
    held_there = "state in ('accepted', 'booked', 'in_treatment')"
    asked = "state <> 'none'"
    client = "(select distinct on (client) client, o, opened, n from " + rows + " order by client, n) known"
    yield (
        "clients",
        f"""
        insert into clients_client (id, org_id, name, name_key, goes_by, pronouns, born_on, language, needs_interpreter,
            access_needs, postal_code, time_zone, payer, uncovered_source, situation, situation_source, made_by_id, made_at)
        select client, {size.org("o")}, name, {size.sorted_name("name")}, '', '', date '1950-01-01' + (n % 22000)::int, 'en', false,
            '', '33130', '', 'medicaid', '', 'home', '', {size.member("o", "1::bigint")}, opened
        from {client}, lateral (select {size.full_name("n", 41)} as name) named""",
    )
    yield (
        "who may see whom",
        f"""
        insert into clients_involvement (id, client_id, org_id, why, since)
        select {size.key_at("record", "id::text", "made_at")}, id, org_id, 'record', made_at from clients_client c
        where not exists (select 1 from clients_involvement i where i.client_id = c.id and i.handoff_id is null)""",
    )
    yield (
        "referrals",
        f"""
        insert into referrals_referral (id, number, client_id, org_id, kind, need, service_type, reason, question, barriers,
            prompts, errands, urgency, urgency_reason, package, wishes, hears_back, status, holder_id, due_at, turn, waiting_on,
            live_status, returns_if, is_followed, noes, first_requested_at, opened_at, holds, renegotiated, closure, evidence, closed_at, made_by_id)
        select referral, {NUMBERS_FROM} + n, client, {size.org("o")}, 'service', need, 'outpatient-therapy', 'Simulated', '',
            '{{}}', '{{}}', '{{}}', urgency, '', '{{"concerns": "Simulated"}}', '', 'desk', case when is_open then 'open' else 'closed' end,
            case when is_open then ours end, case when is_open then due end,
            case when not is_open then '' when state = 'none' then 'sender' else 'receiver' end,
            case when is_open and {asked} then 'receiver' else 'nobody' end,
            case when is_open and {asked} then state else '' end, '', true, 0, opened, opened, 0, 0,
            case when is_open then '' when state = 'connected' then 'connected' else 'declined' end,
            case when is_open then '' else 'asserted' end, case when not is_open then opened + 40 * day end, ours
        from {rows}""",
    )
    yield (
        "handoffs",
        f"""
        insert into referrals_handoff (id, referral_id, kind, number, client_id, org_id, to_org_id, to_desk_id, service_id,
            service_name, errands, urgency, feedback, choice, status, holder_id, due_at, turn, waiting_on, question, questions_asked,
            conditions, report, pathway, external, declined_for, ending, sent_at, accepted_at, ended_at)
        select handoff, referral, 'service', {NUMBERS_FROM} + n, client, {size.org("o")}, {size.org("t")}, {size.desk("t")},
            {size.key("service", "t * 10 + s")}, need, '{{}}', urgency, 'progress', 'Simulated',
            case when is_open then state else 'ended' end,
            case when not is_open then null when {held_there} then theirs else ours end, case when is_open then due end,
            case when is_open then 'receiver' else '' end, case when is_open then 'receiver' else 'nobody' end, '', 0, '', '', '', '', '',
            case when is_open then '' else state end, opened,
            case when {held_there} or state = 'connected' then opened + day end,
            case when not is_open then opened + 40 * day end
        from {rows} where {asked}""",
    )
    for why, org in (("sent", "o"), ("received", "t")):
        yield (
            f"involvement of the side that {why} it",
            f"""
            insert into clients_involvement (id, client_id, org_id, why, handoff_id, since)
            select {size.key_at(why, "n", "opened")}, client, {size.org(org)}, '{why}', handoff, opened from {rows} where {asked}""",
        )
    yield (
        "packages",
        f"""
        insert into referrals_package (handoff_id, client_name, person, sections, withheld, notice, digest, frozen_at)
        select handoff, name, '{{"language": "en", "routes": []}}',
            '[{{"key": "concerns", "title": "What is going on", "words": "Simulated", "labels": ["MH"]}}]', 0, '', md5(n::text),
            opened
        from {rows}, lateral (select c.name from clients_client c where c.id = client) named where {asked}""",
    )
    yield (
        "steps of referrals",
        f"""
        insert into referrals_referralstep (id, record_id, name, from_status, to_status, org_id, by_id, by_name, happened_at,
            at, reason, said_by, route, facts)
        select {size.key_at("referral step", "n || step", "at")}, referral, step, came_from, went_to, {size.org("o")}, ours, 'Simulated', at, at, '', '', 'here', '{{}}'
        from {rows}, lateral (values ('open', 'draft', 'open', opened, true),
            ('close', 'open', 'closed', opened + 40 * day, not is_open)) taken (step, came_from, went_to, at, was)
        where was""",
    )
    yield (
        "steps of handoffs",
        f"""
        insert into referrals_handoffstep (id, record_id, name, from_status, to_status, org_id, by_id, by_name, happened_at,
            at, reason, said_by, route, facts)
        select {size.key_at("handoff step", "n || step", "at")}, handoff, step, came_from, went_to, case when by_us then {size.org("o")} else {size.org("t")} end,
            case when by_us then ours else theirs end, 'Simulated', at, at, '', '', 'here', '{{}}'
        from {rows}, lateral (values
            ('prepare', '', 'prepared', opened, true, true),
            ('send', 'prepared', 'sent', opened + day / 1000, true, true),
            ('decline', 'sent', 'ended', opened + 40 * day, false, state = 'declined'),
            ('accept', 'sent', 'accepted', opened + day, false, {held_there} or state = 'connected'),
            ('book', 'accepted', 'booked', opened + 2 * day, false, state in ('booked', 'in_treatment', 'connected')),
            ('begin_treatment', 'booked', 'in_treatment', opened + 9 * day, false, state in ('in_treatment', 'connected')),
            ('finish', 'in_treatment', 'ended', opened + 40 * day, false, state = 'connected')
            ) taken (step, came_from, went_to, at, by_us, was)
        where was and {asked}""",
    )
    listed = "(id, org_id, subject_kind, subject_id, client_id, number, holder_id, holder_desk_id, rank, is_ours, turn," \
        " waiting_on, status, urgency, started_at, due_at, who, who_key, what, beside, marks, last_event, last_at, is_open)"  # fmt: skip
    yield (
        "the senders' work lists",
        f"""
        insert into work_workitem {listed}
        select {size.key_at("senders item", "n", "opened")}, {size.org("o")}, 'referral', referral, client, {NUMBERS_FROM} + n, ours, null, 1,
            is_open and state = 'none', case when not is_open then '' when state = 'none' then 'sender' else 'receiver' end,
            case when is_open and {asked} then 'receiver' else 'nobody' end,
            case when not is_open then 'closed' when state = 'none' then 'open' else state end, urgency, opened, due, c.name,
            c.name_key, need, case when state = 'none' then '' else need end, '{{}}', 'Simulated', opened, is_open
        from {rows}, clients_client c where c.id = client""",
    )
    yield (
        "the receivers' work lists",
        f"""
        insert into work_workitem {listed}
        select {size.key_at("receivers item", "n", "opened")}, {size.org("t")}, 'handoff', handoff, client, {NUMBERS_FROM} + n,
            case when {held_there} then theirs end, case when {held_there} then null else {size.desk("t")} end, 1, is_open,
            case when is_open then 'receiver' else '' end, case when is_open then 'receiver' else 'nobody' end,
            case when is_open then state else 'ended' end, urgency, opened, due, c.name, c.name_key, need, 'Simulated',
            '{{}}', 'Simulated', opened, is_open
        from {rows}, clients_client c where c.id = client and {asked}""",
    )
    yield (
        "clocks",
        f"""
        insert into clocks_clock (id, org_id, subject_kind, subject_id, step, urgency, policy_version_id, started_at, due_at,
            state, never_resets, pause_count, paused_total, plan_at, plan_kind, plan_tell, next_rung, next_fire_at)
        select {size.key_at("clock", "n", "opened")}, case when {held_there} then {size.org("t")} else {size.org("o")} end,
            case when state = 'none' then 'referral' else 'handoff' end, case when state = 'none' then referral else handoff end,
            case when state = 'none' then 'open' else state end, urgency, version.id, opened, due, 'running', false, 0,
            interval '0', array[due], array['breach'], array['holder'], case when due < {size.now} then 1 else 0 end,
            case when due < {size.now} then null else due end
        from {rows}, (select v.id from clocks_policyversion v join clocks_responsepolicy p on p.id = v.policy_id
            where p.name = 'throughcare-default' limit 1) version
        where is_open""",
    )
    yield "numbers", f"select setval('referrals_number', {NUMBERS_FROM} + {size.referrals} + 1)"

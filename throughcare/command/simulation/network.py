"""The network itself: organizations of very different sizes, desks, people, agreements and services."""

from collections.abc import Iterator

from .pieces import CARE, PLACES, TRADES, Size

NAME = "Simulated network"


def statements(size: Size) -> Iterator[str]:
    begun = f"{size.start} - interval '1 year'"
    orgs = f"generate_series(1::bigint, {size.organizations}) as o"
    org_name = f"{size.pick(PLACES, 'o', 1)} || ' ' || {size.pick(TRADES, 'o', 2)} || ' ' || o"
    members = f"{orgs}, lateral generate_series(1::bigint, {size.members('o')}) as j"
    someone = "o * 100000 + j"
    name = size.full_name(someone, 3)
    network = size.key("network", "1")
    yield f"insert into accounts_network (id, name, name_key) values ({network}, '{NAME}', '{NAME.lower()}')"
    yield f"""
        insert into accounts_organization (id, network_id, name, name_key, legal_kind, phone, time_zone, country,
            subdivision, closed_on, response_policy, is_active)
        select {size.org("o")}, {network}, name, {size.sorted_name("name")}, 'covered_entity', '305-555-0100',
            'America/New_York', 'US', 'FL', '{{}}', 'throughcare-default', true
        from {orgs}, lateral (select {org_name} as name) named"""
    yield f"""
        insert into accounts_agreement (id, org_id, kind, signed_on)
        select {size.key("agreement", "o")}, {size.org("o")}, 'participation', ({begun})::date from {orgs}"""
    yield f"""
        insert into accounts_desk (id, org_id, name, name_key, next_staffed_at, phone, active)
        select {size.desk("o")}, {size.org("o")}, 'Intake', 'intake', {size.now}, '305-555-0100', true from {orgs}"""
    yield f"""
        insert into accounts_person (id, password, email, name, phone, is_active)
        select {size.key("person", someone)}, '!simulated', 'p' || j || '.o' || o || '.s{size.seed}@simulated.example',
            {name}, '', true
        from {members}"""
    yield f"""
        insert into accounts_membership (id, person_id, org_id, desk_id, roles, active, since)
        select {size.member("o", "j")}, {size.key("person", someone)}, {size.org("o")}, {size.desk("o")},
            case when j = 1 then array['administrator', 'coordinator'] when j % 4 = 1 then array['coordinator']
                 when j % 4 = 2 then array['receiver'] when j % 4 = 3 then array['referrer']
                 else array['clinician', 'referrer'] end, true, {begun}
        from {members}"""
    yield f"""
        update accounts_desk set lead_id = {size.member("o", "1::bigint")}
        from {orgs} where accounts_desk.id = {size.desk("o")}"""
    yield f"""
        insert into network_service (id, source, source_id, import_digest, changed_at, name, name_key, alternate_name,
            description, status, types, takes_only_types, terms, languages, language_notes, payers, cost, eligibility,
            how_to_apply, wait,
            email, website, phones, schedules, words, run_by_id, desk_id, verified_by, has_place)
        select {service(size, "o", "s")}, 'simulated-{size.seed}', o || '-' || s, '', {begun}, name, lower(name), '', '',
            'active', '{{outpatient-therapy}}', '{{}}', '{{}}', '{{en,es}}', '', '{{medicaid}}', '', '', '', '', '', '', '[]', '[]',
            '', {size.org("o")}, {size.desk("o")}, '', false
        from {orgs}, lateral generate_series(1::bigint, {services("o")}) as s,
            lateral (select {size.pick(CARE, "o * 10 + s", 5)} as name) named"""


def services(org: str) -> str:
    """How many services the organization of this number runs."""
    return f"(1 + {org} % 4)"


def service(size: Size, org: str, which: str) -> str:
    return size.key("service", f"{org} * 10 + {which}")

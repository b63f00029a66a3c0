"""A match is seen and answered by a steward of its network who works at neither side. Only the program proposes one."""

from django.db import migrations
from throughcare.foundation.rls import WEB, WEB_AND_WORKER, WORKER, append_only, law_function, policy, protect, run

LAW = {"to": "throughcare_law"}
FOR_SOMEBODY = "current_org() is not null"
MINE = "law.may_steward(network_id, one_org_id, other_org_id)"
OF_A_MATCH = "exists (select 1 from identities_match m where m.id = identities_matchstep.record_id)"
COLUMNS = "status, asked_at"

MAY_STEWARD = """
create function law.may_steward(network uuid, one uuid, other uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select 1 from accounts_stewardship s join accounts_membership m on m.id = s.membership_id
    where s.membership_id = current_membership() and s.network_id = network and s.ended_at is null and m.active
  ) and not exists (
    select 1 from accounts_membership m where m.person_id = current_person() and m.active and m.org_id in (one, other)
  )
$$
"""

# Demographics of each side and no more; of a number its last four digits.
SIDES = """
create function law.sides_of_match(match uuid) returns table (name text, born_on date, postal_code text, phones text[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.name::text, c.born_on, c.postal_code::text, coalesce((
    select array_agg(distinct right(regexp_replace(r.value, '\\D', '', 'g'), 4))
    from clients_contactroute r where r.client_id = c.id and r.kind in ('phone', 'text')), '{}')
  from identities_match m join clients_client c on c.id in (m.one_id, m.other_id)
  where m.id = match and law.may_steward(m.network_id, m.one_org_id, m.other_org_id)
  order by c.id <> m.one_id
$$
"""

# What a Part 2 program or a victim service keeps is never compared: that they know somebody is itself the secret.
PROPOSE = """
create function law.propose_matches(rule text, further text, moment timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  with comparable as (
    select o.id, o.network_id from accounts_organization o
    where o.is_active and o.legal_kind not in ('part2_program', 'victim_service') and exists (
      select 1 from accounts_agreement a where a.org_id = o.id and a.signed_on <= moment::date
        and (a.ends_on is null or a.ends_on >= moment::date))
  ), proposed as (
    insert into identities_match
      (id, network_id, one_id, one_org_id, other_id, other_org_id, rule, status, proposed_at)
    select gen_random_uuid(), one.network_id, c.id, c.org_id, d.id, d.org_id, rule, 'in_question', moment
    from clients_client c
    join comparable one on one.id = c.org_id
    join comparable other on other.network_id = one.network_id and other.id > one.id
    join clients_client d on d.org_id = other.id and d.born_on = c.born_on and d.name_key = c.name_key
    where c.org_id = current_org() and c.merged_into_id is null and d.merged_into_id is null and case further
      when 'postal_code' then c.postal_code <> '' and c.postal_code = d.postal_code
      when 'phone' then exists (
        select 1 from clients_contactroute r join clients_contactroute s
          on right(regexp_replace(r.value, '\\D', '', 'g'), 10) = right(regexp_replace(s.value, '\\D', '', 'g'), 10)
        where r.client_id = c.id and s.client_id = d.id and r.kind in ('phone', 'text') and s.kind in ('phone', 'text')
          and length(regexp_replace(r.value, '\\D', '', 'g')) >= 7)
      else false end
    on conflict do nothing returning id
  )
  insert into identities_matchstep
    (id, record_id, name, from_status, to_status, by_name, happened_at, at, reason, said_by, route, facts)
  select gen_random_uuid(), p.id, 'propose', '', 'in_question', 'Throughcare', moment, moment, rule, '', 'here', '{}'
  from proposed p
$$
"""

COUNTED_ONCE = """
create function law.counted_once(since timestamptz, again_within integer)
returns table (requests bigint, treated bigint, median_days double precision)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with recursive led as (
    select n.id from accounts_network n join accounts_membership m on m.id = n.lead_id
    where m.id = current_membership() and m.active
  ), link as (
    select m.one_id as a, m.other_id as b from identities_match m join led on led.id = m.network_id
    where m.status = 'one_person'
    union
    select m.other_id, m.one_id from identities_match m join led on led.id = m.network_id where m.status = 'one_person'
  ), reach as (
    select a, b from link union select r.a, l.b from reach r join link l on l.a = r.b
  ), promise as (
    select coalesce((select min(r.b::text) from reach r where r.a = coalesce(c.merged_into_id, c.id)),
                    coalesce(c.merged_into_id, c.id)::text) as person,
           lower(p.need) as need, p.first_requested_at as requested, coalesce(p.closed_at, 'infinity') as until,
           case when k.state = 'stopped' then k.stopped_at end as treated
    from referrals_referral p
    join accounts_organization o on o.id = p.org_id join led on led.id = o.network_id
    join clients_client c on c.id = p.client_id
    join clocks_clock k on k.subject_id = p.id and k.step = 'first_treatment'
    where p.first_requested_at >= since and p.status <> 'entered_in_error'
  ), marked as (
    select *, case when requested <= max(until) over before + make_interval(days => again_within) then 0 else 1 end as begins
    from promise
    window before as (partition by person, need order by requested rows between unbounded preceding and 1 preceding)
  ), chained as (
    select *, sum(begins) over (partition by person, need order by requested rows unbounded preceding) as chain from marked
  ), once as (
    select min(requested) as requested, min(treated) as treated from chained group by person, need, chain
  )
  select count(*), count(once.treated),
         percentile_cont(0.5) within group (order by extract(epoch from once.treated - once.requested)::float8 / 86400)
  from once having exists (select 1 from led)
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identities", "0001_initial"), ("accounts", "0011_stewards"), ("clients", "0006_by_birth"),
        ("clocks", "0001_initial"), ("referrals", "0002_policies"),
    ]
    operations = [
        law_function(MAY_STEWARD, "law.may_steward(uuid, uuid, uuid)", to=(WEB, WORKER)),
        protect("identities_match"),
        policy("identities_match", "matches_are_seen_by_a_steward_of_neither_side", using=MINE, verb="select"),
        policy("identities_match", "matches_are_answered_by_a_steward_of_neither_side", using=MINE, verb="update"),
        policy("identities_match", "law_proposes_matches", using=FOR_SOMEBODY, **LAW),
        run(f"revoke insert, update, delete, truncate on identities_match from {WEB_AND_WORKER};"),
        run(f"grant update ({COLUMNS}) on identities_match to throughcare_web;"),
        protect("identities_matchstep"),
        policy(
            "identities_matchstep", "match_steps_are_seen_with_their_match", using=OF_A_MATCH,
            check=f"{OF_A_MATCH} and org_id = current_org()",
        ),
        policy("identities_matchstep", "law_writes_that_a_match_was_found", check=FOR_SOMEBODY, verb="insert", **LAW),
        append_only("identities_matchstep"),
        policy("clients_contactroute", "law_compares_ways_to_reach", using=FOR_SOMEBODY, verb="select", **LAW),
        policy("referrals_referral", "law_counts_promises", using=FOR_SOMEBODY, verb="select", **LAW),
        policy(
            "clocks_clock", "law_counts_what_the_network_is_judged_by", verb="select",
            using=f"step = 'first_treatment' and {FOR_SOMEBODY}", **LAW,
        ),
        law_function(SIDES, "law.sides_of_match(uuid)", to=("throughcare_web",)),
        law_function(PROPOSE, "law.propose_matches(text, text, timestamptz)", to=("throughcare_worker",)),
        law_function(COUNTED_ONCE, "law.counted_once(timestamptz, integer)", to=("throughcare_web",)),
    ]

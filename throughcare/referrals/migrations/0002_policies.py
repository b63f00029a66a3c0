"""A referral is its organization's. A handoff is seen by the two sides that Involvement names; nothing else gives sight."""

from django.db import migrations

from throughcare.foundation.rls import KNOWS, WEB, WORKER, append_only, held, law_function, policy, protect, run

SEES = "exists (select 1 from clients_involvement i where i.handoff_id = {handoff} and i.org_id = current_org() and i.until is null)"
MINE = "org_id = current_org()"
OF_A_REFERRAL = "exists (select 1 from referrals_referral r where r.id = {record} and r.org_id = current_org())"
TO_LAW = {"to": "throughcare_law"}
FOR_SOMEBODY = "current_org() is not null"


def sees(column: str) -> str:
    return SEES.format(handoff=column)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("clients", "0002_policies"), ("accounts", "0001_initial")]
    operations = [
        held("referrals_referral", "status in ('open', 'on_hold')"),
        held("referrals_handoff", "status <> 'ended'"),
        protect("referrals_referral"),
        policy(
            "referrals_referral", "referral_of_the_organization", using=MINE,
            check=f"{MINE} and {KNOWS.format(client='referrals_referral.client_id')}",
        ),
        protect("referrals_referralstep"),
        policy(
            "referrals_referralstep", "steps_of_ones_own_referral",
            using=OF_A_REFERRAL.format(record="referrals_referralstep.record_id"),
        ),
        append_only("referrals_referralstep"),
        protect("referrals_witness"),
        policy(
            "referrals_witness", "witnesses_of_the_organization", using=MINE,
            check=f"{MINE} and {OF_A_REFERRAL.format(record='referrals_witness.referral_id')}",
        ),
        append_only("referrals_witness"),
        protect("referrals_handoff"),
        policy("referrals_handoff", "handoff_is_seen_by_both_sides", using=sees("referrals_handoff.id"), verb="select"),
        policy("referrals_handoff", "handoff_is_moved_by_both_sides", using=sees("referrals_handoff.id"), verb="update"),
        policy(
            "referrals_handoff", "handoff_is_made_by_its_sender", verb="insert",
            check=f"{MINE} and {OF_A_REFERRAL.format(record='referrals_handoff.referral_id')}",
        ),
        policy("referrals_handoff", "law_reads_handoffs", using=FOR_SOMEBODY, verb="select", **TO_LAW),
        run("revoke delete, truncate on referrals_handoff from throughcare_web, throughcare_worker;"),
        protect("referrals_handoffstep"),
        policy(
            "referrals_handoffstep", "handoff_steps_are_seen_by_both_sides",
            using=sees("referrals_handoffstep.record_id"), check=f"{sees('referrals_handoffstep.record_id')} and {MINE}",
        ),
        append_only("referrals_handoffstep"),
        protect("referrals_package"),
        policy("referrals_package", "package_is_seen_by_both_sides", using=sees("referrals_package.handoff_id"), verb="select"),
        policy(
            "referrals_package", "package_is_written_by_the_sender", verb="insert",
            check="exists (select 1 from referrals_handoff h where h.id = handoff_id and h.org_id = current_org())",
        ),
        append_only("referrals_package"),
        law_function(
            """
            create function law.involve(handoff uuid) returns void
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
            declare h referrals_handoff;
            begin
              select * into h from referrals_handoff where id = handoff and org_id = current_org();
              if not found then
                raise exception 'only the sender of a handoff involves others in it' using errcode = 'insufficient_privilege';
              end if;
              insert into clients_involvement (id, client_id, org_id, why, handoff_id, since)
              values (gen_random_uuid(), h.client_id, h.org_id, 'sent', h.id, now()) on conflict do nothing;
              if h.status = 'sent' and h.to_org_id is not null then
                if not exists (select 1 from referrals_package p where p.handoff_id = h.id) then
                  raise exception 'a receiver is involved by a package' using errcode = 'check_violation';
                end if;
                if not exists (select 1 from accounts_agreement a where a.org_id = h.to_org_id
                               and a.signed_on <= current_date and (a.ends_on is null or a.ends_on >= current_date)) then
                  raise exception 'no agreement in force' using errcode = 'insufficient_privilege';
                end if;
                insert into clients_involvement (id, client_id, org_id, why, handoff_id, since)
                values (gen_random_uuid(), h.client_id, h.to_org_id, 'received', h.id, now()) on conflict do nothing;
              end if;
            end $$
            """,
            "law.involve(uuid)",
            to=(WEB, WORKER),
        ),
        policy("referrals_package", "law_reads_packages", using=FOR_SOMEBODY, verb="select", **TO_LAW),
        law_function(
            """
            create function law.end_senders_sight(handoff uuid) returns void
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
            begin
              update clients_involvement i set until = now()
              where i.handoff_id = handoff and i.why = 'sent' and i.until is null
                and exists (select 1 from clients_involvement mine where mine.handoff_id = handoff
                            and mine.org_id = current_org() and mine.why = 'received');
            end $$
            """,
            "law.end_senders_sight(uuid)",
            to=(WEB, WORKER),
        ),
    ]

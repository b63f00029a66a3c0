"""`law.record` is the only way into the audit, `law.seal` the only way into the seals. Rows are never changed or deleted."""

from django.db import migrations

from throughcare.foundation.rls import WEB, WEB_AND_WORKER, WORKER, append_only, law_function, policy, protect, run

LAW = "throughcare_law"
# Settled: no transaction that could still add such a row is open. The sealer can see and seal nothing else.
SETTLED = "{xid} {compared} pg_snapshot_xmin(pg_current_snapshot())"
OURS = "transaction_id = pg_current_xact_id() and org_id is not distinct from current_org()"

# Behind rules.DETAIL: the same keys, and no text with a capital letter or a space in it.
DETAIL = """
alter table audit_auditentry add constraint audit_detail_holds_codes_and_ids_only check (
    jsonb_typeof(detail) = 'object'
    and detail - array['step', 'reason', 'via', 'format', 'part', 'count', 'ids', 'to_id', 'for_id', 'digest'] = '{}'
    and not jsonb_path_exists(detail, 'strict $.** ? (@.type() == "string" && !(@ like_regex "^[a-z0-9_.-]{1,64}$"))'))
"""

# Who asks is taken from the transaction. Written again in Python as proof.Row, to judge without trusting the database.
RECORD = """
create function law.record(entries jsonb) returns integer language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    written integer;
begin
    with said as (
        select nextval('public.audit_auditentry_id_seq') as id, pg_current_xact_id() as transaction_id, at,
               current_org() as org_id, current_person() as person_id, current_membership() as membership_id,
               coalesce(current_setting('throughcare.purpose', true), '') as purpose,
               action, subject_kind, subject_id, client_id, coalesce(detail, '{}') as detail
        from jsonb_to_recordset(entries)
            as entry (at timestamptz, action text, subject_kind text, subject_id uuid, client_id uuid, detail jsonb)
    )
    insert into audit_auditentry (id, transaction_id, at, org_id, person_id, membership_id, purpose,
                                  action, subject_kind, subject_id, client_id, detail, leaf)
    select said.*, sha256(convert_to(concat(
        id, chr(31), transaction_id, chr(31), (extract(epoch from at) * 1000000)::bigint, chr(31), org_id, chr(31),
        person_id, chr(31), membership_id, chr(31), purpose, chr(31), action, chr(31), subject_kind, chr(31),
        subject_id, chr(31), client_id, chr(31), detail), 'UTF8'))
    from said;
    get diagnostics written = row_count;
    return written;
end $$
"""

# One sealer at a time (the lock ends with the transaction). Each statement has a new snapshot, so whoever gets the lock
# sees the last seal, and rows of transactions below `horizon`, all of which have ended. Cuts only between transactions.
SEAL = """
create function law.seal(batch integer) returns integer language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    last record;
    seal audit_auditseal;
    cut xid8;
begin
    if not pg_try_advisory_xact_lock(7468726868) then
        return 0;
    end if;
    select id, upto_xid, hash into last from audit_auditseal order by id desc limit 1;
    seal.id := coalesce(last.id, 0) + 1;
    seal.at := clock_timestamp();
    seal.from_xid := coalesce(last.upto_xid, '0');
    seal.upto_xid := pg_snapshot_xmin(pg_current_snapshot());
    seal.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    if seal.upto_xid < seal.from_xid then
        raise exception 'the audit was sealed up to transaction %, and this server has only come to %', seal.from_xid, seal.upto_xid
            using hint = format('It was restored into a new cluster. Stop the server, raise its epoch with pg_resetwal -e %s, start it.',
                                (seal.from_xid::text::bigint >> 32) + 1);
    end if;
    select transaction_id into cut from audit_auditentry
        where transaction_id >= seal.from_xid and transaction_id < seal.upto_xid
        order by transaction_id, id offset batch limit 1;
    if cut is not null then
        if not exists (select 1 from audit_auditentry where transaction_id >= seal.from_xid and transaction_id < cut) then
            cut := (cut::text::bigint + 1)::text::xid8;
        end if;
        seal.upto_xid := cut;
    end if;
    select count(*), min(id), max(id), array_agg(id order by transaction_id, id),
           string_agg(substr(leaf, 1, 8), '' order by transaction_id, id), sha256(string_agg(leaf, '' order by transaction_id, id))
        into seal.count, seal.first_id, seal.last_id, seal.ids, seal.marks, seal.root
        from audit_auditentry where transaction_id >= seal.from_xid and transaction_id < seal.upto_xid;
    if seal.count = 0 then
        return 0;
    end if;
    seal.hash := sha256(convert_to(concat(
        seal.id, chr(31), (extract(epoch from seal.at) * 1000000)::bigint, chr(31), seal.from_xid, chr(31), seal.upto_xid,
        chr(31), seal.count, chr(31), seal.first_id, chr(31), seal.last_id, chr(31), array_to_string(seal.ids, ','),
        chr(31), encode(seal.marks, 'hex'), chr(31), encode(seal.root, 'hex'), chr(31), encode(seal.previous, 'hex')), 'UTF8'));
    insert into audit_auditseal select (seal).*;
    return seal.count;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("work", "0001_initial")]  # the latter makes current_org()
    operations = [
        run(DETAIL),
        protect("audit_auditentry"),
        policy("audit_auditentry", "an_organization_sees_what_its_own_did", verb="select", using="org_id = current_org()"),
        policy("audit_auditentry", "law_records_for_who_asks", to=LAW, verb="insert", check=OURS),
        policy(
            "audit_auditentry", "law_sees_what_is_settled", to=LAW, verb="select",
            using=SETTLED.format(xid="transaction_id", compared="<"),
        ),
        append_only("audit_auditentry"),
        run(f"revoke insert on audit_auditentry from {WEB_AND_WORKER};"),
        run(f"revoke all on sequence audit_auditentry_id_seq from {WEB_AND_WORKER};"),
        protect("audit_auditseal"),
        policy("audit_auditseal", "law_continues_the_chain", to=LAW, verb="select", using="id > 0"),
        policy(
            "audit_auditseal", "law_seals_what_is_settled", to=LAW, verb="insert",
            check=SETTLED.format(xid="upto_xid", compared="<="),
        ),
        append_only("audit_auditseal"),
        run(f"revoke all on audit_auditseal from {WEB_AND_WORKER};"),
        law_function(RECORD, "law.record(jsonb)", to=(WEB, WORKER)),
        law_function(SEAL, "law.seal(integer)", to=["throughcare_worker"]),
    ]

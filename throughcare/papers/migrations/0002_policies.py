"""A paper is its organization's. Whoever received a handoff sees the papers that were sent with it, and no others."""

from django.db import migrations

from throughcare.foundation.rls import about_someone, append_only, policy, protect, run

ROLES = "throughcare_web, throughcare_worker"
RECEIVED = """exists (
  select 1 from clients_involvement i where i.handoff_id = papers_papersent.handoff_id
  and i.org_id = current_org() and i.until is null)"""
OF_OUR_HANDOFF = """org_id = current_org() and exists (
  select 1 from referrals_handoff h where h.id = papers_papersent.handoff_id
  and h.referral_id = papers_papersent.referral_id and h.org_id = current_org())"""
WAS_SENT_TO_US = """exists (
  select 1 from papers_papersent s join clients_involvement i on i.handoff_id = s.handoff_id
  where s.paper_id = papers_paper.id and i.org_id = current_org() and i.until is null)"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial"), ("referrals", "0002_policies"), ("clients", "0002_policies")]
    operations = [
        *about_someone("papers_paper"),
        policy("papers_paper", "papers_are_read_by_whom_they_were_sent_to", using=WAS_SENT_TO_US, verb="select"),
        run(f"revoke update, truncate on papers_paper from {ROLES}; grant update (removed_at) on papers_paper to {ROLES};"),
        protect("papers_papersent"),
        policy("papers_papersent", "what_was_sent_is_seen_by_the_sender", using="org_id = current_org()", verb="select"),
        policy("papers_papersent", "what_was_sent_is_seen_by_the_receiver", using=RECEIVED, verb="select"),
        policy("papers_papersent", "papers_are_sent_with_ones_own_handoff", check=OF_OUR_HANDOFF, verb="insert"),
        append_only("papers_papersent"),
        run(
            # only a paper of the same sender and the same referral: nobody gives itself sight of another's
            "alter table papers_papersent add constraint sent_paper_is_of_the_same_referral_and_sender"
            " foreign key (paper_id, referral_id, org_id) references papers_paper (id, referral_id, org_id);"
        ),
    ]

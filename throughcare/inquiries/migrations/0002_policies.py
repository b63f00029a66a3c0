"""An inquiry is seen by the side that asks, and by the side that is asked. It names nobody."""

from django.db import migrations

from throughcare.foundation.rls import append_only, policy, protect, run

OF_AN_INQUIRY = "exists (select 1 from inquiries_inquiry q where q.id = inquiries_inquirystep.record_id)"


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_initial"), ("referrals", "0002_policies")]
    operations = [
        protect("inquiries_inquiry"),
        policy(
            "inquiries_inquiry", "inquiries_of_who_asks", using="org_id = current_org()",
            check="org_id = current_org() and exists (select 1 from referrals_referral r where r.id = referral_id"
            " and r.org_id = current_org())",
        ),
        policy("inquiries_inquiry", "inquiries_are_read_by_who_is_asked", verb="select", using="to_org_id = current_org()"),
        policy("inquiries_inquiry", "inquiries_are_answered_by_who_is_asked", verb="update", using="to_org_id = current_org()"),
        run("revoke delete, truncate on inquiries_inquiry from throughcare_web, throughcare_worker;"),
        protect("inquiries_inquirystep"),
        policy(
            "inquiries_inquirystep", "inquiry_steps_are_seen_by_both_sides", using=OF_AN_INQUIRY,
            check=f"{OF_AN_INQUIRY} and org_id = current_org()",
        ),
        append_only("inquiries_inquirystep"),
    ]

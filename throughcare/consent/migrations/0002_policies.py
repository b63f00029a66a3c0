"""A basis belongs to the organization that recorded it; a disclosure is only ever added."""

from django.db import migrations

from throughcare.foundation.rls import about_someone, append_only, run


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("clients", "0002_policies")]
    operations = [
        *about_someone("consent_basis"),
        *about_someone("consent_disclosure"),
        run("revoke delete, truncate on consent_basis from throughcare_web, throughcare_worker;"),
        append_only("consent_disclosure"),
    ]

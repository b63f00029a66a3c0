"""Notices are read by the organization whose member was told."""

from django.db import migrations

from throughcare.foundation.rls import belongs_to_one_org


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_notices"), ("work", "0001_initial")]
    operations = [*belongs_to_one_org("accounts_notice")]

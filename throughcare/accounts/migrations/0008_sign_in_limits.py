"""How often somebody tried to sign in, counted once for all processes. Nothing in it needs to outlive a crash."""

from django.db import migrations

from throughcare.foundation.rls import run


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_invitations")]
    operations = [
        run(
            # as Django's own cache table, but unlogged: the counts are worth no write-ahead log
            """
            create unlogged table shared_cache (
              cache_key varchar(255) primary key,
              value text not null,
              expires timestamptz not null
            );
            create index shared_cache_by_end on shared_cache (expires);
            """
        )
    ]

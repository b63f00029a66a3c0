"""PostgreSQL that is told who is asking at every BEGIN. Unset means nothing is seen."""

from django.db.backends.postgresql import base

from throughcare.foundation.actor import Actor, current

SAY_WHO = (
    "select set_config('throughcare.person', %s, true), set_config('throughcare.membership', %s, true),"
    " set_config('throughcare.org', %s, true), set_config('throughcare.purpose', %s, true)"
)


class DatabaseWrapper(base.DatabaseWrapper):
    def set_autocommit(self, autocommit, force_begin_transaction_with_broken_autocommit=False):
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:
            self.say_who(current())

    def say_who(self, actor: Actor) -> None:
        """Transaction-local settings (`set_config(…, true)`), so that a pooled connection keeps nothing of them."""
        values = [actor.person_id, actor.membership_id, actor.org_id, actor.purpose]
        with self.cursor() as cursor:
            cursor.execute(SAY_WHO, ["" if value is None else str(value) for value in values])

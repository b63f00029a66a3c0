"""What is due is the worker's question; what comes in from the gateway is heard by the pages alone."""

from django.db import migrations

from throughcare.foundation.rls import WEB, WORKER, no_longer_called


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_wrote_back")]
    operations = [
        no_longer_called("law.due_messages(timestamptz, integer)", by=WEB),
        no_longer_called("law.stop_address(text, timestamptz)", by=WORKER),
        no_longer_called("law.start_address(text)", by=WORKER),
        no_longer_called("law.last_told(text)", by=WORKER),
        no_longer_called("law.first_answer_of_day(text, date)", by=WORKER),
    ]

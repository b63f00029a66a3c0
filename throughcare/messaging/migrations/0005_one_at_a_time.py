"""Two texts with equal words are told apart: one on its way to a number at a time, one message for what the gateway took."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_callers'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='message',
            name='messages_by_gateway_id',
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('medium', 'text'), ('state', 'sending')), fields=('address',), name='one_text_on_its_way_to_a_number'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('gateway_id', ''), _negated=True), fields=('gateway_id',), name='what_a_gateway_took_is_one_message'),
        ),
    ]

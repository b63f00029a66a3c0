import django.db.models.deletion
import throughcare.foundation.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('clients', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RiskSignal',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source_kind', models.CharField(max_length=20)),
                ('source_id', models.UUIDField()),
                ('cause', models.CharField(choices=[('answer', 'A worrying answer'), ('not_asked', 'The question still has to be asked')], max_length=10)),
                ('finding', models.CharField(max_length=300)),
                ('status', models.CharField(choices=[('open', 'Open'), ('passed_on', 'Taken by another person'), ('answered', 'Answered'), ('entered_in_error', 'Entered in error')], default='open', max_length=20)),
                ('due_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField()),
                ('level', models.CharField(blank=True, choices=[('none', 'No risk found'), ('low', 'Low'), ('moderate', 'Moderate'), ('high', 'High'), ('imminent', 'Imminent')], max_length=10)),
                ('method', models.CharField(blank=True, choices=[('assessment', 'Risk assessment in this contact'), ('asked_alone', 'Asked again, alone'), ('judgment', 'Clinical judgment')], max_length=20)),
                ('done', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('asked', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('asked_desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.desk')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('holder', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('holder_desk', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.desk')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
        ),
        migrations.CreateModel(
            name='RiskSignalStep',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=30)),
                ('from_status', models.CharField(blank=True, max_length=20)),
                ('to_status', models.CharField(max_length=20)),
                ('org_id', models.UUIDField(null=True)),
                ('by_id', models.UUIDField(null=True)),
                ('by_name', models.CharField(max_length=200)),
                ('happened_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('said_by', models.CharField(blank=True, max_length=200)),
                ('route', models.CharField(choices=[('here', 'in Throughcare'), ('phone', 'by phone'), ('fax', 'by fax'), ('paper', 'on paper'), ('in_person', 'in person')], default='here', max_length=10)),
                ('facts', models.JSONField(default=dict)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='crisis.risksignal')),
            ],
            options={
                'ordering': ['at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='risksignal',
            index=models.Index(fields=['client', 'org'], name='signal_by_client'),
        ),
        migrations.AddIndex(
            model_name='risksignal',
            index=models.Index(condition=models.Q(('status__in', ['open', 'passed_on'])), fields=['holder'], name='signal_by_holder'),
        ),
        migrations.AddConstraint(
            model_name='risksignal',
            constraint=models.UniqueConstraint(fields=('source_kind', 'source_id'), name='one_signal_per_source'),
        ),
        migrations.AddConstraint(
            model_name='risksignal',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'passed_on', 'answered', 'entered_in_error'])), name='signal_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='risksignal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'answered'), _negated=True), models.Q(models.Q(('level', ''), _negated=True), models.Q(('method', ''), _negated=True), models.Q(('done', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='answered_signal_says_level_method_and_what_was_done'),
        ),
        migrations.AddConstraint(
            model_name='risksignal',
            constraint=models.CheckConstraint(condition=models.Q(('asked', None), ('asked_desk', None), _connector='OR'), name='signal_is_offered_to_one_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='risksignalstep',
            index=models.Index(fields=['record', 'at'], name='signal_steps_in_order'),
        ),
        migrations.AddConstraint(
            model_name='risksignalstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_status', ''), ('name', 'open'), ('to_status', 'open')), models.Q(('from_status', 'open'), ('name', 'answer'), ('to_status', 'answered')), models.Q(('from_status', 'passed_on'), ('name', 'answer'), ('to_status', 'answered')), models.Q(('from_status', 'open'), ('name', 'ask'), ('to_status', 'open')), models.Q(('from_status', 'passed_on'), ('name', 'ask'), ('to_status', 'passed_on')), models.Q(('from_status', 'open'), ('name', 'keep'), ('to_status', 'open')), models.Q(('from_status', 'passed_on'), ('name', 'keep'), ('to_status', 'passed_on')), models.Q(('from_status', 'open'), ('name', 'take'), ('to_status', 'passed_on')), models.Q(('from_status', 'passed_on'), ('name', 'take'), ('to_status', 'passed_on')), models.Q(('from_status', 'open'), ('name', 'inherit'), ('to_status', 'open')), models.Q(('from_status', 'passed_on'), ('name', 'inherit'), ('to_status', 'passed_on')), models.Q(('from_status', 'open'), ('name', 'escalate'), ('to_status', 'open')), models.Q(('from_status', 'passed_on'), ('name', 'escalate'), ('to_status', 'passed_on')), models.Q(('from_status', 'open'), ('name', 'void'), ('to_status', 'entered_in_error')), models.Q(('from_status', 'passed_on'), ('name', 'void'), ('to_status', 'entered_in_error')), _connector='OR'), name='signal_step_is_in_lifecycle'),
        ),
    ]

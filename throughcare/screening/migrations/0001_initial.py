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
            name='Screen',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=20)),
                ('version', models.CharField(max_length=10)),
                ('answers', models.JSONField()),
                ('total', models.SmallIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('incomplete_because', models.CharField(blank=True, choices=[('declined', 'They did not want to answer all of it'), ('interrupted', 'We were interrupted'), ('not_understood', 'A question was not understood'), ('unsafe', 'It was not safe to go on')], max_length=20)),
                ('band', models.CharField(blank=True, max_length=30)),
                ('positive', models.BooleanField(null=True)),
                ('critical', models.BooleanField()),
                ('safety_not_asked', models.BooleanField()),
                ('language', models.CharField(max_length=10)),
                ('interpreter', models.CharField(choices=[('none', 'No interpreter'), ('qualified', 'A qualified interpreter'), ('relative', 'A relative or friend')], max_length=10)),
                ('answered_by', models.CharField(choices=[('client', 'The client'), ('with_help', 'The client, with help'), ('someone_else', 'Someone else for the client')], max_length=20)),
                ('asked_alone', models.BooleanField()),
                ('taken_at', models.DateTimeField()),
                ('written_at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=200)),
                ('sending', models.UUIDField(null=True, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['org', 'client', '-taken_at'], name='screen_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(('total__isnull', False), models.Q(('band', ''), ('positive', None), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='screen_without_total_says_why'), models.CheckConstraint(condition=models.Q(('taken_at__lte', models.F('written_at'))), name='screen_is_written_after_it_is_taken')],
            },
        ),
    ]

"""Offers to hand over: of the organization of the promise, and about somebody whom it knows."""

import django.db.models.deletion
import throughcare.foundation.ids
from django.db import migrations, models

from throughcare.foundation.rls import about_someone


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_policies'),
        ('referrals', '0008_assign'),
        ('clients', '0002_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.UUIDField(default=throughcare.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client_id', models.UUIDField()),
                ('org_id', models.UUIDField()),
                ('of_id', models.UUIDField(null=True)),
                ('of_name', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('status', models.CharField(choices=[('offered', 'Offered'), ('taken', 'Taken over'), ('given_back', 'Given back'), ('replaced', 'Taken back, or offered to somebody else')], default='offered', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('by_id', models.UUIDField(null=True)),
                ('offered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_overs', to='referrals.referral')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('to_desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.desk')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'offered')), fields=['to'], name='hand_over_by_successor'), models.Index(condition=models.Q(('status', 'offered')), fields=['to_desk'], name='hand_over_by_desk'), models.Index(fields=['by_id', '-offered_at'], name='hand_over_by_giver')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('to__isnull', False), ('to_desk', None)), models.Q(('to', None), ('to_desk__isnull', False)), _connector='OR'), name='hand_over_is_offered_to_one_person_or_desk'), models.UniqueConstraint(condition=models.Q(('status', 'offered')), fields=('referral',), name='one_open_offer_per_referral'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('status', 'offered')), models.Q(models.Q(('status', 'offered'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='answered_hand_over_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'given_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='given_back_hand_over_says_why')],
            },
        ),
        *about_someone('referrals_handover'),
    ]

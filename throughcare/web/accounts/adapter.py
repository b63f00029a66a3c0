"""How allauth treats us: nobody signs up alone, an administrator invites; every sign-in is written down."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from throughcare.foundation.audit import actions as audit


class ByInvitationOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def post_login(self, request, user, **kwargs):
        audit.signed_in(user.pk, at=timezone.now())
        return super().post_login(request, user, **kwargs)

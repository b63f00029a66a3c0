"""How allauth treats us: nobody signs up alone; an administrator invites."""

from allauth.account.adapter import DefaultAccountAdapter


class ByInvitationOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

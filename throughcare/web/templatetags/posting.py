"""{% csrf_token %} of every posted form: beside the token it says for which organization the form was made."""

from typing import Any

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from throughcare.foundation.actor import current
from throughcare.web.made_for import FIELD

register = template.Library()


class TokenAndOrganization(CsrfTokenNode):
    def render(self, context: Any) -> str:
        token = super().render(context)
        org_id = current().org_id
        return token + format_html('<input type="hidden" name="{}" value="{}">', FIELD, org_id) if org_id else token


@register.tag
def csrf_token(parser: Any, token: Any) -> TokenAndOrganization:
    return TokenAndOrganization()

"""Whom the network's lead names."""

from django import forms


class StewardForm(forms.Form):
    email = forms.EmailField(
        label="Their e-mail address",
        help_text="Somebody who works in your network. They are not asked about people of an organization they work for.",
        error_messages={"required": "Write the address that they sign in with.", "invalid": "Write an e-mail address."},
    )

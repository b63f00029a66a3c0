"""Choices that are known only when a form is shown."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Put these choices into the named choice field of this form."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)

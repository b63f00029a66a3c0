"""What an administrator types."""

from django import forms

from throughcare.accounts.roles import Role
from throughcare.web.choices import offer


class Roles(forms.Form):
    roles = forms.MultipleChoiceField(choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    desk = forms.ChoiceField(required=False)

    def __init__(self, *args, desks=(), **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "desk", [("", "No desk"), *[(str(desk.pk), desk.name) for desk in desks]])


class Invitation(Roles):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="Work e-mail")
    password = forms.CharField(
        label="First password",
        min_length=12,
        widget=forms.PasswordInput,
        help_text="At least 12 characters. Tell it to them in person; they change it.",
    )
    field_order = ["name", "email", "password", "roles", "desk"]


class NewDesk(forms.Form):
    name = forms.CharField(max_length=200)


class Staffed(forms.Form):
    next_staffed_at = forms.DateTimeField(
        label="Somebody sits there again", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Say from when somebody sits there again.", "invalid": "Write a day and an hour."},
    )  # fmt: skip


class Policy(forms.Form):
    name = forms.ChoiceField(label="Policy")

    def __init__(self, *args, policies=(), **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "name", list(policies))


class PublicPage(forms.Form):
    address = forms.SlugField(
        label="Word in its address",
        max_length=60,
        help_text="Letters, digits and dashes. It is printed on posters: keep it.",
    )
    desk = forms.ChoiceField(label="The desk that answers")

    def __init__(self, data=None, *, desks=(), initial=None):
        super().__init__(data, auto_id="public-%s", initial=initial)
        offer(self, "desk", [(str(desk.pk), desk.name) for desk in desks])


class Availability(forms.Form):
    away_until = forms.DateField(
        label="Away until", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The first day on which you are here again. Nobody gives you anybody before it.",
    )  # fmt: skip
    takes_at_most = forms.IntegerField(
        label="At most so many people in hand", required=False, min_value=1, max_value=500,
        help_text="Whoever gives you one more says why.",
    )  # fmt: skip
    works_from = forms.TimeField(
        label="You work from", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    works_until = forms.TimeField(
        label="until", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Whoever can be called safely only at other hours goes to your desk's lead.",
    )  # fmt: skip

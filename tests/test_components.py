"""The gallery is the contract of the components: what a page's author may rely on."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import engines
from django.utils import timezone

from throughcare.referrals.lifecycle import HandoffStatus, ReferralStatus
from throughcare.referrals.models import Urgency
from throughcare.scheduling.lifecycle import VisitStatus
from throughcare.web import words
from throughcare.web.components import STATUSES, URGENCIES, initials
from throughcare.web.templatetags import components as tags

NOW = datetime(2026, 3, 10, 10, 42, tzinfo=ZoneInfo("America/New_York"))
WEB = Path(tags.__file__).parent.parent
SPRITE = (WEB / "static" / "icons" / "sprite.svg").read_text()


def shown(source: str, **context) -> str:
    return engines["django"].from_string("{% load components times %}" + source).render({"now": NOW, **context})


@pytest.fixture(autouse=True)
def reading_in_new_york():
    with timezone.override("America/New_York"):
        yield


def test_a_component_is_a_block_tag_named_after_its_file():
    html = shown('{% card title="Consent" tone="late" %}<p>Ends Friday.</p>{% endcard %}')

    assert 'data-tone="late"' in html and "<p>Ends Friday.</p>" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% card title=name %}{{ name }}{% endcard %}",
        "{% who name at=name %}",
        "{% status name word=name %}",
        "{% notice title=name hx_post=name %}{{ name }}{% endnotice %}",
        "{% step name action=name name=name why=name %}{% endstep %}",
        '{% tabs items label="x" %}',
    ],
)
def test_a_component_escapes_what_it_is_given(source):
    html = shown(source, name='<i>"', items=[{"url": '"><i>', "label": "<i>"}])

    assert "<i>" not in html and "&quot;" in html


@pytest.mark.parametrize("code", [*ReferralStatus.values, *HandoffStatus.values, *VisitStatus.values, *STATUSES])
def test_every_status_has_a_word_and_a_shape_that_is_in_the_sprite(code):
    html = shown("{% status code %}", code=code)

    shape = html.split("#s-")[1].split('"')[0]
    assert code in STATUSES and STATUSES[code][0] in html
    assert f'id="s-{shape}"' in SPRITE


@pytest.mark.parametrize("code", Urgency.values)
def test_every_urgency_has_a_word_and_a_shape(code):
    assert URGENCIES[code] in shown("{% urgency code %}", code=code)
    assert f'id="s-{code}"' in SPRITE


def test_an_open_risk_signal_does_not_look_like_an_open_referral():
    assert "Not taken up" in shown('{% status "open" of="signal" %}')


def test_a_status_that_nobody_drew_is_shown_as_unknown_never_as_fine():
    assert 'href="#s-unknown"' in shown('{% status "lost_in_space" %}')


@pytest.mark.parametrize(
    ("due_in", "state", "says"),
    [
        (timedelta(days=2, hours=3), "calm", "<b>2 days</b> left"),
        (timedelta(hours=5, minutes=18), "soon", "<b>5 h 18 min</b> left"),
        (timedelta(hours=-3, minutes=-20), "late", "<b>3 h 20 min</b> over"),
        (timedelta(0), "late", "<b>under 1 min</b> over"),
    ],
)
def test_a_clock_says_it_in_words_first(due_in, state, says):
    html = shown("{% clock started=started due=due %}", started=NOW - timedelta(hours=26), due=NOW + due_in)

    assert f'data-state="{state}"' in html and says in html


def test_a_paused_clock_says_so_and_keeps_its_date():
    html = shown("{% clock due=due paused=True %}", due=NOW + timedelta(days=2))

    assert "<b>Paused</b>" in html and "until Thu 10:42" in html


def test_a_clock_turns_soon_when_its_policy_warns():
    html = shown("{% clock due=due warn=now %}", due=NOW + timedelta(days=9))

    assert 'data-state="soon"' in html


def test_a_clock_has_no_style_that_a_strict_policy_would_refuse():
    for size in ("small", "big"):
        assert "style=" not in shown("{% clock due=due size=size %}", due=NOW, size=size)


@pytest.mark.parametrize(
    ("span", "says"),
    [
        (timedelta(seconds=59), "under 1 min"),
        (timedelta(minutes=42), "42 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=30), "1 day 6 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=3, hours=23), "3 days"),
        (None, "unknown"),
    ],
)
def test_a_span_is_rounded_down_so_that_nobody_is_promised_more(span, says):
    assert words.duration(span) == says


@pytest.mark.parametrize(
    ("away", "says"),
    [
        (timedelta(hours=5, minutes=18), "today 16:00"),
        (timedelta(days=-1), "yesterday 10:42"),
        (timedelta(days=2), "Thu 10:42"),
        (timedelta(days=-2), "Sun 10:42"),
        (timedelta(days=40), "19 April 10:42"),
        (timedelta(days=400), "14 April 2027 10:42"),
    ],
)
def test_a_moment_is_told_as_people_say_it(away, says):
    assert words.exact(NOW + away, now=NOW) == says


def test_a_moment_is_relative_and_exact_in_the_zone_of_who_reads():
    at = datetime(2026, 3, 10, 13, 26, tzinfo=ZoneInfo("UTC"))

    html = shown("{% when at %}", at=at)

    assert "1 h 16 min ago" in html and "today 09:26" in html and 'datetime="2026-03-10T13:26:00+00:00"' in html


def test_a_client_reads_a_time_in_plain_words():
    assert "Tuesday 10 March at 10:42 am" in shown('{% when now "plain" %}')


def test_nobody_as_holder_is_drawn_as_nobody():
    assert 'data-kind="nobody"' in shown("{% who none %}", none="")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Rosa Delgado", "RD"), ("Dr. Osei", "O"), ("The Harbor House", "HH"), ("María José Peña", "MP")],
)
def test_letters_come_from_the_name_and_not_from_its_title(name, letters):
    assert initials(name) == letters


def test_a_step_that_is_closed_stays_with_its_reason():
    html = shown('{% step "Send" action="/r/7/steps/send/" name="send" why="Maya has not said yes." %}{% endstep %}')

    described = html.split('aria-describedby="')[1].split('"')[0]
    assert 'aria-disabled="true"' in html and "<form" not in html
    assert f'id="{described}"' in html and "Maya has not said yes." in html


def test_a_step_carries_the_token_and_works_without_javascript():
    html = shown('{% step "Accept" action="/x/" target="closest article" %}{% endstep %}', csrf_token="t0ken")

    assert 'method="post" action="/x/"' in html and 'hx-post="/x/"' in html and 'value="t0ken"' in html


class Intake(forms.Form):
    born_on = forms.DateField(label="Date of birth", help_text="As on the card")
    answer = forms.ChoiceField(label="Your answer", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)


def test_no_browser_keeps_what_was_typed_about_somebody():
    class Typed(forms.Form):
        name = forms.CharField()
        words = forms.CharField(widget=forms.Textarea)
        email = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "email"}))

    form = Typed()
    fields = shown("{% field form.name %}{% field form.words %}", form=form)
    assert fields.count('autocomplete="off"') == 2
    assert 'autocomplete="email"' in shown("{% field form.email %}", form=form)
    assert 'autocomplete="off"' in shown('{% search label="Name or number" %}')


def test_a_refused_field_is_described_by_its_hint_and_its_error():
    html = shown("{% field form.born_on %}", form=Intake({"born_on": "31/02/1992"}))

    assert 'aria-describedby="id_born_on-hint id_born_on-error"' in html and 'aria-invalid="true"' in html
    assert 'id="id_born_on-hint"' in html and 'id="id_born_on-error"' in html and 'for="id_born_on"' in html


def test_radio_buttons_become_choices_and_a_closed_one_keeps_its_reason():
    html = shown("{% choice form.answer closed=closed %}", form=Intake(), closed={"no": "Not allowed by Maya"})

    assert html.count('class="choice"') == 2 and "Not allowed by Maya" in html and html.count("disabled") == 1


def test_the_summary_of_errors_leads_to_each_field():
    html = shown('{% errors form before="it can be sent" %}', form=Intake({"born_on": ""}))

    assert "2 things to fix before it can be sent" in html and 'href="#id_born_on"' in html and 'role="alert"' in html
    assert 'href="#id_answer"' in html and 'id="id_answer"' in shown("{% field form.answer %}", form=Intake())


def test_a_form_without_errors_has_no_summary():
    assert shown("{% errors form %}", form=Intake()).strip() == ""


def test_every_icon_that_a_template_names_is_in_the_sprite():
    named = {
        name for page in WEB.glob("templates/**/*.html") for name in re.findall(r'{% icon "([\w-]+)"', page.read_text())
    }

    assert {name for name in named if f'id="i-{name}"' not in SPRITE} == set()


def test_the_gallery_shows_every_component():
    shown_there = "".join(page.read_text() for page in WEB.glob("templates/styleguide/**/*.html"))
    inside = "".join(page.read_text() for page in WEB.glob("templates/components/*.html"))

    names = [page.stem for page in WEB.glob("templates/components/*.html")]
    assert [name for name in names if f"% {name} " not in shown_there + inside] == []


def test_no_component_carries_style_or_script():
    html = "".join(page.read_text() for page in WEB.glob("templates/**/*.html"))

    assert "style=" not in html and "<script>" not in html and "onclick" not in html


@pytest.mark.parametrize("page", sorted(WEB.glob("templates/**/*.html")), ids=lambda page: page.name)
def test_every_template_uses_tags_that_exist(page):
    engines["django"].get_template(str(page.relative_to(WEB / "templates")))

"""`throughcare found`: an installation begins with an organization and somebody who can sign in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse

from throughcare.accounts import queries
from throughcare.accounts.models import Network, Organization, Person
from throughcare.accounts.roles import Role

PASSWORD = "seven quiet herons"


@pytest.fixture
def found(house):
    """The command in a process of its own, on this test's own database; the password is handed in, not an argument."""
    address = os.environ["DATABASE_URL"]
    own = address.replace(f"/{Path(address.partition('?')[0]).name}?", f"/{house}?")

    def found(
        org="Lakeside Clinic", *words, network="Lake Network", admin="ana@lakeside.example", name="Ana Ruiz",
        password=PASSWORD,
    ) -> subprocess.CompletedProcess:  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "throughcare.command.main",
            "found",
            org,
            "--network",
            network,
            "--admin",
            admin,
        ]
        return subprocess.run(
            [*command, "--name", name, *words], input=f"{password}\n", capture_output=True, text=True,
            env=os.environ | {"DATABASE_URL": own},
        )  # fmt: skip

    return found


def test_its_first_administrator_signs_in_leads_the_network_and_finds_a_desk(found):
    said = found("Lakeside Clinic", "--phone", "305-555-0170", "--subdivision", "FL", "--signed-on", "2026-01-05")

    assert said.returncode == 0, said.stderr
    browser = Browser()
    browser.post(reverse("account_login"), {"login": "ana@lakeside.example", "password": PASSWORD})
    page = browser.get(reverse("administration")).content.decode()
    assert "One person works for Lakeside Clinic." in page and "Our network" in page and "in force since" in page
    first = queries.membership_by_email("ana@lakeside.example")
    assert first.roles == [Role.ADMINISTRATOR] and first.desk.lead == first
    assert (first.org.phone, first.org.subdivision) == ("305-555-0170", "FL")


def test_a_second_organization_joins_the_network_and_its_lead_stays(found):
    found()
    said = found("River House", admin="lee@river.example", name="Lee Park")

    assert said.returncode == 0, said.stderr
    network = Network.objects.get(name="Lake Network")
    assert network.organizations.count() == 2 and network.lead.person.name == "Ana Ruiz"
    assert "leads" not in said.stdout


def test_whoever_has_an_account_keeps_their_password(found):
    found()
    said = found("River House", network="River Network", password="")

    assert said.returncode == 0, said.stderr
    ana = Person.objects.get(email="ana@lakeside.example")
    assert ana.memberships.count() == 2 and ana.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("words", "more", "why"),
    [
        ([], {"password": "short"}, "too short"),
        ([], {"password": ""}, "too short"),
        ([], {"admin": "ana"}, "valid email"),
        (["--time-zone", "Mars/Olympus"], {}, "There is no time zone Mars/Olympus"),
        ([], {"org": " "}, "Give the organization a name"),
        ([], {"org": "harbor counseling"}, "There is an organization of this name already"),
    ],
)
def test_what_is_refused_founds_nothing_and_says_why(found, words, more, why):
    before = Organization.objects.count(), Network.objects.count(), Person.objects.count()

    said = found(more.pop("org", "Lakeside Clinic"), *words, **more)

    assert said.returncode == 2 and why in said.stderr and "Traceback" not in said.stderr
    assert (Organization.objects.count(), Network.objects.count(), Person.objects.count()) == before

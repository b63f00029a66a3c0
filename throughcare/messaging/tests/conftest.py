"""Maya wants texts at her own number; a gateway and a mail server stand ready."""

from datetime import timedelta

import pytest

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.messaging import actions as messaging

from .standins import Gateway, MailServer, serving


@pytest.fixture
def gateway(settings):
    with serving(Gateway()) as server:
        settings.SMS_URL, settings.SMS_ACCOUNT, settings.SMS_TOKEN = server.url, "AC1", "a token"
        settings.SMS_FROM, settings.SMS_RECEIPTS = "+13055550100", "https://ours.example/gateway/receipts/"
        yield server


@pytest.fixture
def mail_server(settings):
    with serving(MailServer()) as server:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_TLS = "127.0.0.1", server.server_address[1], False
        settings.MAIL_FROM, settings.PUBLIC_ADDRESS = "notes@ours.example", "https://ours.example"
        yield server


@pytest.fixture
def route(maya, dr_osei, noon):
    with acting(dr_osei):
        return clients.add_route(maya, kind="text", value="305-555-0161", actor=dr_osei, at=noon)


@pytest.fixture
def wants_texts(maya, route, dr_osei, noon):
    with acting(dr_osei):
        messaging.opt_in(maya.pk, route.pk, how="Said so at the desk", actor=dr_osei, at=noon)
    return route


@pytest.fixture
def say(maya, dr_osei, noon):
    """A quiet message to Maya, for today."""

    def say(template="please_call", *, subject_id=None, cause="asked", at=noon):
        with acting(dr_osei):
            return messaging.write_to_client(
                maya.pk, template, subject_id=subject_id or uuid7(), cause=cause, not_before=at,
                not_after=at + timedelta(days=2), actor=dr_osei, at=at,
            )  # fmt: skip

    return say

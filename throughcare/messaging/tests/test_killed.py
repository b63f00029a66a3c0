"""A worker is killed at the worst moment: the gateway took the text, and nobody noted it. None is lost, none goes twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from throughcare.foundation.actor import acting
from throughcare.foundation.processes import dying_with_us
from throughcare.messaging.models import Message

ROOT = Path(__file__).parents[3]
HOW_MANY = 6
WORKER = """
import sys
from datetime import datetime
import django
django.setup()
from throughcare.messaging.jobs import send_due
while send_due(now=datetime.fromisoformat(sys.argv[1])):
    pass
"""


def environment(gateway) -> dict[str, str]:
    house = urlsplit(os.environ["DATABASE_WORKER_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    return os.environ | {
        "DATABASE_WORKER_URL": house.geturl(), "THROUGHCARE_ROLE": "worker", "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "throughcare.settings", "THROUGHCARE_SMS_URL": gateway.url,
        "THROUGHCARE_SMS_ACCOUNT": "AC1", "THROUGHCARE_SMS_TOKEN": "a token", "THROUGHCARE_SMS_FROM": "+13055550100",
    }  # fmt: skip


def test_a_killed_worker_neither_loses_nor_doubles(house, gateway, wants_texts, say, dr_osei, noon):
    messages = [say() for _ in range(HOW_MANY)]
    killed = 0
    for number in range(HOW_MANY + 1):
        now = noon + number * timedelta(minutes=5)
        gateway.clock = lambda now=now: now
        command = dying_with_us([sys.executable, "-c", WORKER, str(now)], by=signal.SIGKILL)
        worker = subprocess.Popen(command, env=environment(gateway), cwd=ROOT)
        gateway.took = dies_at_the_second(worker, gateway)
        killed += worker.wait() == -signal.SIGKILL
        if state_of(dr_osei) == {"sent"}:
            break
    assert killed >= 2, "it has to have been killed to mean something"
    with acting(dr_osei):
        noted = Counter(Message.objects.filter(state="sent").values_list("gateway_id", flat=True))
    assert len(gateway.sent) == len(messages) == len(noted)
    assert set(noted) == {row["sid"] for row in gateway.sent}


def dies_at_the_second(worker, gateway):
    before = len(gateway.sent)

    def took() -> None:
        if len(gateway.sent) == before + 2:
            worker.kill()
            worker.wait()

    return took


def state_of(actor) -> set[str]:
    with acting(actor):
        return set(Message.objects.values_list("state", flat=True))

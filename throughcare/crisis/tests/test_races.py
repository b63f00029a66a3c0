"""Two people at once, in transactions that really commit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from throughcare.crisis import actions, queries
from throughcare.crisis.actions import Finding
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed, Overtaken

FOUND = Finding(level="low", method="assessment", done="Asked the six questions. Safety plan made with her aunt.")


def at_once(*people_and_deeds):
    """Each in a thread and connection of its own. True for who got through."""
    ready = Barrier(len(people_and_deeds))

    def go(actor, deed):
        try:
            ready.wait()
            with acting(actor):
                deed()
            return True
        except (NotAllowed, Overtaken):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people_and_deeds)) as pool:
        return list(pool.map(lambda pair: go(*pair), people_and_deeds))


def test_an_answer_and_a_take_at_once_have_one_winner(house, opened, dr_osei, sam, noon):
    for _ in range(5):
        pk = opened().pk

        answered, taken = at_once(
            (dr_osei, lambda pk=pk: actions.answer(pk, found=FOUND, actor=dr_osei, at=noon)),
            (sam, lambda pk=pk: actions.take(pk, actor=sam, at=noon)),
        )

        assert answered is not taken
        with acting(dr_osei):
            signal = queries.signal(dr_osei, pk)
            assert signal.status == ("answered" if answered else "passed_on")
            assert signal.holder_id == (sam if taken else dr_osei).membership_id
            assert [step.name for step in queries.history(signal)] == ["open", "answer" if answered else "take"]


def test_the_same_news_twice_at_once_opens_one_signal(house, worry, maya, dr_osei):
    news = worry()
    with acting(dr_osei):
        actions.open_signal(news)

    at_once((dr_osei, lambda: actions.open_signal(news)), (dr_osei, lambda: actions.open_signal(news)))

    with acting(dr_osei):
        assert queries.signals_of(dr_osei, maya.pk).filter(source_id=news.screen_id).count() == 1

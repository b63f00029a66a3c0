"""Words that somebody looks for are names. They are kept with the session, under a mark that says nothing."""

from secrets import token_urlsafe

from django.contrib.sessions.backends.base import SessionBase

KEPT = "looked_for"
MOST = 10


def keep(session: SessionBase, words: str) -> str:
    """The mark of these words, "" for none. The same words keep their mark; the oldest are forgotten."""
    if not words.strip():
        return ""
    kept: dict[str, str] = session.get(KEPT, {})
    known = next((mark for mark, said in kept.items() if said == words), None)
    if known:
        return known
    mark = token_urlsafe(9)
    session[KEPT] = dict([*kept.items(), (mark, words)][-MOST:])
    return mark


def words(session: SessionBase, mark: str) -> str:
    return session.get(KEPT, {}).get(mark, "") if mark else ""

"""Names in the form in which they are searched and sorted: the embedded PostgreSQL has no ICU collations."""

import unicodedata

LONGEST = 200  # of the columns that keep a key: folding makes two letters of one (ß), and eighteen of ﷺ


def name_key(name: str) -> str:
    """Lower case without accents: 'Tomás Árce' is found by 'tomas arce'."""
    return folded(name)[:LONGEST]


def folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.replace("\0", ""))  # no text of the database can hold a zero
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())

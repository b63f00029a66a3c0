"""Names in the form in which they are searched and sorted: the embedded PostgreSQL has no ICU collations."""

import unicodedata


def name_key(name: str) -> str:
    """Lower case without accents: 'Tomás Árce' is found by 'tomas arce'."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())

"""Codes that people read aloud, copy from paper and type: ten signs of Crockford's base 32, the last one a check sign.

Only codes whose check sign is one of the 32 are given out: his five further ones (*~$=U) are on no small keypad.
"""

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
CHECKED_BY = 37  # a prime above 32: one wrong sign and two that changed places are noticed
VALUES = {sign: value for value, sign in enumerate(SIGNS)}
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
BYTES = 6  # enough for nine signs of five bits


def code_from(chance: bytes) -> str:
    """The code of these bytes, which must be as good as random; "" for the few (one in seven) that give none."""
    value = int.from_bytes(chance[:BYTES], "big") % 32 ** (LENGTH - 1)
    check = value % CHECKED_BY
    if check >= len(SIGNS):
        return ""
    places = [value // 32**place % 32 for place in reversed(range(LENGTH - 1))]
    return "".join(SIGNS[place] for place in [*places, check])


def tidied(typed: str) -> str:
    """As it was given out, however it was typed; "" where a sign was mistyped."""
    signs = "".join(sign for sign in typed.upper().translate(MISREAD) if not sign.isspace() and sign != "-")
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return ""
    value = 0
    for sign in signs[:-1]:
        value = value * 32 + VALUES[sign]
    return signs if value % CHECKED_BY == VALUES[signs[-1]] else ""


def in_groups(code: str) -> str:
    """Easier to read: 7KQ2-M9XT-4R."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))

"""What every port says of an address that will never take it."""


class Refused(Exception):
    """The words are written to be shown, and name nobody."""

"""What is said on the phone about a listed place."""

from collections.abc import Mapping
from pathlib import Path

from throughcare.foundation.scripts import Script, scripts_in

SCRIPTS = Path(__file__).parents[1] / "data" / "call_scripts.json"


def call_scripts() -> Mapping[str, Mapping[str, Script]]:
    """To check what is listed."""
    return scripts_in(SCRIPTS)

"""Plants the demonstration: the cast, the facilities that ship with us, and a community's directory where one is named."""

import argparse
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from throughcare.command import cast, stories

help = "Plant the demonstration network (refused by settings for production)."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cast-only", action="store_true", help="people and organizations, no directory")
    parser.add_argument(
        "--directory", type=Path, metavar="PATH", help="a community's directory (HSDS) to import as well"
    )


def run(options: argparse.Namespace) -> int:
    if settings.PRODUCTION:
        print("seed: this is for demonstrations; settings for production refuse it")
        return 1
    with transaction.atomic():
        cast.plant(at=timezone.now())
    if options.cast_only:
        return 0
    with transaction.atomic():
        stories.tell(at=timezone.now())
    return plant_directory(options.directory)


def plant_directory(path: Path | None) -> int:
    from throughcare.command import imports

    shipped = Path(cast.__file__).parents[1] / "network" / "data" / "samhsa-facilities.json"
    sources = [("samhsa", shipped), *([("hsds", path)] if path else [])]
    for kind, source in sources:
        parser = argparse.ArgumentParser()
        imports.arguments(parser)
        if code := imports.run(parser.parse_args([kind, str(source)])):
            return code
    return 0

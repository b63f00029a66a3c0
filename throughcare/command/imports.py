"""`throughcare import FORM …`: finds who reads that form in."""

import argparse

from throughcare.command import import_directory, import_tray, import_waitlist

help = "Read in a directory of services, the people who wait already, or what came by fax."
FORMS = {"hsds": import_directory, "samhsa": import_directory, "waitlist": import_waitlist, "tray": import_tray}


def arguments(parser: argparse.ArgumentParser) -> None:
    forms = parser.add_subparsers(dest="kind", metavar="FORM", required=True)
    for name, module in FORMS.items():
        module.arguments(forms.add_parser(name, help=module.help, description=module.help))


def run(options: argparse.Namespace) -> int:
    return FORMS[options.kind].run(options)

"""`gemini-desk models`: what is on this machine, and what comes and goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gemini_desk.cli.model_downloads import add_actions, looked_up
from gemini_desk.cli.output import terminal_columns
from gemini_desk.errors import ModelNotFoundError

if TYPE_CHECKING:
    import argparse


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    parser = subparsers.add_parser(
        "models", help="list, describe, download, verify and remove models"
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the models on this machine")
    listing.add_argument("--all", action="store_true", help="the whole catalogue as well")
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    listing.set_defaults(run=run_list)
    description = actions.add_parser("info", help="what is known about one model")
    description.add_argument("name", metavar="M", help="alias, hub id or folder")
    description.add_argument("--json", action="store_true", help="print one JSON object")
    description.add_argument(
        "--online",
        action="store_true",
        help="ask the hub about a model that is not here, also where the settings say offline",
    )
    description.set_defaults(run=run_info)
    add_actions(actions)
    return parser


def run_list(options: argparse.Namespace) -> int:
    """Print the models on this machine, and how each fits."""
    from gemini_desk.cli import model_fit
    from gemini_desk.models.inventory import take_inventory

    inventory = take_inventory()
    entries = [entry for entry in inventory.entries if options.all or entry.path is not None]
    if options.json:
        plain = [model_fit.plain(entry, inventory.machine) for entry in entries]
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return 0
    columns = terminal_columns()
    for line in model_fit.table(entries, inventory.machine, columns):
        print(line)
    if inventory.recommendation is not None:
        why = f"Recommended here: {inventory.recommendation.why}"
        print(f"\n{model_fit.wrapped(why, columns)}")
    return 0


def run_info(options: argparse.Namespace) -> int:
    """Print what is known about one model, and how it fits at each quantisation."""
    from gemini_desk.cli import model_fit
    from gemini_desk.models.inventory import find_entry
    from gemini_desk.models.machine import read_machine

    try:
        entry = find_entry(options.name)
    except ModelNotFoundError:
        found = looked_up(options)
        if found is None:
            raise
        entry = found
    machine = read_machine()
    if options.json:
        plain = model_fit.plain(entry, machine, every_way=True)
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return 0
    for line in model_fit.details(entry, machine, terminal_columns()):
        print(line)
    return 0

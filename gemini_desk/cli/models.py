"""`gemini-desk models`: what is on this machine, and what comes and goes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gemini_desk.cli.model_downloads import add_actions

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
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    listing.set_defaults(run=run_list)
    description = actions.add_parser("info", help="what is known about one model")
    description.add_argument("name", metavar="M", help="alias, hub id or folder")
    description.add_argument("--json", action="store_true", help="print one JSON object")
    description.set_defaults(run=run_info)
    add_actions(actions)
    return parser


def run_list(options: argparse.Namespace) -> int:
    """Print the models on this machine."""
    from gemini_desk.models.catalogue import list_local

    found = list_local()
    if options.json:
        print(json.dumps([_plain(model) for model in found], ensure_ascii=False, indent=2))
        return 0
    width = max((len(model.id) for model in found), default=0)
    for model in found:
        takes = ", ".join(modality.value for modality in model.modalities)
        state = "" if model.complete else "  (incomplete)"
        print(f"{model.id:<{width}}  {_size(model.size_bytes):>9}  {takes}{state}")
    return 0


def run_info(options: argparse.Namespace) -> int:
    """Print what is known about one model."""
    from gemini_desk.models.catalogue import info

    details = info(options.name)
    if options.json:
        print(json.dumps(_plain(details), ensure_ascii=False, indent=2))
        return 0
    rows = {
        "id": details.id,
        "folder": str(details.path),
        "revision": details.revision or "–",
        "architecture": details.model_type,
        "takes": ", ".join(modality.value for modality in details.modalities),
        "parameters": f"{details.parameters / 1e6:,.1f} M",
        "dtype": details.dtype,
        "context": "–" if details.context_tokens is None else f"{details.context_tokens:,} tokens",
        "size": _size(details.size_bytes),
        "licence": details.licence or "–",
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        print(f"{name:<{width}}  {value}")
    return 0


def _plain(value: Any) -> dict[str, Any]:
    return {**asdict(value), "path": str(value.path)}


def _size(size_bytes: int) -> str:
    if size_bytes < 1_000_000_000:
        return f"{size_bytes / 1e6:,.1f} MB"
    return f"{size_bytes / 1e9:,.1f} GB"

"""Asks whether the network may be used, where the setting forbids it. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gemini_desk.models.download.hub_client import hub_endpoint
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.model_state import model_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def ask_to_allow(
    repo_id: str, window: QWidget, then: Callable[[], None], *, only_looking: bool = False
) -> Confirmation:
    """Ask whether the hub may be asked after all.

    Args:
        repo_id: The model.
        window: Where the question stands.
        then: Called on a yes.
        only_looking: What the model would need is read, and nothing downloaded.
    """
    host = hub_host()
    if only_looking:
        purpose = f"To tell how large {model_label(repo_id)} is and whether it fits, it reads"
        purpose += f" the list of its files and their headers from {host}"
    else:
        purpose = f"To download {model_label(repo_id)} it reads its files from {host}"
    dialog = Confirmation(
        f"Connect to {host}?",
        f"Gemini Desk is offline. {purpose}, and from the storage that this hub names. None of "
        "your messages, pictures or recordings goes there. Connections stay allowed, for what you "
        "ask for alone, until you change that in Preferences, Privacy.",
        "Allow and look it up" if only_looking else "Allow and download",
        window,
        destroys=False,
    )
    dialog.accepted.connect(then)
    dialog.open()
    return dialog


def hub_host() -> str:
    """The hub that is asked, for a person: `huggingface.co`."""
    endpoint = hub_endpoint()
    return urlsplit(endpoint).netloc.rpartition("@")[2] or endpoint

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


def ask_to_allow(repo_id: str, window: QWidget, then: Callable[[], None]) -> Confirmation:
    """Ask whether `repo_id` may be downloaded after all; `then` is called on a yes."""
    dialog = Confirmation(
        f"Connect to {hub_host()}?",
        f"Gemini Desk is offline. To download {model_label(repo_id)} it asks {hub_host()}, and the "
        "storage that this hub sends it to, for the files. None of your messages, pictures or "
        "recordings goes there. Connections stay allowed, for what you ask for alone, until you "
        "change that in Preferences, Privacy.",
        "Allow and download",
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

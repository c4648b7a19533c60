"""Whether the network may be used: one rule, for the window and for the command line.

Three things can forbid it: `--offline`, for one start; the setting, which Preferences, Privacy and
`gemini-desk servers offline` change; and `HF_HUB_OFFLINE`, which keeps every program of this
machine from the hub of models. Only the setting may be lifted by what a person answers.
"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import OfflineError

if TYPE_CHECKING:
    from gemini_desk.settings.schema import NetworkSettings

OFFLINE_VARIABLE: Final = "GEMINI_DESK_OFFLINE"  # what `--offline` sets
# The second is older, and huggingface_hub obeys it as well.
HUB_VARIABLES: Final = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
_YES: Final = frozenset({"1", "ON", "YES", "TRUE"})


class Ban(StrEnum):
    """What forbids the network."""

    OPTION = "--offline"
    HUB = "HF_HUB_OFFLINE"
    SETTING = "setting"


def ban(network: NetworkSettings) -> Ban | None:
    """What forbids every connection; None if nothing does."""
    if os.environ.get(OFFLINE_VARIABLE) == "1":
        return Ban.OPTION
    return Ban.SETTING if network.offline else None


def hub_ban(network: NetworkSettings) -> Ban | None:
    """What forbids that the hub of models is asked; None if nothing does."""
    found = ban(network)
    if found is not Ban.OPTION and _hub_is_off():
        return Ban.HUB  # rather than the setting: lifting that would not help
    return found


def is_offline(network: NetworkSettings) -> bool:
    """Whether nothing may be contacted."""
    return ban(network) is not None


def hub_refusal(repo_id: str, why: Ban, *, where: str) -> OfflineError:
    """The error for a download that `why` forbids, as the command line tells it.

    Args:
        repo_id: The model.
        why: What forbids it.
        where: The hub's address.
    """
    told = f"{repo_id} was not downloaded: "
    match why:
        case Ban.OPTION:
            return OfflineError(
                f"{told}Gemini Desk was started with --offline and opens no connection.",
                hint="Start it without --offline.",
            )
        case Ban.HUB:
            return OfflineError(
                f"{told}HF_HUB_OFFLINE forbids every program to ask the hub.",
                hint="Unset HF_HUB_OFFLINE (and TRANSFORMERS_OFFLINE), then start again.",
            )
        case Ban.SETTING:
            return OfflineError(
                f"{told}Gemini Desk is offline and opens no connection.",
                hint=f"--online connects to {where} this once; `gemini-desk servers offline off`, "
                "or Preferences, Privacy, allows it for good.",
            )


def _hub_is_off() -> bool:
    value = next((os.environ[name] for name in HUB_VARIABLES if os.environ.get(name)), "")
    return value.upper() in _YES

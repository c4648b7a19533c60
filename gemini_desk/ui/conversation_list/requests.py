"""What a person asks of the conversations in the list. Plain values; no Qt here.

The list only asks; `OrganisationController` does. To add a wish:
1. add its dataclass here and to `ListRequest`;
2. offer it in `conversation_menu.py`, or wherever it belongs;
3. mypy names the place in `ui/chat/organisation_controller.py` that must do it (`assert_never`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Pin:
    """Keep a conversation at the top, or no longer."""

    conversation_id: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class Archive:
    """Put a conversation away, or take it out again."""

    conversation_id: str
    archived: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Put a conversation into a folder; into none if it is None."""

    conversation_id: str
    folder_id: str | None


@dataclass(frozen=True, slots=True)
class SetTag:
    """Give a conversation a tag, or take it away."""

    conversation_id: str
    tag_id: str
    on: bool


@dataclass(frozen=True, slots=True)
class NewFolder:
    """Make a folder and, unless it is empty, put this conversation into it."""

    name: str
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class RenameFolder:
    """Give a folder another name."""

    folder_id: str
    name: str


@dataclass(frozen=True, slots=True)
class RemoveFolder:
    """Remove a folder; its conversations stay."""

    folder_id: str


@dataclass(frozen=True, slots=True)
class NewTag:
    """Make a tag and, unless it is empty, give it to this conversation."""

    name: str
    colour: str
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class ChangeTag:
    """Give a tag another name and colour."""

    tag_id: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class RemoveTag:
    """Remove a tag; its conversations stay."""

    tag_id: str


@dataclass(frozen=True, slots=True)
class Export:
    """Write a conversation to a file; the person is asked which."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Take a conversation out of the bin."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class DeleteForGood:
    """Delete a conversation that lies in the bin."""

    conversation_id: str


@dataclass(frozen=True, slots=True)
class EmptyBin:
    """Delete everything that lies in the bin."""


ListRequest: TypeAlias = (
    Pin
    | Archive
    | Move
    | SetTag
    | NewFolder
    | RenameFolder
    | RemoveFolder
    | NewTag
    | ChangeTag
    | RemoveTag
    | Export
    | Restore
    | DeleteForGood
    | EmptyBin
)

"""What a screen reader is told without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.chat.versions import VersionPlace


SOME_CHARACTERS: Final = 300  # of what came without being asked for
MANY_CHARACTERS: Final = 3000  # of what somebody went to


def beginning(text: str, most: int) -> str:
    """The first words of `text`, to the end of a sentence if one is near; how much follows."""
    if len(text) <= most:
        return text
    begun = text[:most]
    ends = [begun.rfind(mark) + 1 for mark in (". ", "! ", "? ", "\n", "。")]
    end = max(ends) if max(ends) > most // 2 else begun.rfind(" ")
    words = len(text[max(end, 1) :].split())
    return f"{begun[: end if end > 0 else most].rstrip()} … and {words:,} more words."


def spoken(version: MessageVersion, most: int = SOME_CHARACTERS) -> str:
    """The message as it is read out: who, and how what they said begins.

    Args:
        version: The message.
        most: How many characters of its text are read out.
    """
    text = beginning(version.message.text, most)
    if version.message.role is Role.USER:
        return f"You said: {text}"
    if version.status is MessageStatus.FAILED:
        details = version.answer
        problem = f"{details.error} {details.error_hint}".strip() if details else ""
        return f"The answer failed. {problem}".strip()
    return f"Assistant said: {text}"


def announce(
    widget: QWidget,
    version: MessageVersion,
    place: VersionPlace | None = None,
    *,
    most: int = SOME_CHARACTERS,
) -> None:
    """Read the beginning of `version` out, and which one it is of several, if anybody listens."""
    if QAccessible.isActive():
        which = f"{place}. " if place is not None else ""
        text = which + spoken(version, most)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))

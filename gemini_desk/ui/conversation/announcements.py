"""What a screen reader is told without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.chat.versions import VersionPlace


def spoken(version: MessageVersion) -> str:
    """The message as it is read out: who, and what."""
    if version.message.role is Role.USER:
        return f"You said: {version.message.text}"
    if version.status is MessageStatus.FAILED:
        details = version.answer
        problem = f"{details.error} {details.error_hint}".strip() if details else ""
        return f"The answer failed. {problem}".strip()
    return f"Assistant said: {version.message.text}"


def announce(widget: QWidget, version: MessageVersion, place: VersionPlace | None = None) -> None:
    """Read `version` out, and which one it is of several, if anybody listens."""
    if QAccessible.isActive():
        which = f"{place}. " if place is not None else ""
        text = which + spoken(version)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))

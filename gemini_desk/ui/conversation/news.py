"""What has come below since the reader scrolled up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.item_list import ItemList


class News:
    """Counts messages and lines behind the place where the reader left the end."""

    def __init__(self, items: ItemList) -> None:
        self._items = items
        self._is_following = True
        self._messages = 0  # that were there when the reader left
        self._characters = 0  # of the last one of them

    def follow(self, is_following: bool) -> None:
        """The view stays at the end, or the reader has left it."""
        if self._is_following and not is_following:
            self.forget()
        self._is_following = is_following

    def forget(self) -> None:
        """Count from what is there now."""
        self._messages = len(self._items)
        last = self._items.last
        self._characters = len(last.source) if last is not None else 0

    @property
    def text(self) -> str:
        """`2 new messages`, `12 new lines`; "" if nothing is new."""
        if self._is_following or len(self._items) < self._messages:
            return ""
        messages = len(self._items) - self._messages
        if messages > 1 or (messages and not self._items[-1].is_streaming):
            return _counted(messages, "message")
        last = self._items.last
        if last is None:
            return ""
        begun = 0 if messages else self._characters
        new = last.source[begun:].strip()
        return _counted(new.count("\n") + 1, "line") if new else ""


def _counted(count: int, noun: str) -> str:
    return f"{count:,} new {noun}" if count == 1 else f"{count:,} new {noun}s"

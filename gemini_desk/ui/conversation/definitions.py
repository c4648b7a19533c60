"""Link references and footnotes of whole answers, found on another thread.

What an answer defines at its end may be meant anywhere in it, and only a parse of all its
text tells. Until that is done, references are text and numbered footnotes are hoped for.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gemini_desk.markdown.parser import definitions
from gemini_desk.ui.conversation.message_item import MessageItem
from gemini_desk.ui.pool_call import PoolCall

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.ui.conversation.segments import Segment


class Definitions(QObject):
    """Finds what is defined in the messages that are in sight. GUI thread only.

    Signals:
        found: A `MessageItem` and the definitions of its text, in markdown-it's form.
    """

    found = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._calls: dict[MessageItem, PoolCall] = {}

    def look_for(self, segments: Iterable[Segment]) -> None:
        """Parse the messages of these segments that are whole and were not parsed yet."""
        for item in {segment.item for segment in segments}:
            if isinstance(item, MessageItem) and item.wants_definitions:
                self._find(item)

    def _find(self, item: MessageItem) -> None:
        if item in self._calls:
            return
        source = item.source
        call = self._calls[item] = PoolCall(partial(definitions, source))
        call.finished.connect(partial(self._take, item, source))
        call.start()

    def _take(self, item: MessageItem, source: str, found: dict[str, Any]) -> None:
        self._calls.pop(item, None)
        if item.wants_definitions and item.source == source:
            self.found.emit(item, found)

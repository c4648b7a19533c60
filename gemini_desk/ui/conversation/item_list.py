"""The messages of the open branch and where each of them stands."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING, overload

from gemini_desk.tasks.transcript_work.which import Subject, subject
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.message_item import MessageItem
from gemini_desk.ui.markdown.citations import CitedTranscript, CitedTranscripts, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.editing.message_editor import MessageEditor
    from gemini_desk.ui.conversation.shown_message import ShownMessage


class ItemList:
    """Messages in order, and the prefix sums of their heights.

    Attributes:
        context_start: Id of the message that the model begins to read with, and what stands
            for the ones before; "" for both if it reads them all.
        editors: Of the messages that are being edited, by id; also of such that are not here.
    """

    def __init__(self) -> None:
        self.editors: dict[str, MessageEditor] = {}
        self.context_start = ("", "")
        self._items: list[MessageItem] = []
        self._by_id: dict[str, MessageItem] = {}
        self._tops: list[int] = [measures.TOP_PX]

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> MessageItem: ...

    @overload
    def __getitem__(self, index: slice) -> list[MessageItem]: ...

    def __getitem__(self, index: int | slice) -> MessageItem | list[MessageItem]:
        return self._items[index]

    def __iter__(self) -> Iterator[MessageItem]:
        return iter(self._items)

    @property
    def last(self) -> MessageItem | None:
        """The last message."""
        return self._items[-1] if self._items else None

    @property
    def total_height(self) -> int:
        """Height of the whole conversation, in px."""
        return self._tops[-1] + measures.BOTTOM_PX

    def find(self, message_id: str) -> MessageItem | None:
        """The message with this id."""
        return self._by_id.get(message_id)

    def reset(self, versions: Iterable[MessageVersion], column: int) -> None:
        """Hold `versions`, with estimated heights for a column of `column` px."""
        self._items = []
        self._by_id = {}
        for version in versions:
            self._add(MessageItem(version), column)
        self.place()

    def append(self, version: MessageVersion, column: int) -> MessageItem:
        """Add a message at the end."""
        item = MessageItem(version)
        self._add(item, column)
        self._tops.append(self._tops[-1] + item.height)
        return item

    def truncate(self, length: int) -> None:
        """Keep the first `length` messages."""
        removed = self._items[length:]
        del self._items[length:]
        del self._tops[length + 1 :]
        for item in removed:
            del self._by_id[item.id]
            item.collapse()

    def _add(self, item: MessageItem, column: int) -> None:
        item.index = len(self._items)
        before = self._items[-1].day if self._items else datetime.now().astimezone().date()
        item.opens_day = item.day if item.day != before else None
        item.editor = self.editors.get(item.id)
        item.context_summary = self.context_summary_of(item)
        self._cite(item)
        item.height = item.estimate(column)
        self._items.append(item)
        self._by_id[item.id] = item

    def context_summary_of(self, item: ShownMessage) -> str | None:
        """What stands for the messages before `item`; None if the model reads on from above."""
        first_id, summary = self.context_start
        return summary if item.id == first_id and item.index > 0 else None

    def set_cited(self, item: MessageItem) -> list[MessageItem]:
        """The transcript of `item` is another one now; returns the messages that may name it."""
        found = self._items[item.index :]
        for each in found:
            self._cite(each)
        return found

    def _cite(self, item: MessageItem) -> None:
        """Find the transcripts that the texts of `item` and of its answer may name."""
        before = self._items[item.index - 1] if item.index else None
        part = item.version.message.transcript
        item.nearest = before.nearest if before is not None else None
        item.named = before.named if before is not None else {}
        if part is not None:
            item.nearest = CitedTranscript.of(item.id, part)
            item.named = {**item.named, plain_name(item.nearest.name): item.nearest}
            item.cited = CitedTranscripts(item.nearest, item.named)
        elif item.nearest is None:
            item.cited = None
        elif item.is_user or before is None or before.cited is None:
            item.cited = CitedTranscripts(self._meant(item), item.named)
        else:
            item.cited = CitedTranscripts(before.cited.usual, item.named)

    def _meant(self, item: MessageItem) -> CitedTranscript | None:
        """The transcript that a question names; the nearest one above where it names none."""
        about = subject(item.version.message.text) if item.is_user else Subject("")
        if about.is_all:
            return None  # a time alone does not tell of which recording it is
        meant = item.named.get(plain_name(about.name)) if about.name else None
        return meant or item.nearest

    def place(self, item: MessageItem | None = None) -> None:
        """Compute places anew after heights changed: of all messages, or of the last one."""
        if item is not None and item.index == len(self._items) - 1:
            self._tops[-1] = self._tops[-2] + item.height
            return
        heights = (each.height for each in self._items)
        self._tops = list(accumulate(heights, initial=measures.TOP_PX))

    def top(self, item: ShownMessage) -> int:
        """Upper edge of `item` in the conversation, in px."""
        return self._tops[item.index]

    def at(self, y: int) -> int:
        """Index of the message at height `y`; the nearest one beyond the ends."""
        return min(max(0, bisect_right(self._tops, y) - 1), len(self._items) - 1)

    def between(self, top: int, bottom: int) -> list[MessageItem]:
        """The messages that touch a stretch of the conversation."""
        if not self._items:
            return []
        return self._items[self.at(top) : self.at(bottom) + 1]

"""Find in the transcript; from one doubtful word to the next. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt

from gemini_desk.transcripts.doubt import doubtful_words
from gemini_desk.ui.conversation.find.find_bar import FindBar
from gemini_desk.ui.conversation.find.needle import Needle
from gemini_desk.ui.transcript.row_text import one_line

if TYPE_CHECKING:
    from gemini_desk.ui.transcript.segment_list import SegmentList


class Place(NamedTuple):
    """A stretch of a segment's text; places are in reading order."""

    segment: int
    start: int
    end: int


class TranscriptFinding(QObject):
    """The bar, what is found, and where it is shown."""

    def __init__(self, rows: SegmentList) -> None:
        super().__init__(rows)
        self._rows = rows
        self._needle = Needle("")
        self._hits: list[Place] = []
        self._current: Place | None = None
        self._doubt: Place | None = None
        self.bar = FindBar(rows, where="transcript")
        self.bar.edited.connect(self._look_for)
        self.bar.stepped.connect(self.step)
        self.bar.closed.connect(self.close)

    @property
    def is_open(self) -> bool:
        """Whether the bar is there."""
        return not self.bar.isHidden()

    def open(self) -> None:
        """Ask for words."""
        self._rows.setViewportMargins(0, self.bar.strip_px, 0, 0)
        self.bar.open("")
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._look_for(self.bar.field.text(), self.bar.case.isChecked())

    def close(self) -> None:
        """Mark nothing any more; the keyboard goes back to the list."""
        if not self.is_open:
            return
        self.bar.hide()
        self._rows.setViewportMargins(0, 0, 0, 0)
        if self._current is not None:
            self._rows.go_to(self._current.segment)
        else:
            self._rows.focus_current()
        self._hits, self._current = [], None
        self._show()

    def refresh(self) -> None:
        """The texts have changed."""
        if self.is_open:
            self._search()
            if self._current is not None and self._current not in self._hits:
                self._current = self._next(self._hits, self._current, 1)
            self._show()
        elif self._doubt is not None:
            self._doubt = None
            self._rows.set_hits({}, None)

    def step(self, step: int) -> None:
        """To the next hit, or to the one before; round at the ends."""
        self._current = self._next(self._hits, self._current or self._from_view(), step)
        if self._current is not None:
            self._rows.show_row(self._current.segment)
        self._show()

    def go_to_doubt(self, step: int) -> bool:
        """To the next doubtful word, or to the one before; returns whether there is any."""
        current = self._rows.choice.current
        origin = self._doubt
        if origin is None or origin.segment != current:
            origin = Place(current, -1 if step > 0 else 0, 0) if current >= 0 else self._from_view()
        doubts = [
            Place(index, word.start, word.end)
            for index, segment in enumerate(self._rows.segments)
            for word in doubtful_words(segment)
        ]
        found = self._next(doubts, origin, step)
        if found is None:
            return False
        self._rows.go_to(found.segment)
        self._doubt = found
        self._rows.set_hits({found.segment: ((found.start, found.end),)}, found)
        return True

    def _look_for(self, words: str, is_case_sensitive: bool) -> None:
        self._needle = Needle(words, is_case_sensitive=is_case_sensitive)
        origin = self._current or self._from_view()
        self._search()
        here = [hit for hit in self._hits if hit[:2] >= origin[:2]]
        self._current = here[0] if here else self._hits[0] if self._hits else None
        if self._current is not None:
            self._rows.show_row(self._current.segment)
        self._show()

    def _search(self) -> None:
        self._hits = [
            Place(index, start, end)
            for index, segment in enumerate(self._rows.segments)
            for start, end in self._needle.spans(one_line(segment.text))
        ]

    def _from_view(self) -> Place:
        return Place(max(0, self._rows.row_at(0)), -1, 0)

    @staticmethod
    def _next(places: list[Place], origin: Place, step: int) -> Place | None:
        if not places:
            return None
        if step > 0:
            return next((each for each in places if each > origin), places[0])
        return next((each for each in reversed(places) if each < origin), places[-1])

    def _show(self) -> None:
        by_index: dict[int, list[tuple[int, int]]] = {}
        for hit in self._hits:
            by_index.setdefault(hit.segment, []).append((hit.start, hit.end))
        current = self._current
        number = self._hits.index(current) + 1 if current in self._hits and current else 0
        self.bar.show_count(number, len(self._hits), is_complete=True)
        self._rows.set_hits({index: tuple(spans) for index, spans in by_index.items()}, current)

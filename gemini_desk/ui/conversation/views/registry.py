"""Which view shows which kind of segment, and the pool that they are taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from gemini_desk.ui.conversation.segments import (
    AudioClip,
    Code,
    ContextStart,
    DateLine,
    Editor,
    Footer,
    Formula,
    Images,
    MarkdownText,
    Notice,
    PlainText,
    Thought,
)
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.audio_view import AudioView
from gemini_desk.ui.conversation.views.code_view import CodeView
from gemini_desk.ui.conversation.views.context_start_view import ContextStartView
from gemini_desk.ui.conversation.views.date_view import DateView
from gemini_desk.ui.conversation.views.editor_view import EditorView
from gemini_desk.ui.conversation.views.footer_view import FooterView
from gemini_desk.ui.conversation.views.formula_view import FormulaView
from gemini_desk.ui.conversation.views.images_view import ImagesView
from gemini_desk.ui.conversation.views.notice_view import NoticeView
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.views.text_view import TextView
from gemini_desk.ui.conversation.views.thought_view import ThoughtView
from gemini_desk.ui.conversation.views.transcript_view import TranscriptView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.segment_widget import SegmentWidget
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

VIEW_CLASSES: Final[dict[type[Segment], type[SegmentView]]] = {
    MarkdownText: TextView,
    PlainText: TextView,
    Code: CodeView,
    Thought: ThoughtView,
    Formula: FormulaView,
    Images: ImagesView,
    DateLine: DateView,
    AudioClip: AudioView,
    TranscriptCard: TranscriptView,
    ContextStart: ContextStartView,
    Notice: NoticeView,
    Footer: FooterView,
    Editor: EditorView,
}


class ViewPool:
    """Views, made when they are first needed and used again."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        self._services = services
        self._parent = parent
        self._idle: dict[type[SegmentView], list[SegmentView]] = {}
        self._all: list[SegmentView] = []

    def __iter__(self) -> Iterator[SegmentView]:
        return iter(self._all)

    def acquire(self, segment: Segment) -> SegmentView:
        """A view that shows `segment`."""
        view_class = VIEW_CLASSES[type(segment)]
        idle = self._idle.setdefault(view_class, [])
        if idle:
            view = idle.pop()
        else:
            view = view_class(self._services, self._parent)
            self._all.append(view)
        view.bind(segment)
        view.show_marks(self._services.marks.of(segment))
        return view

    def release(self, view: SegmentWidget) -> None:
        """Take a view back.

        The keyboard goes to the pane first: Qt would hand it to the next widget, and the
        pane would scroll there.
        """
        pane = self._parent.parentWidget()
        if pane is not None and pane.window().focusWidget() in view.focus_widgets():
            pane.setFocus(Qt.FocusReason.OtherFocusReason)
        assert isinstance(view, SegmentView)  # it was made here
        view.unbind()
        self._idle.setdefault(type(view), []).append(view)

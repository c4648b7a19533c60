"""Which messages are being edited. GUI thread only.

An editor belongs to its message, not to its place: it is kept while another branch or
another conversation is shown, and is there again with the message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from gemini_desk.chat.draft import Draft
from gemini_desk.ui.conversation.editing.answer_editor import AnswerEditor
from gemini_desk.ui.conversation.editing.question_editor import QuestionEditor
from gemini_desk.ui.conversation.segments import Editor

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea, QWidget

    from gemini_desk.ui.composer.intake import AttachmentIntake
    from gemini_desk.ui.conversation.editing.message_editor import MessageEditor
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.media_previews import MediaPreviews
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.views.segment_view import PaneState
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout


class Edits(QObject):
    """Begins and ends edits, and tells what came of them.

    Signals:
        question_sent: Id of a person's message, the text and the attachments of its new version.
        answer_saved: Id of an answer, the text of its new version, whether the model goes on.
        changed: Id of a message; `draft` says what is written in its editor now.
        left: Id of a message whose edit was cancelled: the keyboard is there now.
        thrown_away: Id of a message whose changes were given up; `bring_back` undoes it.
        notice: Level, text and hint.
        play_requested: `Attachment` of a clip.
        view_requested: `Attachment` that is a picture.
        pause_requested: The clip that plays should pause.
    """

    question_sent = Signal(str, str, tuple)
    answer_saved = Signal(str, str, bool)
    changed = Signal(str)
    left = Signal(str)
    thrown_away = Signal(str)
    notice = Signal(str, str, str)
    play_requested = Signal(object)
    view_requested = Signal(object)
    pause_requested = Signal()

    def __init__(
        self,
        items: ItemList,
        layout: VirtualLayout,
        state: PaneState,
        previews: MediaPreviews,
        intake: AttachmentIntake | None,
        area: QAbstractScrollArea,
    ) -> None:
        super().__init__(area)
        self._items = items
        self._layout = layout
        self._state = state
        self._previews = previews
        self._intake = intake
        self._area = area
        self._thrown_away: dict[str, MessageEditor] = {}
        self._places: dict[str, int] = {}  # where a message began in the view, in px
        if intake is not None:
            intake.noted.connect(self._note)

    @property
    def focused(self) -> QuestionEditor | None:
        """The editor of a person's message that has the keyboard, or had it last."""
        focused: QWidget | None = self._area.window().focusWidget()
        for editor in self._items.editors.values():
            holds = focused is not None and editor.isAncestorOf(focused)
            if isinstance(editor, QuestionEditor) and holds:
                return editor
        return None

    # -- beginning ------------------------------------------------------------------------

    def begin(self, message_id: str) -> None:
        """Let a message be edited, or go on with it."""
        item = self._items.find(message_id)
        if item is None:
            return
        if item.editor is None:
            self._remove(self._thrown_away.pop(message_id, None))
            self._install(item, self._new_editor(item))
        self._show(item)

    def bring_back(self, message_id: str) -> None:
        """Go on with an edit that was thrown away, if nothing came of it since."""
        item = self._items.find(message_id)
        editor = self._thrown_away.get(message_id)
        if editor is None or message_id in self._items.editors:
            return
        del self._thrown_away[message_id]
        if item is not None:
            self._install(item, editor)
            self._show(item)
        else:
            self._items.editors[message_id] = editor  # it is there again with its message
        self.changed.emit(message_id)

    def restore(self, message_id: str, draft: Draft) -> None:
        """Go on with an edit of the last time, without taking the keyboard.

        If the person was quicker and has begun to write, that comes behind it.
        """
        item = self._items.find(message_id)
        if item is None:
            return
        if item.editor is not None:
            item.editor.set_draft(draft.followed_by(self.draft(message_id)))
        else:
            editor = self._new_editor(item)
            editor.set_draft(draft)
            self._install(item, editor)

    def draft(self, message_id: str) -> Draft:
        """What is written in the editor of a message; empty if nothing was changed."""
        editor = self._items.editors.get(message_id)
        return editor.draft() if editor is not None and editor.is_changed else Draft()

    def drop_unchanged(self) -> None:
        """Other messages are about to be shown: editors that hold nothing new are not kept."""
        for message_id, editor in list(self._items.editors.items()):
            if not editor.is_changed:
                del self._items.editors[message_id]
                self._remove(editor)

    def _new_editor(self, item: MessageItem) -> MessageEditor:
        area = self._area.viewport()
        editor: MessageEditor
        if item.is_user:
            editor = question = QuestionEditor(
                item.version.message,
                self._intake,
                self._previews,
                enter_sends=self._state.enter_sends,
                parent=area,
            )
            question.set_capabilities(self._state.capabilities)
            question.sent.connect(lambda text, files: self._send(editor, text, files))
            question.play_requested.connect(self.play_requested)
            question.view_requested.connect(self.view_requested)
            question.pause_requested.connect(self.pause_requested)
        else:
            editor = answer = AnswerEditor(item.source, parent=area)
            answer.saved.connect(lambda text, go_on: self._save(editor, text, go_on))
        editor.hide()
        editor.set_answering(self._state.is_answering)
        editor.cancelled.connect(lambda: self._cancel(editor))
        editor.changed.connect(lambda: self.changed.emit(self._id_of(editor)))
        editor.height_changed.connect(lambda: self._fit(editor))
        editor.notice.connect(self.notice)
        return editor

    def _install(self, item: MessageItem, editor: MessageEditor) -> None:
        self._places[item.id] = self._layout.top_of(item)
        self._items.editors[item.id] = editor
        self._exchange(item)

    def _show(self, item: MessageItem) -> None:
        top = self._layout.top_of(item)
        self._layout.scrolling.ensure_visible(top, top + item.height)
        if item.editor is not None:
            item.editor.prompt.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- while it lasts -------------------------------------------------------------------

    def refresh(self) -> None:
        """The pane's state is another one: tell the editors."""
        for editor in self._items.editors.values():
            editor.set_answering(self._state.is_answering)
            editor.prompt.set_enter_sends(self._state.enter_sends and editor.enter_may_send)
            if isinstance(editor, QuestionEditor):
                editor.set_capabilities(self._state.capabilities)

    def set_playback(self, sha256: str, position_s: float, playing: bool) -> None:
        """Show how far a clip has been played."""
        for editor in self._items.editors.values():
            if isinstance(editor, QuestionEditor):
                editor.set_playback(sha256, position_s, playing)

    def _fit(self, editor: MessageEditor) -> None:
        """The editor is taller or shorter: make room, and keep the cursor in view."""
        item = self._item_of(editor)
        if item is None:
            return
        for segment in item.segments or ():
            if isinstance(segment, Editor):
                segment.forget_size()
        self._layout.content_changed(item)
        if editor.prompt.hasFocus():
            caret = editor.caret()
            top = self._layout.top_of(item) + item.gap
            self._layout.scrolling.ensure_visible(top + caret.top(), top + caret.bottom())

    # -- ending ---------------------------------------------------------------------------

    def _cancel(self, editor: MessageEditor) -> None:
        message_id = self._end(editor)
        self.left.emit(message_id)
        if editor.is_changed:
            self._remove(self._thrown_away.pop(message_id, None))
            self._thrown_away[message_id] = editor
            self.thrown_away.emit(message_id)
        else:
            self._remove(editor)

    def _send(self, editor: MessageEditor, text: str, files: tuple[object, ...]) -> None:
        message_id = self._end(editor)
        self._remove(editor)
        self.question_sent.emit(message_id, text, files)

    def _save(self, editor: MessageEditor, text: str, go_on: bool) -> None:
        message_id = self._end(editor)
        self._remove(editor)
        self.answer_saved.emit(message_id, text, go_on)

    def _end(self, editor: MessageEditor) -> str:
        """Show the message again, where it was; returns its id."""
        message_id = self._id_of(editor)
        had_focus = editor.isAncestorOf(QApplication.focusWidget() or self._area)
        del self._items.editors[message_id]
        editor.hide()
        item = self._items.find(message_id)
        if item is not None:
            self._exchange(item)
            place = self._places.pop(message_id, None)
            if place is not None:
                self._layout.scrolling.scroll_to(self._items.top(item) - place)
        if had_focus:
            self._area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(message_id)
        return message_id

    def _note(self, name: str, note: str) -> None:
        self.notice.emit("info", f"{name}: {note}", "")

    # -- within ---------------------------------------------------------------------------

    def _exchange(self, item: MessageItem) -> None:
        """Show the editor in place of the message, or the other way round."""
        self._layout.release(item.segments or [])
        item.set_editor(self._items.editors.get(item.id), self._layout.column_width)
        self._layout.content_changed(item)

    def _id_of(self, editor: MessageEditor) -> str:
        """Id of the message that it edits; "" while it is not shown."""
        return next((key for key, each in self._items.editors.items() if each is editor), "")

    def _item_of(self, editor: MessageEditor) -> MessageItem | None:
        return next((item for item in self._items if item.editor is editor), None)

    @staticmethod
    def _remove(editor: MessageEditor | None) -> None:
        if editor is not None:
            editor.let_go()
            editor.deleteLater()

"""One message that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.composer.round_button import RoundButton
from gemini_desk.ui.icons import colour_of, paint_icon
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from gemini_desk.chat.draft import QueuedMessage

ROW_PX: Final = 34
_BUTTON_PX: Final = 26
_BUTTON_ICON_PX: Final = 15
_MARK_PX: Final = 14
_LONGEST_WORDS: Final = 300  # characters that are looked at for the one line


class QueueRow(QWidget):
    """The first words of a message, its attachments, and what can be done with it.

    With the keyboard on the row: Enter edits, Delete removes, Alt+Up and Alt+Down move, and the
    arrows alone go to another row.

    Signals:
        edit_requested: Id of the message, and so in all others.
        send_requested: It should be sent now.
        remove_requested: It should not be sent at all.
        move_requested: Also the step: -1 sooner, 1 later.
        step_requested: The keyboard should go to the row so many places below.
    """

    edit_requested = Signal(str)
    send_requested = Signal(str)
    remove_requested = Signal(str)
    move_requested = Signal(str, int)
    step_requested = Signal(str, int)

    def __init__(self, message: QueuedMessage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = message
        self._ring = False
        self.setFixedHeight(ROW_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.edit = self._button("edit")
        self.earlier = self._button("chevron-up")
        self.later = self._button("chevron-down")
        self.send = self._button("send")
        self.remove = self._button("close")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, SPACE_PX // 2, 0)
        row.setSpacing(0)
        row.addStretch(1)
        for button in self.buttons():
            row.addWidget(button)
        self.edit.clicked.connect(self._edit)
        self.earlier.clicked.connect(self._move_up)
        self.later.clicked.connect(self._move_down)
        self.send.clicked.connect(self._send)
        self.remove.clicked.connect(self._remove)
        Theme.changes().changed.connect(self.update)
        self.set_message(message)

    @property
    def message(self) -> QueuedMessage:
        """What waits."""
        return self._message

    @property
    def words(self) -> str:
        """The beginning of the message, in one line."""
        draft = self._message.draft
        words = " ".join(draft.text[:_LONGEST_WORDS].split())
        return words or ", ".join(attachment.name for attachment in draft.attachments)

    def buttons(self) -> tuple[RoundButton, ...]:
        """The buttons from left to right."""
        return (self.edit, self.earlier, self.later, self.send, self.remove)

    def set_message(self, message: QueuedMessage) -> None:
        """Show `message`."""
        self._message = message
        words = self.words
        short = f"{words[:40]}…" if len(words) > 41 else words
        self.setAccessibleName(f"Waits: {words}")
        self.setAccessibleDescription(self._attached)
        self.setToolTip(self._message.draft.text[:_LONGEST_WORDS] if not self._attached else words)
        self.edit.set_name(f"Edit “{short}”")
        self.earlier.set_name(f"Send “{short}” sooner")
        self.later.set_name(f"Send “{short}” later")
        self.send.set_name(f"Send “{short}” now", explanation="The answer is stopped.")
        self.remove.set_name(f"Remove “{short}”")
        self.update()

    def set_place(self, place: int, count: int) -> None:
        """Say where in the queue it is: nobody moves the first one up."""
        for button in (self.earlier, self.later):
            button.setVisible(count > 1)
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(place < count - 1)

    @property
    def _attached(self) -> str:
        """The name of the one file, or how many there are: questions to several look alike."""
        attachments = self._message.draft.attachments
        if len(attachments) == 1:
            return attachments[0].title
        return f"{len(attachments)} files" if attachments else ""

    def _button(self, icon_name: str) -> RoundButton:
        return _RowButton(
            icon_name, "", diameter_px=_BUTTON_PX, icon_px=_BUTTON_ICON_PX, parent=self
        )

    # -- what is asked for ----------------------------------------------------------------

    @Slot()
    def _edit(self) -> None:
        self.edit_requested.emit(self._message.id)

    @Slot()
    def _send(self) -> None:
        self.send_requested.emit(self._message.id)

    @Slot()
    def _remove(self) -> None:
        self.remove_requested.emit(self._message.id)

    @Slot()
    def _move_up(self) -> None:
        self.move_requested.emit(self._message.id, -1)

    @Slot()
    def _move_down(self) -> None:
        self.move_requested.emit(self._message.id, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits, Delete removes, Alt with an arrow moves, an arrow goes to a row."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._edit()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._remove()
            case Qt.Key.Key_Up if alt:
                self._move_up()
            case Qt.Key.Key_Down if alt:
                self._move_down()
            case Qt.Key.Key_Up:
                self.step_requested.emit(self._message.id, -1)
            case Qt.Key.Key_Down:
                self.step_requested.emit(self._message.id, 1)
            case _:
                super().keyPressEvent(event)

    # -- looks ----------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, unless the mouse brought the focus."""
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ring = False
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words and the number of attachments."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ring:
            style.paint_focus(painter, QRectF(self.rect()), radius=style.CONTROL_RADIUS_PX)
        buttons = [button for button in self.buttons() if button.isVisibleTo(self)]
        room = QRect(SPACE_PX, 0, buttons[0].x() - 2 * SPACE_PX, self.height())
        if self._attached:
            room = self._paint_attached(painter, room)
        painter.setFont(style.font(13))
        painter.setPen(colour_of("text"))
        metrics = QFontMetrics(painter.font())
        words = metrics.elidedText(self.words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_attached(self, painter: QPainter, room: QRect) -> QRect:
        """Paint the attachments at the right of `room`, in half of it; returns what is left."""
        painter.setFont(style.font(12))
        painter.setPen(colour_of("muted"))
        metrics = QFontMetrics(painter.font())
        middle = Qt.TextElideMode.ElideMiddle
        attached = metrics.elidedText(self._attached, middle, room.width() // 2)
        width = metrics.horizontalAdvance(attached)
        text = QRect(room.right() - width, room.top(), width + 1, room.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, attached)
        mark = QRect(text.left() - _MARK_PX - 4, 0, _MARK_PX, _MARK_PX)
        mark.moveTop((self.height() - _MARK_PX) // 2)
        paint_icon(painter, "attach", mark, colour="muted")
        return room.adjusted(0, 0, mark.left() - SPACE_PX - room.right(), 0)


class _RowButton(RoundButton):
    """Leaves the arrows up and down to its row: a button would go to its neighbour with them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let these through, and be pressed by Enter, which the row would take."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

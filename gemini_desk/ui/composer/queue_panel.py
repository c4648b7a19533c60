"""The messages that wait, above the composer's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.composer.queue_row import ROW_PX, QueueRow
from gemini_desk.ui.controls import ElidedLabel
from gemini_desk.ui.tab_order import chain_parts
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.draft import QueuedMessage

_ROWS_IN_SIGHT: Final = 4
_ROWS_BESIDE_A_CARD: Final = 2
_RADIUS_PX: Final = 14
_PADDING_PX: Final = 6
_ON_ITS_WAY_MS: Final = 500  # counting mostly takes less: a panel that flashes says nothing


class QueuePanel(QWidget):
    """Says that messages wait, and why; each can be edited, moved, sent and removed.

    Signals:
        edit_requested: Id of a message that should go back into the composer.
        send_requested: Id of a message that should be sent now.
        remove_requested: Id of a message that should not be sent.
        move_requested: Id and step: -1 sooner, 1 later.
        resume_requested: The first one should be sent, and the others after it.
    """

    edit_requested = Signal(str)
    send_requested = Signal(str)
    remove_requested = Signal(str)
    move_requested = Signal(str, int)
    resume_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, QueueRow] = {}
        self._rows_in_sight = _ROWS_IN_SIGHT
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Messages that wait")
        self._title = ElidedLabel(parent=self)
        self._title.setFont(style.font(12))
        self.resume = QPushButton("Send", self)
        self.resume.setFont(style.font(12))
        self.resume.setAutoDefault(False)
        self.resume.clicked.connect(self.resume_requested)
        style.follow_theme(self.resume, _button_style)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_PX, 0, SPACE_PX // 2, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.resume)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        style.follow_theme(self._area, style.scroll_area_style)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._area.setWidget(body)
        for ground in (body, self._area.viewport()):
            ground.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        side = style.SHADOW_PX + _PADDING_PX  # as wide as the card below
        column.setContentsMargins(side, style.GAP_ABOVE_PX + SPACE_PX, side, _PADDING_PX)
        column.setSpacing(SPACE_PX // 4)
        column.addLayout(head)
        column.addWidget(self._area)
        style.follow_theme(self._title, lambda colours: f"color: {colours.muted};")
        self._on_its_way = QTimer(self, singleShot=True, interval=_ON_ITS_WAY_MS)
        self._on_its_way.timeout.connect(self.show)
        Theme.changes().changed.connect(self.update)
        self.hide()

    def rows(self) -> tuple[QueueRow, ...]:
        """The rows, the next message first."""
        return tuple(self._rows.values())

    @property
    def title(self) -> str:
        """What stands above the rows."""
        return self._title.text()

    def set_messages(
        self, messages: Sequence[QueuedMessage], held: str, *, answering: bool = True
    ) -> None:
        """Show what waits.

        Args:
            messages: The next one first.
            held: Why they do not go by themselves; "" if they do.
            answering: Whether there is an answer for whose end they wait; if not, and they are
                not held, they are about to go.
        """
        had_focus = next((row.message.id for row in self.rows() if _holds_focus(row)), None)
        place = list(self._rows).index(had_focus) if had_focus else 0
        kept = {message.id for message in messages}
        for id_ in [id_ for id_ in self._rows if id_ not in kept]:
            row = self._rows.pop(id_)
            row.hide()
            row.deleteLater()
        self._rows = {message.id: self._row_of(message) for message in messages}
        for index, row in enumerate(self._rows.values()):
            self._column.insertWidget(index, row)
            row.set_place(index, len(messages))
            row.show()
        chain_parts((self.resume, *self._rows.values()))
        self._describe(len(messages), held, answering)
        self._fit()
        if not messages or held or answering:
            self._on_its_way.stop()
            self.setVisible(bool(messages))
        elif self.isHidden() and not self._on_its_way.isActive():
            self._on_its_way.start()
        if had_focus and had_focus not in kept and self._rows:
            self.rows()[min(place, len(self._rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def make_room(self, for_a_card: bool) -> None:
        """Whether a card with a question stands below: fewer rows are in sight then."""
        self._rows_in_sight = _ROWS_BESIDE_A_CARD if for_a_card else _ROWS_IN_SIGHT
        self._fit()

    def _fit(self) -> None:
        self._area.setFixedHeight(ROW_PX * min(len(self._rows), self._rows_in_sight))

    def _row_of(self, message: QueuedMessage) -> QueueRow:
        row = self._rows.get(message.id)
        if row is not None:
            row.set_message(message)
            return row
        row = QueueRow(message)
        row.edit_requested.connect(self.edit_requested)
        row.send_requested.connect(self.send_requested)
        row.remove_requested.connect(self.remove_requested)
        row.move_requested.connect(self._move)
        row.step_requested.connect(self._step)
        return row

    def _describe(self, count: int, held: str, answering: bool) -> None:
        waits = "1 message waits" if count == 1 else f"{count} messages wait"
        if held:
            self._title.setText(f"{held} · {waits}")
        elif answering:
            self._title.setText(f"{waits} for the answer to end")
        else:
            self._title.setText("Seeing whether it fits the model's context")
        self.resume.setVisible(bool(held))
        self.resume.setAccessibleName(
            "Send the message that waits" if count == 1 else "Send the messages that wait"
        )

    @Slot(str, int)
    def _move(self, message_id: str, step: int) -> None:
        self.move_requested.emit(message_id, step)
        row = self._rows.get(message_id)
        if row is not None:
            self._area.ensureWidgetVisible(row, 0, 0)

    @Slot(str, int)
    def _step(self, message_id: str, step: int) -> None:
        rows, place = self.rows(), list(self._rows).index(message_id) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(rows[place], 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        colours = Theme.current()
        painter = QPainter(self)
        card = QRectF(self.rect()).adjusted(
            style.SHADOW_PX, style.GAP_ABOVE_PX, -style.SHADOW_PX, 0
        )
        style.paint_card(painter, card, fill=colours.sidebar, line=colours.line, radius=_RADIUS_PX)


def _holds_focus(row: QueueRow) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is row or row.isAncestorOf(focused))


def _button_style(colours: Colours) -> str:
    return f"""
        QPushButton {{ border: 1px solid {colours.line}; border-radius: 6px; padding: 3px 12px;
            background: {colours.raised}; color: {colours.accent}; outline: none; }}
        QPushButton:hover {{ background: {colours.hover}; }}
        QPushButton:focus {{ border-color: {colours.accent}; }}
    """

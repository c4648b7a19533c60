"""The bar above the conversation: what is looked for, and how often it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import CancellableLineEdit, IconButton
from gemini_desk.ui.theme import RADIUS_PX, SPACE_PX, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QAbstractScrollArea

    from gemini_desk.ui.theme import Colours

_WIDTH_PX: Final = 440
_COUNT_PX: Final = 76
_EDGE_PX: Final = 6
_SIDE_PX: Final = 12
_BUTTON_PX: Final = 30


class _Field(CancellableLineEdit):
    """Enter goes to the next hit and Shift+Enter to the one before.

    Signals:
        stepped: 1 or -1.
    """

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(-1 if is_back else 1)
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """GUI thread only.

    Signals:
        edited: Words, and whether upper and lower case differ.
        stepped: 1 for the next hit, -1 for the one before.
        closed: A person has had enough.
    """

    edited = Signal(str, bool)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QAbstractScrollArea, *, where: str = "conversation") -> None:
        super().__init__(parent)
        self._area = parent
        self.setAccessibleName(f"Find in the {where}")
        self.field = _Field(self)
        self.field.setPlaceholderText(f"Find in the {where}")
        self.field.setAccessibleName("Words to find")
        self.field.setFixedHeight(_BUTTON_PX)
        self.count = QLabel(self)
        self.count.setMinimumWidth(_COUNT_PX)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count.setFont(style.font(12))
        self.case = QToolButton(self)
        self.case.setText("Aa")
        self.case.setCheckable(True)
        self.case.setToolTip("Match upper and lower case")
        self.case.setAccessibleName("Match upper and lower case")
        self.before = IconButton("chevron-up", "Hit before (Shift+Enter)", self)
        self.after = IconButton("chevron-down", "Next hit (Enter)", self)
        self.close_button = IconButton("close", "Close (Esc)", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_PX, 5, 5, 5)
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for button in (self.case, self.before, self.after, self.close_button):
            button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        style.follow_theme(self.field, _field_style)
        style.follow_theme(self.count, lambda colours: f"color:{colours.muted}")
        style.follow_theme(self.case, _toggle_style)
        self.field.textChanged.connect(self._tell)
        self.case.toggled.connect(self._tell)
        self.field.stepped.connect(self.stepped)
        self.field.cancelled.connect(self.closed)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def open(self, words: str) -> None:
        """Show the bar with `words`, or with those of the last time, ready to be typed over."""
        self.place()
        self.show()
        self.raise_()
        if words:
            self.field.setText(words)
        self.field.selectAll()

    def show_count(self, number: int, total: int, *, is_complete: bool) -> None:
        """Say which hit is shown, of how many."""
        if not self.field.text():
            text = ""
        elif total:
            text = f"{number:,} of {total:,}" + ("" if is_complete else "…")
        else:
            text = "No results" if is_complete else "…"
        if text != self.count.text():
            self.count.setText(text)
            self.count.setAccessibleName(text)
            self.field.setAccessibleDescription(text)
        for button in (self.before, self.after):
            button.setEnabled(total > 0)

    @property
    def strip_px(self) -> int:
        """Height of the strip above the text that it stands in."""
        return self.sizeHint().height() + 2 * _EDGE_PX

    def place(self) -> None:
        """Stand in the upper right corner of the parent, beside its scroll bar."""
        room = self._area.viewport().width() - 2 * _SIDE_PX
        width = min(_WIDTH_PX, room)
        left = self._area.viewport().x() + _SIDE_PX + room - width
        self.setGeometry(left, _EDGE_PX, width, self.sizeHint().height())

    def _tell(self) -> None:
        self.edited.emit(self.field.text(), self.case.isChecked())

    def event(self, event: QEvent) -> bool:
        """Escape closes from any of the buttons."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.closed.emit()
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a card that stands out from the text."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)


def _field_style(colours: Colours) -> str:
    return (
        f"QLineEdit{{border:0;background:transparent;color:{colours.text};"
        f"selection-background-color:{colours.selection};selection-color:{colours.text}}}"
    )


def _toggle_style(colours: Colours) -> str:
    return (
        f"QToolButton{{border:1px solid transparent;border-radius:7px;color:{colours.muted}}}"
        f"QToolButton:hover{{background:{colours.hover}}}"
        f"QToolButton:checked{{background:{colours.accent_soft};color:{colours.text}}}"
        f"QToolButton:focus{{border-color:{colours.accent}}}"
    )

"""Small controls that several parts of the window use."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import application_icon, icon, icon_size, paint_icon
from gemini_desk.ui.theme import Theme

CONTROL_PX: Final = 36
_COMBO_ICON_PX: Final = 16
_VISIBLE_ITEMS: Final = 12


def claims_escape(event: QEvent) -> bool:
    """Accept Escape before the window's shortcuts get it.

    For the `event` method of a widget that has a use of its own for the key.

    Returns:
        Whether `event` was that.
    """
    if (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Escape
    ):
        event.accept()
        return True
    return False


def name_inner_buttons(edit: QLineEdit, *names: str) -> None:
    """Name the buttons that Qt has put into `edit`, in the order in which they were made."""
    for button, name in zip(edit.findChildren(QToolButton), names, strict=True):
        button.setAccessibleName(name)


class IconButton(QToolButton):
    """A square button with an icon, a tool tip and a name for screen readers."""

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon(icon_name))
        self.setIconSize(icon_size())
        self.setFixedSize(CONTROL_PX, CONTROL_PX)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style.follow_theme(self, style.icon_button_style)


class CancellableLineEdit(QLineEdit):
    """A line edit to which Escape belongs while it has the focus.

    Signals:
        cancelled: Escape was pressed.
    """

    cancelled = Signal()

    def event(self, event: QEvent) -> bool:
        """Claim Escape before the window's shortcuts get it."""
        if claims_escape(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class ElidedLabel(QLabel):
    """A one-line label with an ellipsis where there is too little room."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """Show `text`; names of files are cut in the middle, as their ends tell them apart."""
        super().__init__(text, parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Room for the ellipsis."""
        hint = super().minimumSizeHint()
        return QSize(
            min(hint.width(), self.fontMetrics().horizontalAdvance("…") * 3), hint.height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the whole text where it is cut."""
        super().resizeEvent(event)
        self._update_tool_tip()

    def setText(self, text: str) -> None:
        """Show `text`."""
        super().setText(text)
        self._update_tool_tip()

    @property
    def shown_text(self) -> str:
        """As much of the text as there is room for."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), self._mode, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much text as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), self.shown_text)
        painter.end()

    def _update_tool_tip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if cut else "")


class ComboBox(QComboBox):
    """A drop-down list that looks like the fields beside it.

    On Linux a screen reader takes its name from a label beside it, whose buddy it is: its own
    accessible name is not asked for. `name_unseen` is for one that has no label to be seen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(style.font(13))
        self.setFixedHeight(CONTROL_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMaxVisibleItems(_VISIBLE_ITEMS)
        style.follow_theme(self, style.drop_down_style)
        Theme.changes().changed.connect(self.update)

    def name_unseen(self, name: str) -> None:
        """Name it for a screen reader alone; it stays where it is."""
        self.setAccessibleName(name)
        label = QLabel(name, self.parentWidget())
        label.setBuddy(self)
        label.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, the choice and a chevron."""
        colours = Theme.current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        line = colours.accent if self.hasFocus() else colours.line
        fill = colours.hover if self.underMouse() else colours.raised
        style.paint_card(painter, area, fill=fill, line=line, radius=style.CONTROL_RADIUS_PX)
        chevron = QRectF(0, 0, 16, 16)
        chevron.moveCenter(QPointF(area.right() - 18, area.center().y()))
        paint_icon(painter, "chevron-down", chevron, colour="muted")
        painter.setPen(QColor(colours.text))
        room = self.rect().adjusted(10, 0, -32, 0)
        current = self.itemIcon(self.currentIndex())
        if not current.isNull():
            current.paint(painter, room.left(), room.top(), _COMBO_ICON_PX, room.height())
            room.setLeft(room.left() + _COMBO_ICON_PX + 8)
        text = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class ApplicationMark(QWidget):
    """The application's mark, crisp on any screen."""

    def __init__(self, side_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(side_px, side_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        application_icon().paint(painter, self.rect())
        painter.end()

"""A notice on the screen. GUI thread only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import IconButton, claims_escape
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.notice import Level, Notice
from gemini_desk.ui.style import SHADOW_PX
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from gemini_desk.ui.model_status import LoadBar

TOAST_PX: Final = 384
_ICON_PX: Final = 18
_ICONS: Final = {Level.INFO: "info", Level.WARNING: "warning", Level.ERROR: "error"}
_COLOURS: Final = {Level.INFO: "accent", Level.WARNING: "warning", Level.ERROR: "danger"}


class Toast(QFrame):
    """A card with a notice; waits while the mouse or the focus is on it.

    Signals:
        dismissed: This toast, when it is to go.
        copy_requested: Its notice, when the person wants the details.
        resized: It needs another height.
    """

    dismissed = Signal(object)
    copy_requested = Signal(object)
    resized = Signal()

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.shown_at_s = time.monotonic()
        self._count = 1
        self._bar: LoadBar | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(notice.timeout_ms)
        self._timer.timeout.connect(self.dismiss)
        self.setAccessibleName(f"{notice.level}: {notice.text} {notice.hint}".strip())
        self._text = self._label(notice.text, QFont.Weight.DemiBold)
        self._hint = self._label(notice.hint, QFont.Weight.Normal)
        self._hint.setVisible(bool(notice.hint))
        style.follow_theme(self._hint, lambda colours: f"color: {colours.muted};")
        texts = self._texts = QVBoxLayout()
        texts.setContentsMargins(0, 9, 0, 10)
        texts.setSpacing(4)
        texts.addWidget(self._text)
        texts.addWidget(self._hint)
        if buttons := self._make_buttons():
            texts.addSpacing(4)
            texts.addLayout(buttons)
        close = IconButton("close", "Dismiss", self)
        close.setFixedSize(28, 28)
        close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        edge = SHADOW_PX
        layout.setContentsMargins(edge + 20 + _ICON_PX + SPACE_PX, edge + 4, edge + 8, edge + 2)
        layout.setSpacing(SPACE_PX)
        layout.addLayout(texts, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        Theme.changes().changed.connect(self.update)
        self._wait()

    def repeat(self) -> None:
        """Count the notice once more."""
        self._count += 1
        self.shown_at_s = time.monotonic()
        self._text.setText(f"{self.notice.text} (× {self._count})")
        self._wait()
        self.resized.emit()

    def show_progress(self, text: str, fraction: float) -> None:
        """Say how far the work is that the notice tells of."""
        self._hint.setText(text)
        self.setAccessibleName(f"{self.notice.level}: {self.notice.text} {text}")
        if self._bar is None:
            self._hint.show()
            from gemini_desk.ui.model_status import LoadBar  # most notices have no bar

            self._bar = LoadBar(self, word="Done")
            self._texts.insertWidget(self._texts.indexOf(self._hint) + 1, self._bar)
            self._bar.show()  # before its room is asked for
            self.resized.emit()
        self._bar.set_fraction(fraction)

    @Slot()
    def dismiss(self) -> None:
        """Go."""
        self._timer.stop()
        self.dismissed.emit(self)

    @Slot()
    def act(self) -> None:
        """Do what the notice offers, and go."""
        action = self.notice.action
        self.dismiss()
        if action is not None:
            action.run()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while someone reads."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go some time after that."""
        self._wait()
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim Escape while a button of the toast has the focus."""
        if claims_escape(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and the icon of its level."""
        colours = Theme.current()
        painter = QPainter(self)
        edge = SHADOW_PX
        card = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        style.paint_card(painter, card, fill=colours.raised, line=colours.line, shadow=True)
        middle = self._text.y() + self._text.fontMetrics().height() / 2
        mark = QRectF(edge + 14, middle - _ICON_PX / 2, _ICON_PX, _ICON_PX)
        level = self.notice.level
        paint_icon(painter, _ICONS[level], mark, colour=_COLOURS[level])
        painter.end()

    def _wait(self) -> None:
        if self.notice.timeout_ms:
            self._timer.start()

    def _label(self, text: str, weight: QFont.Weight) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(style.font(13 if weight != QFont.Weight.Normal else 12, weight=weight))
        label.setWordWrap(True)
        return label

    def _make_buttons(self) -> QHBoxLayout | None:
        buttons: list[QPushButton] = []
        if self.notice.action is not None:
            act = QPushButton(self.notice.action.text, self)
            act.clicked.connect(self.act)
            buttons.append(act)
        if self.notice.level is Level.ERROR:
            copy = QPushButton("Copy details", self)
            copy.clicked.connect(self._request_copy)
            buttons.append(copy)
        if not buttons:
            return None
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_PX)
        for button in buttons:
            button.setFont(style.font(12))
            style.follow_theme(button, _button_style)
            row.addWidget(button)
        row.addStretch(1)
        return row

    @Slot()
    def _request_copy(self) -> None:
        self.copy_requested.emit(self.notice)


def _button_style(colours: Colours) -> str:
    return f"""
        QPushButton {{ border: 1px solid {colours.line}; border-radius: 6px; padding: 4px 10px;
            background: {colours.raised}; color: {colours.accent}; outline: none; }}
        QPushButton:hover {{ background: {colours.hover}; }}
        QPushButton:focus {{ border-color: {colours.accent}; }}
    """

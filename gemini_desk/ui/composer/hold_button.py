"""A button that can be held, with the mouse or with a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot

from gemini_desk.ui.composer.round_button import RoundButton

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
# X11 repeats a held key as releases and presses. Qt marks a release as such a one only if the
# press lies in its queue already, which it often does not; no finger is back within this time.
_REPEAT_MS = 40


class HoldButton(RoundButton):
    """Tells of press and release apart, for the mouse and for keys.

    Unlike `QAbstractButton` it is not let go when the mouse slips off it: nobody holds quite
    still while talking.

    Signals:
        pressed_down: By mouse or key.
        let_go: Milliseconds it was held.
    """

    pressed_down = Signal()
    let_go = Signal(int)

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icon_name, name, parent=parent)
        self._held_since = QElapsedTimer()
        self._held_ms = 0
        self._key_released = QTimer(self, singleShot=True, interval=_REPEAT_MS)
        self._key_released.timeout.connect(self._believe_release)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start holding."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hold on."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Start holding, or hold on."""
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        self._key_released.stop()
        if not event.isAutoRepeat():
            self._press()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go, unless the same key comes again at once."""
        if event.key() not in _KEYS:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat() and self._held_since.isValid():
            self._held_ms = self._held_since.elapsed()
            self._key_released.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go: the release of a key would be sent to another widget now."""
        super().focusOutEvent(event)
        self._release()

    def _press(self) -> None:
        if not self._held_since.isValid():
            self._held_since.start()
            self.setDown(True)
            self.pressed_down.emit()

    def _release(self) -> None:
        if self._held_since.isValid():
            self._let_go(self._held_since.elapsed())

    @Slot()
    def _believe_release(self) -> None:
        self._let_go(self._held_ms)

    def _let_go(self, held_ms: int) -> None:
        self._key_released.stop()
        self._held_since.invalidate()
        self.setDown(False)
        self.let_go.emit(held_ms)

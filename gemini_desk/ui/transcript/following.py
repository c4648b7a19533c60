"""The list follows what is heard, unless the reader has scrolled away. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

if TYPE_CHECKING:
    from gemini_desk.ui.transcript.virtual_rows import VirtualRows

_GLIDE_MS: Final = 260
_UPPER_SHARE: Final = 0.1  # of the view: what is heard stays between these two
_LOWER_SHARE: Final = 0.75


class Following(QObject):
    """Scrolls a list to the row that is heard.

    Signals:
        lost: Whether the row that is heard is out of sight, because the reader went elsewhere.
    """

    lost = Signal(bool)

    def __init__(self, rows: VirtualRows) -> None:
        super().__init__(rows)
        self._rows = rows
        self._index = -1
        self._is_playing = False
        self._is_on = True
        self._was_lost = False
        self._done_px = 0
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_GLIDE_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._glide.valueChanged.connect(self._on_glide)
        rows.scrolled.connect(self._on_scrolled)

    @property
    def is_on(self) -> bool:
        """Whether the view goes along."""
        return self._is_on

    def set_heard(self, index: int, *, is_playing: bool) -> None:
        """This row is heard now, -1 for none; the view goes along while it plays."""
        is_new = index != self._index
        self._index, self._is_playing = index, is_playing
        if is_new and index >= 0 and is_playing and self._is_on:
            self._go()
        self._tell()

    def resume(self) -> None:
        """Go back to what is heard, and along with it from now on."""
        self._is_on = True
        if self._index >= 0:
            self._go()
        self._tell()

    def stop(self) -> None:
        """The reader is busy elsewhere in the list."""
        self._is_on = False
        self._glide.stop()
        self._tell()

    def _on_scrolled(self) -> None:
        self._glide.stop()
        self._is_on = self._index < 0 or self._rows.is_in_view(self._index)
        self._tell()

    def _go(self) -> None:
        rows = self._rows
        self._glide.stop()
        height = rows.viewport().height()
        top, bottom = rows.span(self._index)
        if top >= _UPPER_SHARE * height and bottom <= _LOWER_SHARE * height:
            return
        if abs(top) > 2 * height:  # far away: a flight over an hour of speech shows nothing
            rows.put_at_third(self._index)
            return
        self._done_px = 0
        self._glide.setStartValue(0)
        self._glide.setEndValue(top - height // 3)
        self._glide.start()

    def _on_glide(self, value: int) -> None:
        distance, self._done_px = value - self._done_px, value
        if distance:
            self._rows.scroll_by(distance)

    def _tell(self) -> None:
        is_out = self._index >= 0 and not self._rows.is_in_view(self._index)
        is_lost = self._is_playing and not self._is_on and is_out
        if is_lost != self._was_lost:
            self._was_lost = is_lost
            self.lost.emit(is_lost)

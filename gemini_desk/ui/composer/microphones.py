"""Which microphones there are, kept up to date while somebody looks at the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.media.microphone import InputWatch
    from gemini_desk.ui.background import Background

_SETTLE_MS: Final = 150  # one plug is several changes
_LOOK_AGAIN_MS: Final = 4_000  # where the system tells nothing


class Microphones(QObject):
    """Lists microphones on a worker. GUI thread only.

    The sound server of Linux tells when one comes or goes. Elsewhere PortAudio has to start
    anew to see that, which it can only while no sound is open: it does so every few seconds
    while the list is looked at, and the level stands still for that moment. (Qt's own
    `QMediaDevices` would tell, too; it is part of an add-on of 300 MB.)

    Signals:
        about_to_restart: PortAudio starts anew: whoever listens should let go until `listed`.
        listed: Tuple of `InputDevice`; the monitors after the microphones.
        failed: The `GeminiDeskError` that says why there is no list.
    """

    about_to_restart = Signal()
    listed = Signal(object)
    failed = Signal(object)
    _changed = Signal()

    def __init__(
        self,
        background: Background,
        list_devices: Callable[[], Sequence[InputDevice]] | None = None,
        watch_devices: Callable[[Callable[[], None]], InputWatch | None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; no device is touched yet.

        Args:
            background: Where they are looked for.
            list_devices: Lists microphones; the real ones if None.
            watch_devices: As `watch_microphones`, which it is if None.
            parent: Owner.
        """
        super().__init__(parent)
        self._list_devices = list_devices
        self._watch_devices = watch_devices
        self._background = background
        self._watch: InputWatch | None = None
        self._watching = False
        self._is_told = True
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._follow)
        self._look_again = QTimer(self)
        self._look_again.setInterval(_LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self._follow)
        # Told on the server's thread.
        self._changed.connect(self._settle.start, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def refresh(self) -> None:
        """Look for microphones once; `listed` follows, or `failed`."""
        if self._watching and not self._is_told:
            self.about_to_restart.emit()
        self._background.run(self._find, self.listed.emit, self.failed.emit)

    def watch(self) -> None:
        """Look for microphones, and again whenever one comes or goes, until `unwatch`."""
        if self._watching:
            return
        self._watching = True
        self._follow()

    def unwatch(self) -> None:
        """Leave it at what was listed."""
        if not self._watching:
            return
        self._watching = False
        self._settle.stop()
        self._look_again.stop()
        self._background.run(self._end_watch, lambda _: None, self.failed.emit)

    def close(self) -> None:
        """Watch no more; the worker has been closed."""
        self._watching = False
        self._settle.stop()
        self._look_again.stop()
        self._end_watch()

    @Slot()
    def _follow(self) -> None:
        """Look, and see to it that changes are told: a server may have come, or gone."""
        # First the watch and then the list: what comes between them is told.
        self._background.run(self._see_to_watch, self._began, self.failed.emit)
        self.refresh()

    def _began(self, told: bool) -> None:
        self._is_told = told
        if self._watching and not told:
            self._look_again.start()
        else:
            self._look_again.stop()

    # -- the worker ----------------------------------------------------------------------

    def _find(self) -> tuple[InputDevice, ...]:
        if self._list_devices is not None:
            return tuple(self._list_devices())
        from gemini_desk.media.microphone import list_microphones

        return list_microphones()

    def _see_to_watch(self) -> bool:
        """Whether changes are told."""
        if self._watch is not None and not self._watch.is_lost:
            return True
        self._end_watch()
        if self._watch_devices is not None:
            self._watch = self._watch_devices(self._changed.emit)
        elif self._list_devices is None:
            from gemini_desk.media.microphone import watch_microphones

            self._watch = watch_microphones(self._changed.emit)
        return self._watch is not None

    def _end_watch(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

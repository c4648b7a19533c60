"""How loud a microphone is, before anything is recorded."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.ui.composer.opening import SILENCE_DBFS, open_chosen

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.media.audio_input import InputFactory
    from gemini_desk.media.level_meter import Level
    from gemini_desk.media.sound_check import SoundCheck
    from gemini_desk.ui.background import Background

logger = logging.getLogger(__name__)


class _Probe:
    """One listening. `check` belongs to the worker."""

    def __init__(self, device_name: str) -> None:
        self.device_name = device_name
        self.check: SoundCheck | None = None
        self.level: Level | None = None


class LevelProbe(QObject):
    """Listens to one microphone at a time, and keeps nothing. GUI thread only.

    Signals:
        told: What there is to say: why nothing is heard, or that another microphone is; "" when
            it listens to the one that was asked for.
    """

    told = Signal(str)
    _ended = Signal(object, object)

    def __init__(
        self,
        background: Background,
        input_factory: InputFactory | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; no device is touched yet.

        Args:
            background: Where microphones are opened; the one of `Microphones`, so that a list
                that is asked for after `stop` is made when no sound is open.
            input_factory: Opens a microphone; the real one if None.
            parent: Owner.
        """
        super().__init__(parent)
        self._input_factory = input_factory
        self._background = background
        self._probe: _Probe | None = None
        self._paused = False
        self._stopping: list[_Probe] = []
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def level_dbfs(self) -> float:
        """Loudness now, -120.0 to 0.0."""
        level = self._probe.level if self._probe is not None else None
        return level.rms_dbfs if level is not None else SILENCE_DBFS

    @property
    def is_open(self) -> bool:
        """Whether a microphone is listened to, or being opened, or could not be."""
        return self._probe is not None and not self._paused

    def start(self, device_name: str) -> None:
        """Listen to this microphone, "" for the system's choice, and to no other."""
        self.stop()
        self._paused = False
        probe = self._probe = _Probe(device_name)
        self._background.run(
            functools.partial(self._open, probe),
            functools.partial(self._opened, probe),
            functools.partial(self._failed, probe),
        )

    def start_again(self) -> None:
        """Listen to the same microphone anew: it may have come or gone."""
        if self._probe is not None:
            self.start(self._probe.device_name)

    def pause(self) -> None:
        """Let the microphone go until `start_again`."""
        probe = self._probe
        if probe is not None:
            self.stop()
            self._probe = _Probe(probe.device_name)
            self._paused = True

    def stop(self) -> None:
        """Listen no more."""
        probe, self._probe = self._probe, None
        if probe is not None:
            self._stopping.append(probe)
            self._background.run(
                functools.partial(_end, probe), functools.partial(self._stopped, probe), _log
            )

    def close(self) -> None:
        """Let the microphone go; the worker has been closed."""
        probe, self._probe = self._probe, None
        if probe is not None:
            self._stopping.append(probe)
        for left in self._stopping:  # the worker may have ended before it came to them
            _end(left)

    # -- the worker ----------------------------------------------------------------------

    def _open(self, probe: _Probe) -> str:
        from gemini_desk.media.sound_check import SoundCheck

        opened = open_chosen(probe.device_name, self._input_factory)
        check = SoundCheck(
            opened.source,
            functools.partial(setattr, probe, "level"),
            functools.partial(self._ended.emit, probe),
        )
        check.start()
        probe.check = check
        return opened.note

    # -- back on the GUI thread ----------------------------------------------------------

    def _opened(self, probe: _Probe, note: str) -> None:
        if probe is self._probe:
            self.told.emit(note)

    def _stopped(self, probe: _Probe, _result: None) -> None:
        self._stopping.remove(probe)

    def _failed(self, probe: _Probe, error: GeminiDeskError) -> None:
        if probe is self._probe:
            probe.level = None
            self.told.emit(error.message)

    @Slot(object, object)
    def _on_ended(self, probe: _Probe, error: GeminiDeskError) -> None:
        self._failed(probe, error)


def _end(probe: _Probe) -> None:
    check, probe.check = probe.check, None
    if check is not None:
        check.stop()


def _log(error: GeminiDeskError) -> None:
    logger.info("ending a sound check: %s", error.message)

"""Tells, after a start, that the process was ended while a model was at work. GUI thread only.

Where memory runs out the system may end the process, which can say nothing any more. Without this
the next start would load the same model, and be ended again, for ever.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Slot

from gemini_desk.errors import ModelLoadError
from gemini_desk.ui.background import Background
from gemini_desk.ui.model_state import ModelPhase, model_label
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.paths import Profile
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.model_state import ModelState

logger = logging.getLogger(__name__)

_FILE: Final = "model-at-work.json"
_AT_WORK: Final = (ModelPhase.LOADING, ModelPhase.ANSWERING)
_WHY: Final = "The system does that where memory runs out."


class _Work(NamedTuple):
    """What a model was about: `LoadRequest.model`, or its id, and the phase."""

    model: str
    phase: str


class AbruptEnds(QObject):
    """Keeps in a file what the model is doing, for as long as it does."""

    def __init__(
        self, profile: Profile, models: ModelController, window: MainWindow, parent: QObject
    ) -> None:
        """Read what the last process left.

        Args:
            profile: Where it is kept; there is no such file while no model is at work.
            models: Does not load by itself what the last process ended with.
            window: Where it is told.
            parent: Owner.
        """
        super().__init__(parent)
        self._file = profile.data_dir / _FILE
        self._window = window
        self._background = Background("abrupt-ends", self)
        self._left = self._kept = _read(self._file)
        if self._left is not None and self._left.phase == ModelPhase.LOADING:
            message, hint = _words(self._left)
            models.refuse_once(self._left.model, ModelLoadError(message, hint=hint))
        models.state_changed.connect(self._follow)

    def close(self) -> None:
        """What ends now was ended by the person."""
        self._background.close()
        self._kept = None
        self._file.unlink(missing_ok=True)

    @Slot(object)
    def _follow(self, state: ModelState) -> None:
        at_work = state.phase in _AT_WORK and not state.is_on_server
        work = _Work(state.model, state.phase.value) if at_work else None
        if work != self._kept:
            self._kept = work
            self._background.run(lambda: _keep(self._file, work), lambda _: None, _note)
        if self._left is not None:
            self._tell(self._left)
            self._left = None

    def _tell(self, left: _Work) -> None:
        what_fits = NoticeAction("See what fits", self._window.action("models").trigger)
        self._window.notifications.show_notice(
            Notice(Level.WARNING, *_words(left), what_fits, stays=True)
        )


def _words(work: _Work) -> tuple[str, str]:
    name = model_label(work.model)
    if work.phase == ModelPhase.LOADING:
        return (
            f"Gemini Desk was ended while it loaded {name}.",
            f"{_WHY} It is not loaded again by itself: choose fewer bits or a smaller model, or "
            "close other programs and send a message.",
        )
    return (
        f"Gemini Desk was ended while {name} was answering.",
        f"{_WHY} What was kept of the answer is in its conversation; with fewer bits, or a shorter "
        "conversation, it needs less.",
    )


def _read(file: Path) -> _Work | None:
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        return _Work(str(plain["model"]), str(plain["phase"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        logger.info("What the last process left cannot be read.", exc_info=True)
        return None


def _keep(file: Path, work: _Work | None) -> None:
    if work is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(json.dumps(work._asdict()), encoding="utf-8")


def _note(error: GeminiDeskError) -> None:
    logger.info("What the model does is not kept: %s", error)

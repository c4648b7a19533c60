"""Opens the window and runs until it is closed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from gemini_desk.app.desk import Desk
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.errors import StorageError
from gemini_desk.paths import Profile
from gemini_desk.ui.main_window import APPLICATION_NAME
from gemini_desk.ui.process_signals import ProcessSignals

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.engine.inference_thread import BackendFactory

# How long another thread may keep the interpreter's lock once the window's wants it. With
# Python's 5 ms a frame that lets go of it twenty times takes 0.1 s while a model loads.
_SWITCH_INTERVAL_S: Final = 0.001


def run_window(
    *,
    profile_dir: Path | None = None,
    model: str | None = None,
    debug: bool = False,
    log_filter: str | None = None,
    backend_factory: BackendFactory | None = None,
) -> int:
    """Open the window and run until it is closed.

    Returns:
        The exit code.

    Raises:
        GeminiDeskError: The window cannot be opened at all.
    """
    profile = Profile.default() if profile_dir is None else Profile.under(profile_dir)
    try:
        profile.create()
    except OSError as error:
        raise StorageError(
            f"The folder {profile.data_dir} cannot be written: {error.strerror}.",
            hint="Choose another one with --profile DIR.",
        ) from None
    diagnostics = Diagnostics(profile.log_dir, debug=debug, log_filter=log_filter)
    application = create_application()
    desk = Desk(profile, diagnostics, backend_factory=backend_factory, model=model)
    signals = ProcessSignals()
    signals.arrived.connect(desk.window.close)
    desk.painted.connect(signals.watch)
    desk.start()
    try:
        return application.exec()
    finally:
        signals.close()
        desk.close()
        application.shutdown()  # hands over the clipboard: the process may be left in a hurry


def create_application() -> QApplication:
    """The Qt application, with its name and style; the other threads make way for it."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    # An argument, because `setStyle` returns the style: Python's class of it takes 12 ms to make.
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    application.setApplicationName("gemini-desk")
    application.setApplicationDisplayName(APPLICATION_NAME)
    application.setDesktopFileName("gemini-desk")
    return application

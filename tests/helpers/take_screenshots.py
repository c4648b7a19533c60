"""Takes the pictures of `assets/screenshots/`: the real window, the real starter.

    python -m tests.helpers.take_screenshots [--folder assets/screenshots] [--scale 1]

The welcome page, a conversation with a picture and a recording, the transcript of a longer
recording, and the preferences, each light and dark, and the conversation in a small window.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any

TIMEOUT_MS = 240_000


def _long_recording(folder: Path) -> Path:
    """The bundled clips in turn, with pauses, longer than the starter hears at once."""
    import numpy as np
    import soundfile

    from gemini_desk.paths import assets_dir

    clips = [
        soundfile.read(assets_dir() / "samples" / name, dtype="float32")
        for name in ("note.wav", "question.wav")
    ]
    rate_hz = clips[0][1]
    pause = np.zeros(round(1.2 * rate_hz), np.float32)
    path = folder / "errands.flac"
    soundfile.write(
        path, np.concatenate([part for clip, _ in clips * 8 for part in (clip, pause)]), rate_hz
    )
    return path


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("assets/screenshots"))
    parser.add_argument("--scale", default="1")
    parser.add_argument("--model", default="starter")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["QT_SCALE_FACTOR"] = options.scale
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QDialog

    from gemini_desk.app import Desk, create_application
    from gemini_desk.diagnostics import Diagnostics
    from gemini_desk.paths import Profile, assets_dir
    from gemini_desk.ui.theme import Theme, ThemeChoice

    application = create_application()

    def wait(signal: Any, begin: Any) -> None:
        loop = QEventLoop()
        signal.connect(loop.quit)
        QTimer.singleShot(TIMEOUT_MS, loop.quit)
        begin()
        loop.exec()

    def settle(milliseconds: int = 700) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    samples = json.loads((assets_dir() / "samples" / "samples.json").read_text())
    by_file: dict[str, list[dict[str, str]]] = {}
    for sample in samples:
        by_file.setdefault(sample["file"], []).append(sample)

    with tempfile.TemporaryDirectory() as folder:
        profile = Profile.under(Path(folder))
        profile.create()
        diagnostics = Diagnostics(profile.log_dir)
        desk = Desk(profile, diagnostics, model=options.model)
        desk.furnish()
        window = desk.window
        window.resize(1180, 780)

        def take(name: str) -> None:
            for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
                Theme.apply(choice)
                settle()
                dialog = next(
                    (w for w in application.topLevelWidgets()
                     if isinstance(w, QDialog) and w.isVisible()),
                    None,
                )  # fmt: skip
                pixels = (dialog or window).grab()
                pixels.save(str(options.folder / f"{name}-{choice.value}.png"))

        wait(desk.models.loaded, desk.start)
        take("welcome")
        for file in ("note.wav", "word.png", "shapes.png"):
            desk.conversations.open_new()
            desk.composer.add_paths([assets_dir() / "samples" / file])
            for sample in by_file[file]:  # several questions about one picture
                desk.composer.restore_draft(sample["prompt"])
                wait(desk.messages.answer_ended, desk.composer.submit)
        take("conversation")
        window.resize(420, 720)
        take("small")
        window.resize(1180, 780)
        desk.conversations.open_new()
        desk.composer.add_paths([_long_recording(Path(folder))])
        wait(desk.messages.answer_ended, desk.composer.submit)
        window.action("transcript").trigger()
        take("transcript")
        window.action("transcript").trigger()
        window.action("preferences").trigger()
        take("preferences")
        for widget in application.topLevelWidgets():
            if isinstance(widget, QDialog):
                widget.close()
        window.close()
        desk.close()
        application.processEvents()


if __name__ == "__main__":
    main()

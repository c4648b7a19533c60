"""Photographs every dialog, menu and card: the real window, the real starter, a week's work.

    python -m tests.helpers.photograph_scenes FOLDER [SCENE…] [--scale 2] [--list]

Each scene of `scenes.py` is taken in light and dark, in an ordinary window and a small one, and
put on one sheet of each theme. What has no name for a screen reader is listed, scene by scene.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import traceback
from pathlib import Path
from typing import Final

_SIZES: Final = {"wide": (1180, 780), "small": (420, 720)}
_MESSAGES: Final = 600
_CONVERSATIONS: Final = 60


def main() -> None:
    """Take what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("scenes", nargs="*")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--model", default="starter")
    parser.add_argument("--list", action="store_true", help="name the scenes")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["QT_SCALE_FACTOR"] = options.scale
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from PySide6.QtGui import QAccessible

    from gemini_desk.app import Desk, create_application
    from gemini_desk.diagnostics import Diagnostics
    from gemini_desk.paths import Profile
    from tests.helpers.accessible_tree import nameless
    from tests.helpers.every_part import add_conversation
    from tests.helpers.make_week import fill
    from tests.helpers.scenes import SCENES
    from tests.helpers.stage import Stage

    if options.list:
        print(*SCENES, sep="\n")
        return
    application = create_application()
    QAccessible.setActive(True)  # as with a screen reader: what it knows of lists is kept fresh
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile.under(Path(folder))
        profile.create()
        fill(profile, messages=_MESSAGES, conversations=_CONVERSATIONS)
        add_conversation(profile)
        desk = Desk(profile, Diagnostics(profile.log_dir), model=options.model)
        desk.furnish()
        stage = Stage(desk, options.folder, Path(folder))
        desk.start()
        stage.wait_until(lambda: desk.models.model is not None)
        for name in options.scenes or SCENES:
            taken: list[list[str]] = []
            for label, (width_px, height_px) in _SIZES.items():
                desk.window.resize(width_px, height_px)
                stage.rest()
                try:
                    stage.play(SCENES[name])
                except Exception:  # the other scenes go on
                    traceback.print_exc()
                taken.append(stage.take(f"{name}-{label}"))
                for widget in stage.in_front():
                    for missing in nameless(widget):
                        print(f"{name}-{label}: no name: {missing}")
                stage.clear()
            for pictures in zip(*taken, strict=True):
                stage.join(pictures, f"sheet-{pictures[0]}")
            print(name, flush=True)
        desk.window.close()
        desk.close()
        application.processEvents()


if __name__ == "__main__":
    main()

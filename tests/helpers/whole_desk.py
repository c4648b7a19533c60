"""The whole application on a scripted model, for tests of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.app import Desk
from gemini_desk.diagnostics import Diagnostics

if TYPE_CHECKING:
    from gemini_desk.paths import Profile
    from tests.helpers.scripted_backend import ScriptedBackend


def build(profile: Profile, backend: ScriptedBackend) -> Desk:
    """A desk that has not started."""
    diagnostics = Diagnostics(profile.log_dir)
    desk = Desk(profile, diagnostics, backend_factory=backend.factory)
    desk.furnish()  # what `start` does after the first paint: tests want its signals before
    return desk

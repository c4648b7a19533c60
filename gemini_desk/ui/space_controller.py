"""How much room everything takes, and making room. GUI thread only."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.models.hub_cache import default_hub_dir
from gemini_desk.tasks.space_used import Places, clear_temporary, measure
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from gemini_desk.paths import Profile
    from gemini_desk.storage.space_store import StoreFigures
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.settings_controller import SettingsController
    from gemini_desk.ui.store_calls import StoreCalls


class SpaceController(Noticing):
    """Measures on the worker, cleans where the things lie, and measures again.

    Signals:
        measured: A `SpaceUsed`.
    """

    measured = Signal(object)

    def __init__(
        self,
        profile: Profile,
        settings: SettingsController,
        store: StoreCalls,
        background: Background,
        parent: QObject,
    ) -> None:
        """Nothing is measured before `measure`.

        Args:
            profile: The application's own folders.
            settings: Name the folders that a person chose.
            store: The conversations.
            background: Walks the folders.
            parent: Owner.
        """
        super().__init__(parent)
        self._profile = profile
        self._settings = settings
        self._store = store
        self._background = background

    @property
    def places(self) -> Places:
        """The folders, as the settings have them now."""
        settings = self._settings.settings
        recordings, hub = settings.audio.recordings_dir, settings.model.hub_dir
        return Places(
            data_dir=self._profile.data_dir,
            recordings_dir=Path(recordings or self._profile.data_dir / "recordings"),
            cache_dir=self._profile.cache_dir,
            log_dir=self._profile.log_dir,
            hub_dir=Path(hub) if hub else default_hub_dir(),
        )

    @Slot()
    def measure(self) -> None:
        """Measure everything; `measured` tells."""
        self._store.run(lambda store: store.space.figures(), self._walk, self._warn)

    @Slot()
    def compact(self) -> None:
        """Write the database without its gaps."""
        self._store.run(lambda store: store.space.compact(), self._again, self._warn)

    @Slot()
    def remove_unused(self) -> None:
        """Delete attachments that nothing refers to."""
        self._store.run(lambda store: store.space.collect_garbage(), self._again, self._warn)

    @Slot()
    def clear_temporary(self) -> None:
        """Delete what can be made again."""
        work = partial(clear_temporary, self.places.cache_dir)
        self._background.run(work, self._again, self._warn)

    def _again(self, _freed: object) -> None:
        self.measure()

    def _walk(self, figures: StoreFigures) -> None:
        work = partial(measure, self.places, figures)
        self._background.run(work, self.measured.emit, self._warn)

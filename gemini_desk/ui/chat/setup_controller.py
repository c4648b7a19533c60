"""How the open conversation is answered, and the presets to choose from. GUI thread only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.storage.library_file import read_library_file, write_library_file
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.chat.preset import Preset
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.storage.library_json import Library
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls


class SetupController(Noticing):
    """Changes the setup of the open conversation; keeps the presets.

    Signals:
        setup_changed: The `ConversationSetup` of the open conversation.
        presets_changed: All presets, a tuple of `Preset`.
        presets_read: Presets that a file holds, a tuple of `Preset`.
        model_wanted: Name of the model that the setup asks for.
    """

    setup_changed = Signal(object)
    presets_changed = Signal(object)
    presets_read = Signal(object)
    model_wanted = Signal(str)

    def __init__(
        self,
        open_conversation: OpenConversation,
        store: StoreCalls,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._store = store
        self._background = background
        self._presets: tuple[Preset, ...] = ()
        open_conversation.opened.connect(self._on_opened)

    @property
    def setup(self) -> ConversationSetup:
        """How the open conversation is answered."""
        return self._open.conversation.setup

    @property
    def presets(self) -> tuple[Preset, ...]:
        """The presets to choose from."""
        return self._presets

    @Slot(object)
    def apply(self, setup: ConversationSetup) -> None:
        """Have the open conversation answered like this from now on."""
        conversation = self._open.conversation
        before = conversation.setup
        if setup == before:
            return
        conversation.setup = setup
        if conversation.versions:  # else it goes to the disk with the first message
            conversation_id = conversation.id
            self._store.run(lambda store: store.set_setup(conversation_id, setup), None, self._warn)
        self.setup_changed.emit(setup)
        if setup.model and setup.model != before.model:
            self.model_wanted.emit(setup.model)

    @Slot(str)
    def use_preset(self, preset_id: str) -> None:
        """Begin with a preset; "" for none."""
        preset = next((it for it in self._presets if it.id == preset_id), None)
        self.apply(ConversationSetup() if preset is None else preset.setup())

    # -- presets --------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Read the presets; `presets_changed` tells."""
        self._store.run(lambda store: store.presets.list(), self._on_presets, self._warn)

    @Slot(object)
    def save_presets(self, presets: tuple[Preset, ...]) -> None:
        """Keep these, new ones and changed ones."""
        self._change(lambda store: _save_all(store, presets))

    @Slot(str)
    def remove_preset(self, preset_id: str) -> None:
        """Remove a preset; conversations that were begun with it stay as they are."""
        self._change(lambda store: store.presets.remove(preset_id))

    @Slot(str)
    def read_file(self, path: str) -> None:
        """Read the presets of a file; `presets_read` tells."""
        self._background.run(
            lambda: read_library_file(Path(path)), lambda it: self._on_read(path, it), self._warn
        )

    @Slot(str, object)
    def write_file(self, path: str, presets: tuple[Preset, ...]) -> None:
        """Write presets to a file."""
        target = Path(path)
        self._background.run(
            lambda: write_library_file(target, presets),
            lambda _: self.notice.emit("info", f"Presets written to {target.name}.", ""),
            self._warn,
        )

    def _on_read(self, path: str, library: Library) -> None:
        for problem in library.notices:
            self.notice.emit("warning", problem, "")
        if library.presets:
            self.presets_read.emit(library.presets)
        else:
            self.notice.emit("warning", f"{Path(path).name} holds no presets.", "")

    def _change(self, change: Callable[[ConversationStore], object]) -> None:
        self._store.run(change, lambda _: self.refresh(), self._warn)

    def _on_presets(self, presets: tuple[Preset, ...]) -> None:
        self._presets = presets
        self.presets_changed.emit(presets)

    @Slot(object)
    def _on_opened(self, conversation: Conversation) -> None:
        self.setup_changed.emit(conversation.setup)


def _save_all(store: ConversationStore, presets: tuple[Preset, ...]) -> None:
    for preset in presets:
        store.presets.save(preset)

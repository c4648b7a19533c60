"""Whether what is made here is kept: store, composer, window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot

from gemini_desk.ui.composer.outbox import Keeping

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.store_jobs import StoreOpening
    from gemini_desk.ui.chat.keeping_controller import KeepingController
    from gemini_desk.ui.chat.setup_controller import SetupController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.composer.not_kept_card import NotKeptCard
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.wiring.voice import VoiceWiring
    from gemini_desk.ui.writing import Writing

# What they would make has no place to go.
_NEEDS_STORE: Final = ("import", "export-all", "presets", "setup")


class KeepingWiring(QObject):
    """Lets nothing be made that would be lost, and says why."""

    def __init__(
        self,
        keeping: KeepingController,
        writing: Writing,
        setups: SetupController,
        card: NotKeptCard,
        voice: VoiceWiring,
        composer: Composer,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._writing = writing
        self._setups = setups
        self._card = card
        self._voice = voice
        self._composer = composer
        self._window = window
        composer.add_above(card)
        composer.set_keeping(Keeping.UNKNOWN)
        keeping.opened.connect(self._on_opened)
        keeping.failed.connect(self._on_failed)
        card.retry_requested.connect(self._on_retry)
        self._keeping = keeping

    @Slot(object)
    def _on_opened(self, opening: StoreOpening) -> None:
        if opening.notice:
            self._window.notifications.warning(opening.notice)
        was_refused = not self._card.isHidden()
        if self._card.retry.hasFocus():
            self._composer.focus_prompt()
        self._card.hide()
        self._refuse("")
        self._composer.set_keeping(Keeping.KEPT)
        self._writing.begin()
        self._setups.refresh()
        self._composer.voice.recover()
        if was_refused:
            self._window.notifications.info("What you make in this window is kept now.")

    @Slot(object)
    def _on_failed(self, error: GeminiDeskError) -> None:
        self._composer.set_keeping(Keeping.LOST)
        self._refuse("Nothing is kept in this window")
        self._card.show_problem(error)

    @Slot()
    def _on_retry(self) -> None:
        self._card.set_trying(trying=True)
        self._keeping.retry()

    def _refuse(self, reason: str) -> None:
        for name in _NEEDS_STORE:
            self._window.action(name).setEnabled(not reason)
        self._window.setup.set_obstacle(reason)
        self._voice.set_obstacle(reason)

"""The running application: every part, built, joined and taken apart.

    profile, settings ─ store thread ─┐
    inference thread ─ recorder ──────┼─ controllers ─ window (pane, composer)
                       bridge ────────┘

Nothing slow happens before the window shows: the database is opened by its own thread,
and the model is loaded after the first paint.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gemini_desk.app.first_server import show_server
from gemini_desk.media.twin_names import twin_names
from gemini_desk.settings.first_settings import read_first_settings
from gemini_desk.ui import exception_hooks
from gemini_desk.ui.background import Background
from gemini_desk.ui.composer.composer import Composer
from gemini_desk.ui.first_paint import FirstPaint
from gemini_desk.ui.main_window import MainWindow
from gemini_desk.ui.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from gemini_desk.diagnostics import Diagnostics
    from gemini_desk.engine.inference_thread import BackendFactory
    from gemini_desk.errors import StorageError
    from gemini_desk.paths import Profile

_CLOSE_TIMEOUT_S = 10.0
_LOAD_TIMEOUT_S = 0.5  # a load is left behind: to import torch takes seconds, and cannot be ended


class Desk(QObject):
    """The running application: every part, joined.

    What is seen is built first, and nothing more is imported for it; `furnish` builds what
    works behind it, after the first paint.

    Signals:
        painted: The window was painted for the first time; everything else has begun.
    """

    painted = Signal()
    _store_failed = Signal(object)

    def __init__(
        self,
        profile: Profile,
        diagnostics: Diagnostics,
        *,
        backend_factory: BackendFactory | None = None,
        model: str | None = None,
    ) -> None:
        """Build the window; nothing runs before `start`.

        Args:
            profile: Where files go; its folders exist.
            diagnostics: The logs.
            backend_factory: Makes the backend that a load request asks for.
            model: Used instead of the model of the settings, for this time.
        """
        super().__init__()
        self._profile = profile
        self._diagnostics = diagnostics
        self._backend_factory = backend_factory
        self.model = model
        self._furnished = False
        self._settings_file = profile.config_dir / "settings.json"
        twin_names.keep_in(profile.config_dir / "microphones.json")
        first = read_first_settings(self._settings_file)
        Theme.apply(ThemeChoice(first.theme))
        self.background = Background("background", self)
        self.composer = Composer(
            store_file=lambda path: self.store.blobs.add_file(path),
            scratch_dir=profile.cache_dir,
            recordings_dir=profile.data_dir / "recordings",
        )
        self.window = MainWindow(
            QWidget(),
            self.composer,
            report=self._report,
            geometry_file=profile.config_dir / "window.ini",
        )
        show_server(self.window, model or first.model, self._settings_file)

    def furnish(self) -> None:
        """Build and join everything that works behind the window; once."""
        if self._furnished:
            return
        self._furnished = True
        self._diagnostics.write_file()
        from gemini_desk.app.joining import join
        from gemini_desk.engine.backends import create_backend
        from gemini_desk.engine.inference_thread import InferenceThread
        from gemini_desk.models.download.records import records_of
        from gemini_desk.models.hub_cache import default_hub_dir
        from gemini_desk.models.network import hub_ban
        from gemini_desk.settings.settings_store import SettingsStore
        from gemini_desk.storage.store_thread import StoreThread
        from gemini_desk.tasks.answer_recorder import AnswerRecorder
        from gemini_desk.tasks.engine_calls import EngineCalls
        from gemini_desk.tasks.transcript_work.runner import WorkRunner
        from gemini_desk.ui.abrupt_ends import AbruptEnds
        from gemini_desk.ui.chat.answer_controller import AnswerController
        from gemini_desk.ui.chat.branch_controller import BranchController
        from gemini_desk.ui.chat.conversation_controller import ConversationController
        from gemini_desk.ui.chat.edit_controller import EditController
        from gemini_desk.ui.chat.export_controller import ExportController
        from gemini_desk.ui.chat.keeping_controller import KeepingController
        from gemini_desk.ui.chat.message_controller import MessageController
        from gemini_desk.ui.chat.open_conversation import OpenConversation
        from gemini_desk.ui.chat.organisation_controller import OrganisationController
        from gemini_desk.ui.chat.search_controller import SearchController
        from gemini_desk.ui.chat.setup_controller import SetupController
        from gemini_desk.ui.chat.title_controller import TitleController
        from gemini_desk.ui.chat.transcript_controller import TranscriptController
        from gemini_desk.ui.chat.transcript_resuming import TranscriptResuming
        from gemini_desk.ui.chat.transcript_work_controller import TranscriptWorkController
        from gemini_desk.ui.chat.transcription_controller import TranscriptionController
        from gemini_desk.ui.chat.transfer_controller import TransferController
        from gemini_desk.ui.composer.intake import AttachmentIntake
        from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
        from gemini_desk.ui.conversation.pane import ConversationPane
        from gemini_desk.ui.engine_bridge import EngineBridge
        from gemini_desk.ui.garbage_collector import GarbageCollector
        from gemini_desk.ui.model_controller import ModelController
        from gemini_desk.ui.model_manager.download_controller import DownloadController
        from gemini_desk.ui.playback_controller import PlaybackController
        from gemini_desk.ui.servers.server_controller import ServerController
        from gemini_desk.ui.settings_controller import SettingsController
        from gemini_desk.ui.space_controller import SpaceController
        from gemini_desk.ui.speech.reader import Reader
        from gemini_desk.ui.speech.speaker import Speaker
        from gemini_desk.ui.store_calls import StoreCalls
        from gemini_desk.ui.voice.conversation import VoiceConversation
        from gemini_desk.ui.voice.ears import Ears
        from gemini_desk.ui.wiring.interrupting import Interrupting
        from gemini_desk.ui.writing import Writing

        settings_store = SettingsStore(self._settings_file)
        settings, self._notices = settings_store.load()
        if settings.model.hub_dir:  # the hub's own variable: everything reads it
            os.environ["HF_HUB_CACHE"] = settings.model.hub_dir
        self.settings = SettingsController(settings, settings_store, self.background, self)
        self.store = StoreThread(self._profile.data_dir, on_error=self._store_failed.emit)
        self.bridge = EngineBridge(self)
        self.engine_calls = EngineCalls(self.bridge.post)
        self.recorder = AnswerRecorder(self.store, self.engine_calls.receive)
        self.inference = InferenceThread(
            self._backend_factory or create_backend, self.recorder.receive
        )
        self.keeping = KeepingController(self.store, self)
        calls = self._calls = StoreCalls(self.store, self)
        self.models = ModelController(self.inference, self.bridge, self)
        self.abrupt_ends = AbruptEnds(self._profile, self.models, self.window, self)
        self.transcriptions = TranscriptionController(
            self.inference, self.engine_calls, self.store, Background("transcripts", self), self
        )
        self.works = WorkRunner(
            self.inference, self.engine_calls, self.store, self.recorder.receive
        )
        self.answers = AnswerController(
            self.inference, self.bridge, self.recorder, self.models, calls, self.transcriptions,
            self.works, self,
        )  # fmt: skip
        self.open_conversation = OpenConversation(calls, self)
        self.conversations = ConversationController(
            self.open_conversation, self.answers, calls, self
        )
        self.organisation = OrganisationController(self.conversations, calls, self)
        self.search = SearchController(calls, self)
        self.space = SpaceController(self._profile, self.settings, calls, self.background, self)
        self.downloads = DownloadController(
            records_of(self._profile), hub_dir=default_hub_dir,
            ban=lambda: hub_ban(self.settings.settings.network),
            background=self.background, parent=self,
        )  # fmt: skip
        self.exporting = Background("exports", self)
        self.exports = ExportController(self.open_conversation, calls, self.exporting, self)
        self.transfers = TransferController(self.store, self.exporting, self)
        self.servers = ServerController(self)
        self.setups = SetupController(self.open_conversation, calls, self.background, self)
        self.messages = MessageController(self.open_conversation, self.answers, self)
        self.resuming = TranscriptResuming(
            self.open_conversation, self.messages, self.answers, self.models, calls, self.keeping,
            self,
        )  # fmt: skip
        self.branches = BranchController(self.open_conversation, self.messages, calls, self)
        self.titles = TitleController(
            self.inference, self.bridge, self.models, self.open_conversation, self.conversations,
            self.messages, self.answers, calls, self,
        )  # fmt: skip
        self.edits = EditController(self.open_conversation, calls, self)
        self.transcripts = TranscriptController(self.open_conversation, calls, self)
        self.playback = PlaybackController(parent=self)
        self.speaker = Speaker(self)
        self.reader = Reader(self.speaker, self)
        self.ears = Ears(self.composer.inputs.another_hands_free(self), self)
        self.voice = VoiceConversation(self.ears, self.reader, self)
        self.interrupting = Interrupting(self.window.action("stop"), self)
        self.previews = ThreadedMediaPreviews(self)
        self.turns = AttachmentIntake(self.store.blobs.add_file, self._profile.cache_dir, self)
        self.intake = AttachmentIntake(self.store.blobs.add_file, self._profile.cache_dir, self)
        self.pane = ConversationPane(self.previews, self.intake)
        self.window.set_pane(self.pane)
        self.writing = Writing(
            self.inference, self.bridge, self.models, calls, self.open_conversation,
            self.conversations, self.messages, self.answers, self.pane, self.composer, self.window,
            self.background, self,
        )  # fmt: skip
        self.transcript_works = TranscriptWorkController(
            self.models, self.writing.sending, self.open_conversation, self
        )
        join(self)
        self.collector = GarbageCollector(self)
        self._store_failed.connect(self._on_store_failed)
        self.window.closing.connect(self._prepare_to_close)

    def start(self) -> None:
        """Show the window; everything else begins behind it."""
        exception_hooks.install(self.window.notifications)
        self._first_paint = FirstPaint(self.window, self)
        self._first_paint.done.connect(self._go_on)
        self.composer.focus_prompt()  # or the first button would show the focus for a moment
        self.window.show()

    @Slot()
    def _go_on(self) -> None:
        """After the first paint."""
        from gemini_desk.ui.markdown.preparing import prepare

        self.furnish()
        self.keeping.begin()
        self.inference.start()
        self.models.begin(self.answers.load_request)
        self.background.run(prepare, lambda _: None, self.window.notifications.error)
        for text in self._notices:
            self.window.notifications.warning(text)
        self.downloads.begin()
        self.painted.emit()

    def close(self) -> None:
        """Take the parts apart: producers first, and whoever listens to them last."""
        self.furnish()  # closed before it was painted: then there is little to take apart
        self._prepare_to_close()
        self.abrupt_ends.close()
        self.inference.close(_CLOSE_TIMEOUT_S, load_timeout_s=_LOAD_TIMEOUT_S)
        self.transcriptions.close()
        self.works.close()
        self.bridge.close()
        self.playback.close()
        self.voice.leave()
        self.ears.close()
        self.speaker.close()
        self.composer.shut_down()
        self.intake.close()
        self.turns.close()
        self.previews.close()
        self.downloads.close()
        self.background.close()
        self.servers.close()
        self.exports.cancel()
        self.transfers.cancel()
        self.exporting.close()
        self.store.close(_CLOSE_TIMEOUT_S)
        self._calls.close()
        self.keeping.close()
        twin_names.keep_in(None)
        self._store_failed.disconnect(self._on_store_failed)
        exception_hooks.uninstall()
        self.collector.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, 0)
        self._diagnostics.close()

    @Slot()
    def _prepare_to_close(self) -> None:
        self.recorder.begin_closing()
        self.writing.prepare_to_close()
        self.edits.flush()

    @Slot(object)
    def _on_store_failed(self, error: StorageError) -> None:
        self.window.notifications.error(error)

    def _report(self) -> str:
        model = self.models.model
        if model is None:
            return self._diagnostics.report()
        identity = model.identity
        return self._diagnostics.report(
            model_id=identity.id, device=identity.device, dtype=identity.dtype
        )

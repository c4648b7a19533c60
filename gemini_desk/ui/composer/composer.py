"""The composer at the bottom of the window: prompt, attachments, microphone, send and stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gemini_desk.ui.composer.attach_dialog import AttachDialog
from gemini_desk.ui.composer.composer_card import ComposerCard
from gemini_desk.ui.composer.draft_holder import DraftHolder
from gemini_desk.ui.composer.intake import AttachmentIntake, StoredFile
from gemini_desk.ui.composer.outbox import Keeping, Outbox
from gemini_desk.ui.composer.refusals import Refusals
from gemini_desk.ui.composer.sound_inputs import SoundInputs
from gemini_desk.ui.composer.voice_input import VoiceInput
from gemini_desk.ui.composer.ways_in import WaysIn
from gemini_desk.ui.controls import claims_escape
from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
from gemini_desk.ui.tab_order import chain_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from gemini_desk.engine.events import Capabilities
    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.media.audio_input import InputFactory


class Composer(DraftHolder):
    """Where a message is written, shown, spoken, and sent.

    Attributes:
        inputs: Everything that listens.
        voice: Starts and ends recordings and listening.

    Signals:
        submitted: Text and tuple of `Attachment`; the composer is empty then.
        stop_requested: The answer that is being written should end.
        notice: Level (`info`, `warning`, `error`), text, and hint, for the window to show.
        play_requested: `Attachment` with sound.
        pause_requested: The clip that plays should pause.
        device_chosen: Name of a microphone, "" for the system's choice; to be remembered.
        about_to_record: The microphone is about to be opened.
        draft_changed: What was written or attached is another now.
        attached_elsewhere: Ticket and `Attachment`: it belongs to a draft that was moved out.
    """

    submitted = Signal(str, tuple)
    stop_requested = Signal()
    notice = Signal(str, str, str)
    play_requested = Signal(object)
    pause_requested = Signal()
    device_chosen = Signal(str)
    about_to_record = Signal()
    draft_changed = Signal()
    attached_elsewhere = Signal(int, object)

    def __init__(
        self,
        *,
        store_file: Callable[[Path], StoredFile],
        scratch_dir: Path,
        recordings_dir: Path,
        input_factory: InputFactory | None = None,
        list_devices: Callable[[], Sequence[InputDevice]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty composer; call `shut_down` before it goes.

        Args:
            store_file: Stores a copy of a file (`BlobStore.add_file`); called on a worker.
            scratch_dir: For pasted pictures, until they are stored.
            recordings_dir: Where clips go while they are recorded.
            input_factory: Opens a microphone; the real one if None.
            list_devices: Lists microphones; the real ones if None.
            parent: Owner.
        """
        super().__init__(parent)
        self._intake = AttachmentIntake(store_file, scratch_dir, self)
        self._refusals = Refusals(self._intake, self)
        self._previews = ThreadedMediaPreviews(self)
        self.inputs = SoundInputs(
            recordings_dir, input_factory=input_factory, list_devices=list_devices, parent=self
        )
        self._recording = self.inputs.recording
        self._dialog = AttachDialog(self)
        self.card = ComposerCard(self._previews, self.inputs, self._paste_mime, self)
        self.voice = VoiceInput(self.inputs, self.card, self)
        self._ways_in = WaysIn(self._intake, self.card.prompt, self)
        self._outbox = Outbox(self.card, self._recording, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.card)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Message")
        self.setFocusProxy(self.card.prompt)
        self._connect()

    def _connect(self) -> None:
        card, intake, tray = self.card, self._intake, self.card.tray
        card.attach.clicked.connect(self.choose_files)
        card.recorder.menu.device_chosen.connect(self.device_chosen)
        self._dialog.chosen.connect(self.add_paths)
        intake.expected.connect(tray.expect)
        intake.added.connect(tray.fulfil)
        intake.refused.connect(self._refused)
        self._refusals.told.connect(self._told)
        intake.noted.connect(self._noted)
        tray.forgotten.connect(intake.forget)
        tray.emptied_by_key.connect(self.focus_prompt)
        tray.play_requested.connect(self.play_requested)
        tray.pause_requested.connect(self.pause_requested)
        self.voice.clip_ready.connect(intake.add_clip)
        self.voice.turn_ended.connect(self._send_turn)
        for listener in (self._recording, self.inputs.hands_free):
            listener.state_changed.connect(self._listening_changed)
        # Or the microphone would hear the loudspeaker.
        self.voice.about_to_record.connect(self.about_to_record)
        self.about_to_record.connect(self.pause_requested)
        self.voice.notice.connect(self.notice)
        self._ways_in.notice.connect(self.notice)
        card.prompt.textChanged.connect(self.draft_changed)
        tray.changed.connect(self.draft_changed)
        tray.fulfilled_elsewhere.connect(self.attached_elsewhere)
        self._outbox.due.connect(self._send)
        self._outbox.stop_requested.connect(self.stop_requested)
        self._outbox.notice.connect(self.notice)

    # -- what the window tells -----------------------------------------------------------

    def set_answering(self, answering: bool) -> None:
        """Whether an answer is being written: the send button stops it then."""
        self._outbox.set_answering(answering)

    def set_capabilities(self, capabilities: Capabilities | None) -> None:
        """What the loaded model takes; None while none is loaded: then everything may be added."""
        self.card.tray.set_capabilities(capabilities)
        self.voice.set_capabilities(capabilities)

    def set_keeping(self, keeping: Keeping) -> None:
        """Whether a message would be stored: it waits, or is refused, where it would not."""
        self._outbox.set_keeping(keeping)

    @property
    def obstacle(self) -> str:
        """Why nothing can be sent now; "" if it can."""
        return self._outbox.obstacle

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Whether Enter sends, or breaks the line and Ctrl+Enter sends."""
        self.card.prompt.set_enter_sends(enter_sends)
        self._outbox.refresh()

    def set_device_name(self, name: str) -> None:
        """The microphone that was chosen last; "" for the system's choice."""
        self.card.recorder.menu.set_device_name(name)

    def set_playback(self, sha256: str, position_s: float, playing: bool) -> None:
        """Where the loudspeaker is in the clip with this digest."""
        self.card.tray.set_playback(sha256, position_s, playing)

    def add_above(self, widget: QWidget) -> None:
        """Show `widget` above the card, below what was added before."""
        self._column.insertWidget(self._column.count() - 1, widget)
        chain_parts((widget, self.card.prompt))
        self.card.order_tabs()

    def shut_down(self) -> None:
        """End the workers, before the window goes; a clip in the making stays on disk."""
        self.inputs.close()
        self._intake.close()
        self._previews.close()

    # -- ways in -------------------------------------------------------------------------

    def add_mime(self, mime: QMimeData, *, pasted: bool = False) -> bool:
        """Take what was dropped anywhere in the window, or pasted.

        Returns:
            Whether there was anything in it.
        """
        anything = self._ways_in.take(mime, pasted=pasted)
        self.focus_prompt()
        return anything

    @Slot(list)
    def add_paths(self, paths: Iterable[Path]) -> None:
        """Attach files, in this order."""
        self._intake.add_paths(paths)

    @Slot()
    def choose_files(self) -> None:
        """Open the file dialog."""
        self._dialog.open()

    @Slot()
    def focus_prompt(self) -> None:
        """Let the next keys go to the prompt."""
        self.card.prompt.setFocus(Qt.FocusReason.OtherFocusReason)

    def _paste_mime(self, mime: QMimeData) -> bool:
        return self.add_mime(mime, pasted=True)

    # -- sending -------------------------------------------------------------------------

    @Slot()
    def submit(self) -> None:
        """Send, now or as soon as the recording and the attachments are ready."""
        self._outbox.submit()

    @Slot()
    def _send(self) -> None:
        draft = self.take_draft()
        self.submitted.emit(draft.text.strip("\n").rstrip(), draft.attachments)

    @Slot(int)
    def _refused(self, ticket: int) -> None:
        if self.card.tray.expects(ticket):
            self._outbox.hold_back()
        self.card.tray.give_up(ticket)

    @Slot(str, str)
    def _told(self, message: str, hint: str) -> None:
        self.notice.emit("warning", message, hint)

    @Slot(str, str)
    def _noted(self, name: str, note: str) -> None:
        self.notice.emit("info", f"{name}: {note}", "")

    # -- recording -----------------------------------------------------------------------

    @Slot(object)
    def _send_turn(self, clip: Path) -> None:
        self._intake.add_clip(clip)
        self.submit()

    @Slot()
    def _listening_changed(self) -> None:
        if not self.inputs.active and not self.card.prompt.hasFocus():
            self.focus_prompt()  # the buttons of the bar are gone

    def event(self, event: QEvent) -> bool:
        """Claim Escape while recording, before the window's shortcuts get it."""
        # The type first: other events come while the parts are still being built.
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and self.inputs.active and claims_escape(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape throws the recording away, or ends listening."""
        if event.key() == Qt.Key.Key_Escape and self.inputs.active:
            self.voice.cancel()
        else:
            super().keyPressEvent(event)

"""Reading aloud: pane, reader, strip, keys, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.ui.conversation.aloud.sources import Spoken, SpokenText
from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.shortcuts import keys_of
from gemini_desk.ui.speech.reader import ReadingState
from gemini_desk.ui.speech.reading_strip import ReadingStrip
from gemini_desk.ui.speech.voices import SpeechStyle

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.settings.schema import Settings, SpeechSettings
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.playback_controller import PlaybackController
    from gemini_desk.ui.preferences.dialog import PreferencesDialog
    from gemini_desk.ui.preferences.sound_page import SoundPage
    from gemini_desk.ui.settings_controller import SettingsController
    from gemini_desk.ui.speech.reader import Reader
    from gemini_desk.ui.speech.speaker import Speaker
    from gemini_desk.ui.wiring.interrupting import Interrupting

ESC_RANK: Final = 10
_SAMPLE: Final = "This is how answers are read aloud."

_SILENT = (ReadingState.IDLE, ReadingState.PAUSED)


class ReadingAloudWiring(QObject):
    """Reads what a person asks for, one thing at a time, and shows where.

    Signals:
        notice: Level, text, hint.
    """

    notice = Signal(str, str, str)

    def __init__(
        self,
        reader: Reader,
        speaker: Speaker,
        settings: SettingsController,
        playback: PlaybackController,
        pane: ConversationPane,
        composer: Composer,
        interrupting: Interrupting,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._speaker = speaker
        self._playback = playback
        self._pane = pane
        self._page: SoundPage | None = None
        self._has_strip = True
        self._strip = ReadingStrip(keys_of("read-aloud"))
        composer.add_above(self._strip)
        self._gate = composer.voice.muted_by_playback
        pane.read_requested.connect(self._toggle_message)
        pane.selection_read_requested.connect(self._read_selection)
        pane.aloud.text_changed.connect(self._on_text_changed)
        window.action("read-aloud").triggered.connect(self._use_key)
        for widget in (pane, composer):  # one thing is heard at a time, or recorded
            widget.play_requested.connect(reader.pause)
        composer.pause_requested.connect(reader.pause)
        self._strip.pause_requested.connect(reader.pause)
        self._strip.resume_requested.connect(reader.resume)
        self._strip.stop_requested.connect(reader.stop)
        reader.state_changed.connect(self._show_state)
        reader.spoken_changed.connect(self._show_spoken)
        reader.word_changed.connect(pane.aloud.show_word)
        reader.failed.connect(self._tell)
        interrupting.add(ESC_RANK, lambda: reader.is_active, reader.stop)
        reader.state_changed.connect(interrupting.refresh)
        settings.changed.connect(self._take_settings)
        self._take_settings(settings.settings)
        window.preferences_opened.connect(self._join_page)
        speaker.opened.connect(self._fill_page)
        speaker.failed.connect(self._show_obstacle)

    @property
    def strip(self) -> ReadingStrip:
        """Shows what the reader does."""
        return self._strip

    def set_strip_shown(self, shown: bool) -> None:
        """Whether the strip comes while something is read: not while another one tells it."""
        self._has_strip = shown
        self._show_state(self._reader.state)

    def read_message(self, message_id: str) -> None:
        """Read a message from its beginning; it may still be growing."""
        self._read(self._pane.aloud.message(message_id))

    # -- what is read ---------------------------------------------------------------------

    @Slot(str)
    def _toggle_message(self, message_id: str) -> None:
        if self._message_id == message_id:
            self._reader.stop()
        else:
            self.read_message(message_id)

    @Slot()
    def _read_selection(self) -> None:
        source = self._pane.aloud.selected()
        if source is not None:
            self._read(source)

    @Slot()
    def _use_key(self) -> None:
        """Pause or go on; else read what is selected, else the message that is meant."""
        if self._reader.state is ReadingState.PAUSED:
            self._reader.resume()
        elif self._reader.is_active:
            self._reader.pause()
        elif (selected := self._pane.aloud.selected()) is not None:
            self._read(selected)
        else:
            self._pane.commands.request(MessageAction.READ_ALOUD)

    def _read(self, source: SpokenText) -> None:
        self._playback.pause()
        self._reader.read(source)

    @property
    def _message_id(self) -> str:
        source = self._reader.source
        return source.message_id if isinstance(source, SpokenText) else ""

    @Slot()
    def _on_text_changed(self) -> None:
        if self._message_id and not self._pane.aloud.has(self._message_id):
            self._reader.stop()  # another conversation, or another branch, was opened
        else:
            self._reader.more()

    # -- what is shown --------------------------------------------------------------------

    @Slot(object)
    def _show_state(self, state: ReadingState) -> None:
        if state not in _SILENT:
            self._playback.pause()
        self._gate.set_closed("reading aloud", state not in _SILENT)
        self._strip.set_state(state if self._has_strip else ReadingState.IDLE)
        self._pane.set_read(self._message_id)

    @Slot(object)
    def _show_spoken(self, spoken: Spoken | None) -> None:
        self._pane.aloud.show(spoken)
        self._strip.set_sentence(spoken.utterance.text if spoken is not None else "")

    @Slot(object)
    def _tell(self, error: GeminiDeskError) -> None:
        self.notice.emit("warning", error.message, error.hint)

    # -- settings -------------------------------------------------------------------------

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        self._speaker.style = _style(settings.speech)

    @Slot(object)
    def _join_page(self, dialog: PreferencesDialog) -> None:
        from gemini_desk.ui.preferences.sound_page import SoundPage  # with the dialog

        self._page = next(page for page in dialog.pages if isinstance(page, SoundPage))
        self._page.try_requested.connect(self._try)
        dialog.finished.connect(self._leave_page)
        if self._speaker.is_open:
            self._fill_page()
        else:
            self._page.set_note("Asking the system for its voices…")
            self._speaker.open()

    @Slot(int)
    def _leave_page(self, _result: int) -> None:
        self._page = None
        if not self._reader.is_active:
            self._speaker.stop()

    @Slot()
    def _fill_page(self) -> None:
        if self._page is not None:
            self._page.set_voices(self._speaker.voices)

    @Slot(object)
    def _show_obstacle(self, error: GeminiDeskError) -> None:
        if self._page is not None:
            self._page.set_obstacle(f"{error.message} {error.hint}")

    @Slot(object)
    def _try(self, speech: SpeechSettings) -> None:
        self._reader.stop()
        language = "" if speech.voice else "en"  # a chosen voice says it, whatever its own is
        self._speaker.say(_SAMPLE, language, _style(speech))


def _style(speech: SpeechSettings) -> SpeechStyle:
    return SpeechStyle(speech.voice, speech.rate, speech.pitch)

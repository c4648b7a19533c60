"""The microphone, and how answers are read aloud. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gemini_desk.settings.schema import SpeechSettings
from gemini_desk.ui import style
from gemini_desk.ui.controls import ComboBox
from gemini_desk.ui.preferences.choice_row import ChoiceRow
from gemini_desk.ui.preferences.microphone_rows import MicrophoneRows
from gemini_desk.ui.preferences.page import PreferencesPage
from gemini_desk.ui.speech.voices import home_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.settings.schema import Settings
    from gemini_desk.ui.speech.voices import Voice

_RATES: Final = (
    (-0.6, "Very slow"), (-0.3, "Slow"), (0.0, "Usual"), (0.3, "Quick"), (0.6, "Very quick"),
)  # fmt: skip
_UNKNOWN: Final = QLocale.languageToString(QLocale.Language.C)
_PITCHES: Final = (("-0.4", "Low", ""), ("0.0", "Usual", ""), ("0.4", "High", ""))


class SoundPage(PreferencesPage):
    """The microphone; the voice, and how it speaks.

    Attributes:
        microphone: The rows of the microphone.

    Signals:
        try_requested: The `SpeechSettings` that are shown shall be heard.
    """

    title = "Sound"
    icon_name = "speaker"

    try_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._voice = ComboBox()
        self._voice.addItem("One that fits the text", "")
        self._rate = ComboBox()
        for rate, name in _RATES:
            self._rate.addItem(name, rate)
        self._pitch = ChoiceRow(_PITCHES)
        self._try = QPushButton("Try it")
        self._try.setFont(style.font(13))
        self._try.setAutoDefault(False)
        self._try.setAccessibleName("Hear this voice")
        self._try.clicked.connect(self._ask_to_try)
        style.follow_theme(self._try, style.button_style)
        self._note = QLabel(self)
        self._note.setObjectName("explanation")
        self._note.setFont(style.font(12))
        self._note.setWordWrap(True)
        self.microphone = MicrophoneRows(self)
        self.add_heading("Reading aloud")
        self.add_row(
            "Voice",
            "A text in another language is read by a voice of that language, if there is one.",
            self._voice,
        )
        self.add_row("Speed", "", self._rate)
        self.add_row("Pitch", "Not every voice can change it.", self._pitch)
        self.add_row("Listen", "Says a sentence with what is chosen here.", self._try)
        self._rows.addWidget(self._note)
        self.set_note("")
        self.finish()

    # -- what there is to choose from -----------------------------------------------------

    def set_voices(self, voices: Sequence[Voice]) -> None:
        """Offer these voices, those of the system's own language first."""
        chosen = self._voice.currentData()
        own = home_of(QLocale.system().name()).partition("_")[0]
        offered = [voice for voice in voices if not voice.is_variant or voice.name == chosen]
        offered.sort(
            key=lambda voice: (
                not voice.speaks(own),
                _language(voice) == _UNKNOWN,  # Klingon, among others
                voice_label(voice).casefold(),
            )
        )
        self._voice.clear()
        self._voice.addItem("One that fits the text", "")
        for voice in offered:
            self._voice.addItem(voice_label(voice), voice.name)
        self._choose_voice(chosen)
        self._try.setEnabled(True)
        self.set_note("")

    def set_note(self, text: str) -> None:
        """Say something below the rows: that voices are looked for, or that there is none."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def set_obstacle(self, text: str) -> None:
        """There is no voice; say why."""
        self.set_note(text)
        self._try.setEnabled(False)

    @property
    def shown(self) -> SpeechSettings:
        """What is chosen on the page."""
        return SpeechSettings(
            voice=self._voice.currentData() or "",
            rate=float(self._rate.currentData()),
            pitch=float(self._pitch.value),
        )

    # -- the page -------------------------------------------------------------------------

    def load(self, settings: Settings) -> None:
        """Show `settings`."""
        self.microphone.load(settings.audio)
        speech = settings.speech
        self._choose_voice(speech.voice)
        if self._rate.findData(speech.rate) < 0:  # one that only the settings file names
            self._rate.addItem(f"{speech.rate:+.2f}", speech.rate)
        self._rate.setCurrentIndex(self._rate.findData(speech.rate))
        nearest = min(_PITCHES, key=lambda pitch: abs(float(pitch[0]) - speech.pitch))
        self._pitch.set_value(nearest[0])

    def check(self) -> None:
        """Nothing here can be wrong."""

    def save(self, settings: Settings) -> Settings:
        """`settings` with microphone and voice as chosen."""
        audio = self.microphone.saved(settings.audio)
        return replace(settings, audio=audio, speech=self.shown)

    def _choose_voice(self, name: str) -> None:
        if self._voice.findData(name) < 0:
            self._voice.addItem(name, name)  # the voices are not known yet, or it is gone
        self._voice.setCurrentIndex(self._voice.findData(name))

    @Slot()
    def _ask_to_try(self) -> None:
        self.try_requested.emit(self.shown)


def voice_label(voice: Voice) -> str:
    """How a voice is listed: with its language, where the name does not tell it."""
    language = _language(voice)
    if language == _UNKNOWN or language in voice.name:
        return voice.name
    return f"{voice.name} · {language}"


def _language(voice: Voice) -> str:
    return QLocale.languageToString(QLocale(voice.language).language())

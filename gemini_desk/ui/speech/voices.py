"""Voices, and which of them says a text. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOME: Final = "en_GB"


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of the system.

    Attributes:
        name: What the system calls it.
        language: As in `en_GB`.
    """

    name: str
    language: str

    @property
    def is_variant(self) -> bool:
        """Whether it is another one in disguise: eSpeak has a hundred of each."""
        return "+" in self.name

    def speaks(self, language: str) -> bool:
        """Whether it is one for `language`, which is `en` or `en_GB`."""
        return self.language == language or self.language.partition("_")[0] == language


@dataclass(frozen=True, slots=True)
class SpeechStyle:
    """How a person wants to be read to.

    Attributes:
        voice: Name of the voice; "" for one that fits the text.
        rate: From -1.0, slow, to 1.0, fast.
        pitch: From -1.0, low, to 1.0, high.
    """

    voice: str = ""
    rate: float = 0.0
    pitch: float = 0.0


def home_of(locale: str) -> str:
    """Where a person is at home, by the name of their system's locale.

    A system that nobody has told where it stands calls its locale “C”: the window's own
    language is meant then.
    """
    return locale if locale.partition("_")[0].islower() else _HOME


def choose_voice(
    voices: Sequence[Voice], preferred: str, language: str, home: str = _HOME
) -> Voice | None:
    """The voice for a text: the preferred one, unless the text is in another language.

    Args:
        voices: What there is.
        preferred: Name of the voice that the person chose; "" for none.
        language: Of the text, as in `de`; "" if it is not known.
        home: The person's own language and country: of several the voice from there.
    """
    home = home_of(home)
    chosen = next((voice for voice in voices if voice.name == preferred), None)
    if chosen is not None and (not language or chosen.speaks(language)):
        return chosen
    wanted = language or home.partition("_")[0]
    fitting = [voice for voice in voices if voice.speaks(wanted)]
    if not fitting:
        return chosen or next(iter(voices), None)
    # The language itself (`de`) before the countries that share it, unless one is the person's.
    places = [home, wanted, f"{wanted}_{wanted.upper()}", "en_US"]
    return min(
        fitting,
        key=lambda voice: (
            voice.is_variant,
            places.index(voice.language) if voice.language in places else len(places),
        ),
    )

"""The buttons of a card of the tray: where they are, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.ui.composer.card_picture import centred
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton

if TYPE_CHECKING:
    from PySide6.QtCore import QRect, QSize
    from PySide6.QtWidgets import QWidget

SMALL_PX: Final = 22
INSET_PX: Final = 5  # from the card's edges
_ICON_PX: Final = 14
_PLAY_ICON_PX: Final = 16


class CardButtons:
    """One in the picture, the small ones in the corners at the right. GUI thread only.

    Attributes:
        play: Plays a clip, and pauses it.
        remove: Takes the card away.
        transcribe: Has a clip written down.
        tracks: Opens the menu of what is sent of a film.
    """

    def __init__(self, card: QWidget, size: QSize, picture: QRect) -> None:
        """Make them; only the one that removes is seen at first.

        Args:
            card: Whose they are.
            size: Of the card.
            picture: Where its picture is.
        """
        self._right_px = size.width() - SMALL_PX - INSET_PX
        self._bottom_px = size.height() - SMALL_PX - INSET_PX
        self.play = RoundButton(
            "play", "Play", emphasis=Emphasis.ACCENT, icon_px=_PLAY_ICON_PX, parent=card
        )
        self.play.setGeometry(centred(picture, self.play.sizeHint()))
        self.remove = _small("close", "Remove", card)
        self.remove.move(self._right_px, INSET_PX)
        self.transcribe = _small("transcribe", "Transcribe", card)
        self.transcribe.move(self._right_px, self._bottom_px)
        self.tracks = _small("tracks", "Sound tracks", card)
        for button in (self.play, self.transcribe, self.tracks):
            button.hide()

    @property
    def tab_stops(self) -> list[QWidget]:
        """All of them, in the order of the Tab key."""
        return [self.play, self.tracks, self.transcribe, self.remove]

    @property
    def at_bottom(self) -> int:
        """How many stand in the lower corner."""
        return sum(not button.isHidden() for button in (self.tracks, self.transcribe))

    def name(self, name: str, *, is_film: bool, track: str) -> None:
        """Say what they act on.

        Args:
            name: Of the attachment.
            is_film: Whether there are pictures, too, to choose from.
            track: Which sound track is heard, if there are several.
        """
        self.remove.set_name(f"Remove {name}", shortcut="Delete")
        self.transcribe.set_name(f"Transcribe {name}")
        what = "Pictures and sound" if is_film else "Sound tracks"
        self.tracks.set_name(f"{what} of {name}", explanation=track)

    def offer(self, *, tracks: bool, transcript: bool) -> None:
        """Show those that are of use now, side by side."""
        self.tracks.setVisible(tracks)
        self.transcribe.setVisible(transcript)
        self.tracks.move(self._right_px - (SMALL_PX if transcript else 0), self._bottom_px)

    def show_playing(self, name: str, *, is_playing: bool) -> None:
        """Offer to pause what plays, and to play what does not."""
        play = "pause" if is_playing else "play"
        self.play.set_look(play, Emphasis.ACCENT)
        self.play.set_name(f"{play.capitalize()} {name}", shortcut="Space")


def _small(icon_name: str, name: str, card: QWidget) -> RoundButton:
    return RoundButton(icon_name, name, diameter_px=SMALL_PX, icon_px=_ICON_PX, parent=card)

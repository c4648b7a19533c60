"""What a card of the tray says about its attachment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gemini_desk.sizes import clock_text
from gemini_desk.ui.composer.captions import figures, kind_name
from gemini_desk.ui.composer.sound_tracks import chosen_of, track_name, track_words

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.media.sound_tracks import SoundTrack
    from gemini_desk.ui.composer.suitability import Objection


class CardWords(NamedTuple):
    """The words of a card.

    Attributes:
        name: Of the file.
        attachment: None while it is being prepared.
        objection: Why it cannot be sent; None if it can.
        note: What happens with it when it is sent; "" for the usual.
        tracks: Its sound tracks, if there are several.
        position_s: Where in the clip the loudspeaker is; None if it was not begun.
    """

    name: str
    attachment: Attachment | None
    objection: Objection | None
    note: str
    tracks: tuple[SoundTrack, ...]
    position_s: float | None

    @property
    def caption(self) -> str:
        """The line below the name."""
        attachment = self.attachment
        if attachment is None:
            return "Preparing…"
        if self.objection is not None:
            return self.objection.short
        if attachment.duration_s is None:
            return figures(attachment)
        length = clock_text(attachment.duration_s)
        if self.position_s is not None:
            return f"{clock_text(self.position_s)} / {length}"
        track = chosen_of(attachment, self.tracks)
        note = self.note
        if track is not None:  # shorter than in the tool tip: the card is narrow
            note = f"{track_name(track)} {track.number + 1}/{len(self.tracks)}"
        if attachment.note:  # the tool tip tells what is missing
            note = f"not whole · {note}" if note else "not whole"
        return f"{length} · {note}" if note else figures(attachment)

    @property
    def track(self) -> str:
        """Which sound track is heard, if there are several."""
        track = None if self.attachment is None else chosen_of(self.attachment, self.tracks)
        if track is None:
            return ""
        return f"Sound track {track.number + 1} of {len(self.tracks)}: {track_words(track)}"

    @property
    def tool_tip(self) -> str:
        """More than there is room for."""
        if self.objection is not None and self.attachment is not None:
            return f"{self.objection.reason}\n{self.objection.hint}"
        lines = [self.name, self.caption]
        if self.tracks:
            lines += [self.track, self.note]
        if self.attachment is not None:
            lines.append(self.attachment.note)
        return "\n".join(filter(None, lines))

    @property
    def accessible_name(self) -> str:
        """What a screen reader says."""
        if self.attachment is None:
            return f"{self.name}, {self.caption}"
        words = [f"{kind_name(self.attachment.kind)} {self.name}"]
        if self.objection is None:
            words.append(self.caption)
        else:
            words += [figures(self.attachment), self.objection.reason]
        return ", ".join(filter(None, [*words, self.track, self.attachment.note]))

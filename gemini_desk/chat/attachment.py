"""A file that belongs to a message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class AttachmentKind(StrEnum):
    """What a model hears or sees in an attachment."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, named by its content.

    Attributes:
        kind: Image, audio, or video: a film of which somebody wants the sound alone is audio.
        sha256: Lower-case hexadecimal digest of the content.
        media_type: For instance `image/png`, found by looking at the content.
        name: The file's name as the person knows it; never used as a path.
        size_bytes: Length of the content.
        path: Where the content can be read (in the blob store, once it is stored).
        width_px: Width as it is shown, upright; None for sound.
        height_px: Height as it is shown, upright; None for sound.
        duration_s: Length in seconds; None for images.
        track: Which of several sound tracks a person chose, counted from 0; None for the best one.
        note: A sentence on what of it is not used, found when it was added (its end was cut off,
            only the first picture of several is seen); mostly empty.
    """

    kind: AttachmentKind
    sha256: str
    media_type: str
    name: str
    size_bytes: int
    path: Path
    width_px: int | None = None
    height_px: int | None = None
    duration_s: float | None = None
    track: int | None = None
    note: str = ""

    @property
    def title(self) -> str:
        """Its name, and which sound track was chosen."""
        return self.name if self.track is None else f"{self.name}, sound track {self.track + 1}"

    def as_sound(self, duration_s: float | None = None) -> Attachment:
        """Of a film, the sound alone.

        Args:
            duration_s: How long that is; None for as long as the pictures, which is about it.
        """
        return replace(
            self,
            kind=AttachmentKind.AUDIO,
            width_px=None,
            height_px=None,
            duration_s=self.duration_s if duration_s is None else duration_s,
        )

    @property
    def content_key(self) -> str:
        """What is seen or heard of it: the digest, and the sound track if one was chosen.

        A film and its sound alone are the same file and not the same thing.
        """
        key = f"{self.sha256}:video" if self.kind is AttachmentKind.VIDEO else self.sha256
        return key if self.track is None else f"{key}:{self.track}"

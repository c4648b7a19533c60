"""Registry: the kinds of files a conversation takes, and what each file is.

To add an attachment kind:
1. add it to `chat.attachment.AttachmentKind`, and its part to `chat/message.py`;
2. add its first bytes to `signatures.py`;
3. write its module beside this one: a function that decodes it and one that examines it;
4. add a `KindReader` to `KIND_READERS` below, before those that would take the same files for
   less than they are;
5. add a good and a bad file of it to `tests/helpers/media_files.py`: the tests of this
   registry run over all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.audio import probe_audio
from gemini_desk.media.film import FILM_MEDIA_TYPES, MAX_FILM_BYTES, probe_film
from gemini_desk.media.image import IMAGE_MEDIA_TYPES, MAX_IMAGE_BYTES, probe_image
from gemini_desk.media.readable_file import opened, quoted_name, require_readable_file
from gemini_desk.media.signatures import describe_foreign, sniff
from gemini_desk.media.sound_file import MAX_AUDIO_BYTES, media_type_of
from gemini_desk.media.sound_readers import AUDIO_MEDIA_TYPES
from gemini_desk.sizes import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Examination:
    """What a file is, found by looking at its content.

    Attributes:
        kind: Image, audio or video.
        media_type: For instance `image/png`; never taken from the file's name.
        size_bytes: Length of the file.
        width_px: Width as it is shown, upright; None for sound.
        height_px: Height as it is shown, upright; None for sound.
        duration_s: Length in seconds; None for images.
        note: A sentence on what will not be used (frames of an animation, the pictures of a
            film that cannot be read); mostly empty.
    """

    kind: AttachmentKind
    media_type: str
    size_bytes: int
    width_px: int | None = None
    height_px: int | None = None
    duration_s: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KindReader:
    """How files of one kind are recognised and examined.

    Attributes:
        kind: The kind.
        media_types: What `signatures.sniff` calls files of this kind.
        suffixes: Usual suffixes, for file dialogs alone.
        examine: Looks at a file of the given size in bytes; None if it is of another kind
            after all, which its first bytes do not tell.
    """

    kind: AttachmentKind
    media_types: frozenset[str]
    suffixes: tuple[str, ...]
    examine: Callable[[Path, int], Examination | None]


def _examine_image(path: Path, size_bytes: int) -> Examination:
    probe = probe_image(path)
    note = ""
    if probe.frames > 1:
        part = "page" if probe.media_type == "image/tiff" else "frame"
        note = f"Only the first of its {probe.frames} {part}s is used."
    return Examination(
        AttachmentKind.IMAGE,
        probe.media_type,
        size_bytes,
        width_px=probe.width_px,
        height_px=probe.height_px,
        note=note,
    )


def _examine_video(path: Path, size_bytes: int) -> Examination | None:
    try:
        probe = probe_film(path)
    except UnsupportedAttachmentError as unreadable:
        return _only_heard(path, size_bytes, unreadable)
    if probe is None:
        return None
    return Examination(
        AttachmentKind.VIDEO,
        probe.media_type,
        size_bytes,
        width_px=probe.width_px,
        height_px=probe.height_px,
        duration_s=probe.duration_s,
    )


def _only_heard(path: Path, size_bytes: int, unreadable: UnsupportedAttachmentError) -> Examination:
    """A film of which nothing can be seen.

    Raises:
        UnsupportedAttachmentError: Nor can anything be heard.
    """
    try:
        sound = _examine_audio(path, size_bytes)
    except UnsupportedAttachmentError as unheard:
        is_film = media_type_of(path).startswith("video/")
        raise (unreadable if is_film else unheard) from None
    return replace(sound, note="Only the sound of this film is used: its pictures are damaged.")


def _examine_audio(path: Path, size_bytes: int) -> Examination:
    probe = probe_audio(path)
    end = clock_text(probe.duration_s)
    return Examination(
        AttachmentKind.AUDIO,
        probe.media_type,
        size_bytes,
        duration_s=probe.duration_s,
        note=f"The file was cut off: its sound ends at {end}." if probe.is_cut_off else "",
    )


KIND_READERS: Final = (
    KindReader(
        AttachmentKind.IMAGE,
        IMAGE_MEDIA_TYPES,
        (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif",
         ".avif"),
        _examine_image,
    ),
    KindReader(
        AttachmentKind.VIDEO,
        FILM_MEDIA_TYPES,
        (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".wmv", ".ogv", ".3gp"),
        _examine_video,
    ),
    KindReader(
        AttachmentKind.AUDIO,
        AUDIO_MEDIA_TYPES,
        (".wav", ".mp3", ".m4a", ".flac", ".ogg", ".opus", ".aac", ".aiff", ".aif", ".caf",
         ".amr", ".wma"),
        _examine_audio,
    ),
)  # fmt: skip


def examine(path: Path, kind: AttachmentKind | None = None) -> Examination:
    """Say what a file is, having decoded enough of it to know that it can be used.

    Callable from any thread; takes 100 ms and more for large files.

    Args:
        path: The file.
        kind: What it is wanted for: a film can be taken for its sound alone. None for what it
            is; what it can never be is left to the caller to refuse.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It cannot be used; the message says why.
    """
    most_bytes = max(MAX_IMAGE_BYTES, MAX_AUDIO_BYTES, MAX_FILM_BYTES)
    size_bytes = require_readable_file(path, max_bytes=most_bytes)
    with opened(path) as file:
        media_type = sniff(file)
        description = "" if media_type else describe_foreign(file)
    readers = sorted(KIND_READERS, key=lambda reader: reader.kind is not kind)
    for reader in readers:
        if media_type in reader.media_types and (found := reader.examine(path, size_bytes)):
            return found
    what = f"is {description}" if description else "is of an unknown kind"
    raise UnsupportedAttachmentError(
        f"{quoted_name(path)} {what}; only pictures, sound and films can be added.",
        hint=_WHAT_TO_DO.get(
            description, "Use for instance a PNG, JPEG, WAV, MP3, M4A or MP4 file."
        ),
    )


_WHAT_TO_DO: Final = {
    "a text file": "Copy its text into the message instead.",
    "a web page": "Copy its text into the message, or add a picture of it.",
    "a PDF document": "Add its pages as pictures, or copy their text into the message.",
    "an SVG drawing": "Export it as a PNG and add that.",
}

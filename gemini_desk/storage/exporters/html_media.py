"""Pictures, sound and films inside a page, as `data:` addresses; piece by piece, however large."""

from __future__ import annotations

import base64
import html
import io
import logging
import re
from typing import IO, TYPE_CHECKING, Final

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.errors import GeminiDeskError
from gemini_desk.storage.exporters.wording import describe

if TYPE_CHECKING:
    from typing import TextIO

    from gemini_desk.chat.attachment import Attachment

logger = logging.getLogger(__name__)

_PIECE_BYTES: Final = 3 << 16  # whole groups of three: base64 without padding in the middle
_MEDIA_TYPE: Final = re.compile(r"(?:image|audio|video)/[\w.+-]{1,60}", re.ASCII)
# Every browser shows these; others (HEIC, TIFF) are written as JPEG.
_PICTURES: Final = frozenset(
    f"image/{name}" for name in ("png", "jpeg", "gif", "webp", "bmp", "avif")
)
_JPEG_QUALITY: Final = 90


def write_attachment(attachment: Attachment, out: TextIO) -> None:
    """Write a figure with the picture, or with a player of the sound or the film."""
    label = html.escape(describe(attachment))
    try:
        media_type, file = _content(attachment)
    except (OSError, GeminiDeskError):
        logger.info("a file is missing from an exported page", exc_info=True)
        out.write(f'<p class="note">{label} (the file is missing)</p>\n')
        return
    out.write('<figure class="media">')
    with file:
        if attachment.kind is AttachmentKind.IMAGE:
            out.write(f'<img alt="{html.escape(attachment.name)}" src="')
            _write_data(media_type, file, out)
            out.write('">')
        else:
            player = "video" if attachment.kind is AttachmentKind.VIDEO else "audio"
            out.write(f'<{player} controls preload="metadata" src="')
            _write_data(media_type, file, out)
            out.write(f'" aria-label="{html.escape(attachment.name)}"></{player}>')
    out.write(f"<figcaption>{label}</figcaption></figure>\n")


def _content(attachment: Attachment) -> tuple[str, IO[bytes]]:
    """What to write: the file itself, or a JPEG of a picture that browsers do not know."""
    media_type = attachment.media_type
    if attachment.kind is AttachmentKind.IMAGE and media_type not in _PICTURES:
        from gemini_desk.media.image import load_image

        converted = io.BytesIO()
        load_image(attachment.path).save(converted, "JPEG", quality=_JPEG_QUALITY)
        converted.seek(0)
        return "image/jpeg", converted
    if _MEDIA_TYPE.fullmatch(media_type) is None:
        media_type = "application/octet-stream"
    return media_type, attachment.path.open("rb")


def _write_data(media_type: str, file: IO[bytes], out: TextIO) -> None:
    out.write(f"data:{media_type};base64,")
    while piece := _read_fully(file):
        out.write(base64.b64encode(piece).decode("ascii"))


def _read_fully(file: IO[bytes]) -> bytes:
    """The next piece, short only at the end of the file."""
    piece = file.read(_PIECE_BYTES)
    while piece and len(piece) % 3 and (more := file.read(_PIECE_BYTES - len(piece))):
        piece += more
    return piece

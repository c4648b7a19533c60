"""What a drop or the clipboard holds: files, pictures, or text.

Applications offer the same thing in several forms at once; here it is decided which is meant:

    local files                             they win over everything: their pixels or their
                                            names may be offered beside them
    a picture                               unless real text lies beside it (word processors and
                                            spreadsheets offer a picture of the text)
    a picture inside HTML, as a data: URL   decoded
    addresses of the web                    of pictures and sound: refused, nothing is downloaded;
                                            of pages: text
    text, or HTML without a picture         text
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPixmap, QTextDocumentFragment

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

_DATA_URL = re.compile(
    r"""<img[^>]+src\s*=\s*["']?data:image/[\w.+-]+(;base64)?,([^"'\s>]+)""", re.I
)
_MEDIA_ADDRESS = re.compile(
    r"\.(png|jpe?g|webp|gif|bmp|tiff?|hei[cf]|avif|svg|wav|mp3|m4a|flac|og[ag]|opus|aac|web[am]|mp4|mov)$",
    re.I,
)
_REMOTE_IMAGE = re.compile(r"""<img[^>]+src\s*=\s*["']?https?:""", re.I)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What is meant by a drop or a paste; at most one of the first four is filled.

    Attributes:
        paths: Files on this machine, in their order.
        image: Pixels.
        encoded_images: The bytes of picture files.
        text: Plain text.
        remote: Addresses that are refused.
    """

    paths: tuple[Path, ...] = ()
    image: QImage | None = None
    encoded_images: tuple[bytes, ...] = ()
    text: str = ""
    remote: tuple[str, ...] = ()


def interpret(mime: QMimeData, *, dropped: bool) -> Pasted:
    """Decide what `mime` is meant as.

    Args:
        mime: From the clipboard or a drop.
        dropped: It was dropped, not pasted: the address of a picture then means the picture.
    """
    urls = mime.urls() if mime.hasUrls() else []
    paths = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    inline = [url for url in urls if url.scheme() == "data"]
    remote = tuple(_shown(url) for url in urls if not url.isLocalFile() and url not in inline)
    if paths:
        return Pasted(paths=paths, remote=remote)
    text = _plain_text(mime, urls)
    image = _image(mime)
    if image is not None and not text:
        return Pasted(image=image)
    html = mime.html() if mime.hasHtml() else ""
    encoded = _images_in(html or "".join(f'<img src="{_full(url)}">' for url in inline))
    if encoded and not text:
        return Pasted(encoded_images=encoded)
    if not text and _REMOTE_IMAGE.search(html):
        return Pasted(remote=remote or ("The picture",))
    if dropped and any(_MEDIA_ADDRESS.search(url.path()) for url in urls):
        return Pasted(remote=remote)
    text = text or mime.text() or QTextDocumentFragment.fromHtml(html).toPlainText()
    text = text or "\n".join(url.toString() for url in urls)
    return Pasted(text=text)


def _plain_text(mime: QMimeData, urls: list[QUrl]) -> str:
    """The text, unless it only repeats the addresses."""
    if not mime.hasFormat("text/plain"):
        return ""
    text = mime.text()
    stripped = text.strip()
    addresses = {url.toString() for url in urls} | {_full(url) for url in urls}
    if not stripped or all(line.strip() in addresses for line in stripped.splitlines()):
        return ""
    return text


def _image(mime: QMimeData) -> QImage | None:
    if not mime.hasImage():
        return None
    data = mime.imageData()
    image = data.toImage() if isinstance(data, QPixmap) else data
    return image if isinstance(image, QImage) and not image.isNull() else None


def _images_in(html: str) -> tuple[bytes, ...]:
    images = []
    for is_base64, payload in _DATA_URL.findall(html):
        try:
            raw = unquote_to_bytes(payload)
            images.append(base64.b64decode(raw, validate=True) if is_base64 else raw)
        except (binascii.Error, ValueError):
            continue  # a broken picture inside a page that may hold others
    return tuple(images)


def _full(url: QUrl) -> str:
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def _shown(url: QUrl) -> str:
    """An address, short enough for a notice."""
    text = url.toDisplayString()
    return text if len(text) <= 60 else text[:57] + "…"

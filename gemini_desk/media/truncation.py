"""Whether a sound file says itself that it is longer than it is.

Decoders read a file that was cut off (a download that stopped, a full disk) to its end and say
nothing. Most containers tell their length in their first bytes, or mark their end.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_UNTOLD_RIFF: Final = 0x7FFF_0000  # programs that stream write 0 or something near 2³¹ or 2³²
_MOST_BOXES: Final = 10_000
_LAST_PAGE_BYTES: Final = 65_536 + 282  # a whole Ogg page fits
_EBML_SEGMENT: Final = b"\x18\x53\x80\x67"
_ID3_LOOK_BYTES: Final = 4096


def is_cut_off(path: Path, media_type: str) -> bool:
    """Whether the end of `path` is missing, by its container; False where nobody can tell."""
    check = _CHECKS.get(media_type.replace("audio/x-matroska", "video/x-matroska"))
    if check is None:
        return False
    try:
        with path.open("rb") as file:
            return check(file, path.stat().st_size)
    except (OSError, ValueError):
        return False


def states_length(path: Path) -> bool:
    """Whether an MP3 file says how long it is; FFmpeg estimates the others' length."""
    with path.open("rb") as file:
        frame = _first_frame(file)
    return any(mark in frame for mark in (b"Xing", b"Info", b"VBRI"))


def _mpeg(file: IO[bytes], size: int) -> bool:
    """The first frame may tell how many bytes follow, by the tag that Xing and LAME write."""
    frame = _first_frame(file)
    place = max(frame.find(b"Xing"), frame.find(b"Info"))
    if place < 0:
        return False
    flags = int.from_bytes(frame[place + 4 : place + 8], "big")
    if not flags & 0x02:
        return False
    place += 12 if flags & 0x01 else 8  # behind the number of frames
    return int.from_bytes(frame[place : place + 4], "big") > size


def _first_frame(file: IO[bytes]) -> bytes:
    """What stands behind the tag that players put before an MP3."""
    head = file.read(10)
    start = 0
    if head.startswith(b"ID3"):
        start = 10 + sum((byte & 0x7F) << 7 * place for place, byte in enumerate(head[:5:-1]))
    file.seek(start)
    return file.read(_ID3_LOOK_BYTES)


def _riff(file: IO[bytes], size: int) -> bool:
    head = file.read(8)
    if head[:4] not in (b"RIFF", b"RIFX"):  # RF64 tells elsewhere
        return False
    declared = int.from_bytes(head[4:8], "little" if head[:4] == b"RIFF" else "big")
    return 0 < declared < _UNTOLD_RIFF and declared + 8 > size + 1  # one byte may pad


def _wave64(file: IO[bytes], size: int) -> bool:
    file.seek(16)
    return size < int.from_bytes(file.read(8), "little") < 2**62


def _aiff(file: IO[bytes], size: int) -> bool:
    file.seek(4)
    declared = int.from_bytes(file.read(4), "big")
    return 0 < declared < _UNTOLD_RIFF and declared + 8 > size + 1


def _sun(file: IO[bytes], size: int) -> bool:
    file.seek(4)
    start, declared = (int.from_bytes(file.read(4), "big") for _ in range(2))
    return declared < _UNTOLD_RIFF and start + declared > size


def _ogg(file: IO[bytes], size: int) -> bool:
    """The last page is marked as the last one."""
    file.seek(max(size - _LAST_PAGE_BYTES, 0))
    end = file.read()
    place = end.rfind(b"OggS")
    return place < 0 or not end[place + 5] & 0x04


def _mp4(file: IO[bytes], size: int) -> bool:
    """Boxes, one after the other, end with the file."""
    place = 0
    for _ in range(_MOST_BOXES):
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            return bool(head)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length == 0:  # up to the end, wherever that is
            return False
        if length < 8:
            return True
        place += length
        if place > size:
            return True
    return False


def _matroska(file: IO[bytes], size: int) -> bool:
    """The segment that holds everything ends with the file, or does not know its length."""
    file.seek(4)
    header, start = _ebml_size(file)
    file.seek(start + (header or 0))
    if header is None or file.read(4) != _EBML_SEGMENT:
        return False
    segment, start = _ebml_size(file)
    return segment is not None and start + segment > size


def _ebml_size(file: IO[bytes]) -> tuple[int | None, int]:
    """A length in EBML's own way (None: unknown), and the place behind it."""
    first = file.read(1)
    if not first or not first[0]:
        raise ValueError("no length")
    width = 9 - first[0].bit_length()
    value = int.from_bytes(first + file.read(width - 1), "big") - (1 << 7 * width)
    return (None if value == (1 << 7 * width) - 1 else value), file.tell()


_CHECKS: Final = {
    "audio/mpeg": _mpeg,
    "audio/wav": _riff,
    "video/x-msvideo": _riff,
    "audio/x-msvideo": _riff,
    "audio/x-w64": _wave64,
    "audio/aiff": _aiff,
    "audio/basic": _sun,
    "audio/ogg": _ogg,
    "video/ogg": _ogg,
    "audio/mp4": _mp4,
    "video/mp4": _mp4,
    "video/quicktime": _mp4,
    "video/x-matroska": _matroska,
}

"""Makes a FLAC file whole whose writer was killed: its length, and what lies after its last frame.

The encoder fills in the number of samples when it ends. Without it libsndfile believes in 2**63
of them, refuses to read the file at once, and fails at its end (libsndfile 1.2.2). A repair needs
the last whole frame alone: its number tells how many samples lie before it. So hours are mended
in milliseconds, in place, and no second file has to fit on the disk.

The format: https://www.rfc-editor.org/rfc/rfc9639
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC: Final = b"fLaC"
_STREAMINFO: Final = 8  # where it begins: magic, then its block's own header of four bytes
_SAMPLES: Final = _STREAMINFO + 13  # the number of samples: 4 bits of this byte, and four bytes
_SYNC: Final = b"\xff\xf8"  # a frame of a stream whose blocks are all as long as one another
_TAIL_BYTES: Final = 256 * 1024  # a frame of 65,535 samples of 16 bits takes half of it
_STARTS_TRIED: Final = 4  # before an end: what looks like a header by chance is one in 16 million


class _Frame(NamedTuple):
    """The header of a frame.

    Attributes:
        number: How many frames lie before it.
        n_samples: Samples in it.
    """

    number: int
    n_samples: int


def mend_flac(path: Path) -> int:
    """Cut off what is no whole frame, and write down how many samples there are.

    A file that is whole already is left alone.

    Args:
        path: A FLAC file of one channel and blocks of one length, as `RecordingFile` writes it.

    Returns:
        The number of samples; 0 if there is not one whole frame, and the file is of no use.

    Raises:
        OSError: It cannot be read or written.
    """
    with path.open("r+b") as file:
        head = file.read(_STREAMINFO + 34)
        if len(head) < _STREAMINFO + 34 or not head.startswith(_MAGIC):
            return 0
        told = int.from_bytes(head[_SAMPLES : _SAMPLES + 5]) & 0xF_FFFF_FFFF
        if told:
            return told
        block = int.from_bytes(head[_STREAMINFO : _STREAMINFO + 2])
        size = file.seek(0, 2)
        start = max(_end_of_metadata(file), size - _TAIL_BYTES)
        file.seek(start)
        found = _last_whole_frame(file.read())
        if found is None:
            return 0
        frame, end = found
        n_samples = frame.number * block + frame.n_samples
        file.truncate(start + end)
        file.seek(_SAMPLES)
        kept = head[_SAMPLES] & 0xF0
        file.write(bytes([kept | n_samples >> 32]) + (n_samples & 0xFFFF_FFFF).to_bytes(4))
        return n_samples


def _end_of_metadata(file: IO[bytes]) -> int:
    """Where the frames begin."""
    place = len(_MAGIC)
    while True:
        file.seek(place)
        header = file.read(4)
        if len(header) < 4:
            return place
        place += 4 + int.from_bytes(header[1:])
        if header[0] & 0x80:
            return place


def _last_whole_frame(data: bytes) -> tuple[_Frame, int] | None:
    """The last frame of `data` with nothing missing, and where it ends."""
    starts: list[tuple[int, _Frame]] = []
    place = data.find(_SYNC)
    while place >= 0:
        frame = _header_at(data, place)
        if frame is not None:
            starts.append((place, frame))
        place = data.find(_SYNC, place + 1)
    # A frame ends where the next one begins, or the file does. The two bytes before its end make
    # the checksum of all of it 0.
    ends = [place for place, _ in starts] + [len(data)]
    for last in range(len(starts), 0, -1):
        for place, frame in reversed(starts[max(last - _STARTS_TRIED, 0) : last]):
            if _crc(data[place : ends[last]], _CRC_16, 16) == 0:
                return frame, ends[last]
    return None


def _header_at(data: bytes, place: int) -> _Frame | None:
    """The header that begins at `place`, None if there is none."""
    header = data[place : place + 16]
    if len(header) < 6:
        return None
    block_code, rate_code = header[2] >> 4, header[2] & 0x0F
    coded = _coded_number(header[4:])
    if coded is None:
        return None
    number, length = coded
    place = 4 + length
    block_bytes = {6: 1, 7: 2}.get(block_code, 0)
    rate_bytes = {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    checked = place + block_bytes + rate_bytes
    if len(header) <= checked or _crc(header[:checked], _CRC_8, 8) != header[checked]:
        return None
    if block_bytes:
        return _Frame(number, int.from_bytes(header[place : place + block_bytes]) + 1)
    if block_code == 1:
        return _Frame(number, 192)
    if 2 <= block_code <= 5:
        return _Frame(number, 576 << block_code - 2)
    return _Frame(number, 256 << block_code - 8) if block_code >= 8 else None


def _coded_number(data: bytes) -> tuple[int, int] | None:
    """A number coded as UTF-8 codes characters, and how many bytes it takes."""
    first = data[0]
    if first < 0x80:
        return first, 1
    length = 8 - (first ^ 0xFF).bit_length()
    if not 2 <= length <= 7 or len(data) < length:
        return None
    number = first & (0x7F >> length)
    for byte in data[1:length]:
        if byte & 0xC0 != 0x80:
            return None
        number = number << 6 | byte & 0x3F
    return number, length


def _table(polynomial: int, bits: int) -> tuple[int, ...]:
    top, mask = 1 << bits - 1, (1 << bits) - 1
    table = []
    for value in range(256):
        rest = value << bits - 8
        for _ in range(8):
            rest = (rest << 1 ^ polynomial if rest & top else rest << 1) & mask
        table.append(rest)
    return tuple(table)


_CRC_8: Final = _table(0x07, 8)
_CRC_16: Final = _table(0x8005, 16)


def _crc(data: bytes, table: tuple[int, ...], bits: int) -> int:
    rest, mask = 0, (1 << bits) - 1
    for byte in data:
        rest = (rest << 8 ^ table[rest >> bits - 8 ^ byte]) & mask
    return rest

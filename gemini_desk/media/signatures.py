"""Media types by a file's first bytes; the suffix of its name is never asked.

Each signature leads to one decoder, so that nothing has to be guessed by trying decoders in
turn: some of them (playlists, for instance) would open other files or even addresses.
"""

from __future__ import annotations

from typing import IO, Final

HEAD_BYTES: Final = 64

_MPEG_AUDIO_LAYERS = {0x01, 0x02}  # III and II; layer I would also match UTF-16 text
_BITMAP_HEADER_BYTES = {12, 40, 52, 56, 64, 108, 124}  # the letters BM alone begin many a text
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_PLAIN: Final = (  # (offset, bytes, media type)
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"II+\x00", "image/tiff"),
    (0, b"MM\x00+", "image/tiff"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b".snd", "audio/basic"),
    (0, b"caff", "audio/x-caf"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "audio/x-ms-wma"),
    (0, b"riff\x2e\x91\xcf\x11", "audio/x-w64"),
)
_RIFF_FORMS = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FOREIGN: Final = (  # what people drop that is neither picture nor sound
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1f\x8b", "a compressed archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a compressed archive"),
    (0, b"\xfd7zXZ\x00", "a compressed archive"),
    (0, b"Rar!", "a compressed archive"),
    (0, b"\xd0\xcf\x11\xe0", "an office document"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"SQLite format 3\x00", "a database"),
    (0, b"MThd", "a MIDI score, which holds notes and no sound"),
)


def sniff(file: IO[bytes]) -> str | None:
    """The media type of an open file, or None when its first bytes are of no kind we read.

    Matroska files are `video/x-matroska`, whether they hold pictures or not: that is for
    the decoder to say. Leaves the file at its beginning.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    media_type = _sniff_head(head)
    if head.startswith(b"ID3"):  # a tag that players put before MP3, AAC or FLAC
        file.seek(_id3_size(head))
        inner = _sniff_head(file.read(HEAD_BYTES))
        media_type = inner if inner in ("audio/flac", "audio/aac") else "audio/mpeg"
    file.seek(0)
    return media_type


def _sniff_head(head: bytes) -> str | None:
    for offset, magic, media_type in _PLAIN:
        if head[offset : offset + len(magic)] == magic:
            if media_type == "image/webp" and head[:4] != b"RIFF":
                continue
            return media_type
    if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64"):
        return _RIFF_FORMS.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "audio/aiff"
    if head[4:8] == b"ftyp":
        return _base_media_type(head)
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BITMAP_HEADER_BYTES:
        return "image/bmp"
    return _mpeg_audio_type(head)


def _base_media_type(head: bytes) -> str:
    """The type of an ISO base media file (MP4, QuickTime, HEIF) by its brands."""
    box_end = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    compatible = {head[at : at + 4] for at in range(16, box_end - 3, 4)}
    if major in _AVIF_BRANDS or (major in (b"mif1", b"msf1") and compatible & _AVIF_BRANDS):
        return "image/avif"
    if major in _HEIF_BRANDS:
        return "image/heic"
    if major in (b"M4A ", b"M4B ", b"F4A "):
        return "audio/mp4"
    return "video/quicktime" if major == b"qt  " else "video/mp4"


def _mpeg_audio_type(head: bytes) -> str | None:
    """MP3, MP2 or AAC frames without any container."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    layer = head[1] >> 1 & 0x03
    if layer in _MPEG_AUDIO_LAYERS:
        sensible = head[1] >> 3 & 0x03 != 0x01 and head[2] >> 4 != 0x0F and head[2] >> 2 & 3 != 3
        return "audio/mpeg" if sensible else None
    return "audio/aac" if head[1] & 0xF6 == 0xF0 else None


def _id3_size(head: bytes) -> int:
    """Length of an ID3v2 tag in bytes, its header included (7 bits are used of each byte)."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return size + 10 + (10 if len(head) > 5 and head[5] & 0x10 else 0)


def describe_foreign(file: IO[bytes]) -> str:
    """What a file seems to be that `sniff` does not know, for a sentence that refuses it."""
    file.seek(0)
    head = file.read(4096)
    for offset, magic, description in _FOREIGN:
        if head[offset : offset + len(magic)] == magic:
            return description
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml")) and b"<svg" in text:
        return "an SVG drawing"
    if text.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(head):
        return "a text file"
    return ""


def _is_text(head: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= max(len(head) - 3, 1)  # the last character may be cut
    return True

"""Makes pictures and sound files, good ones and bad ones, in a test's own folder.

Each function takes the folder first and returns the file's path. `GOOD_FILES` and `BAD_FILES`
name them all: what is added there is tested by every test that runs over them.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import soundfile
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

WIDTH_PX, HEIGHT_PX = 48, 32
RATE_HZ = 48_000
TONE_HZ = 440.0
TONE_S = 1.0
ORIENTATION_TAG = 0x0112


# -- pictures -------------------------------------------------------------------------------


def picture(width: int = WIDTH_PX, height: int = HEIGHT_PX) -> Image.Image:
    """Red on the left, blue on the right, a green stripe along the top; RGB."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2] = (255, 0, 0)
    pixels[:, width // 2 :] = (0, 0, 255)
    pixels[: height // 8] = (0, 255, 0)
    return Image.fromarray(pixels)


def noise_picture(width: int, height: int) -> Image.Image:
    """Random pixels: nothing that a codec could shorten."""
    rng = np.random.default_rng(0)
    return Image.fromarray(rng.integers(0, 256, (height, width, 3), np.uint8))


def image_file(folder: Path, name: str, image: Image.Image | None = None, **options: Any) -> Path:
    """Save a picture in the format that the suffix names."""
    path = folder / name
    (image or picture()).save(path, **options)
    return path


def heic_file(folder: Path, name: str = "photo.heic") -> Path:
    """A picture as telephones save it."""
    import pillow_heif

    path = folder / name
    pillow_heif.from_pillow(picture(64, 64)).save(path)
    return path


def turned_file(folder: Path, orientation: int, suffix: str = ".jpg") -> Path:
    """A picture that looks like `picture()` once its EXIF orientation is followed."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = picture()
    if orientation in undo:
        image = image.transpose(undo[orientation])
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    options: dict[str, Any] = {"quality": 95, "subsampling": 0} if suffix == ".jpg" else {}
    return image_file(folder, f"turned-{orientation}{suffix}", image, exif=exif, **options)


def animated_file(folder: Path, name: str = "moving.gif") -> Path:
    """Three frames: the picture, then black, then white."""
    others = [Image.new("RGB", (WIDTH_PX, HEIGHT_PX), colour) for colour in ("black", "white")]
    return image_file(folder, name, save_all=True, append_images=others)


def deep_file(folder: Path, name: str = "deep.png") -> Path:
    """16-bit grey: a ramp from black to white."""
    ramp = np.linspace(0, 65_535, WIDTH_PX).astype(np.uint16)
    return image_file(folder, name, Image.fromarray(np.tile(ramp, (HEIGHT_PX, 1))))


def transparent_file(folder: Path, name: str = "transparent.png") -> Path:
    """A palette picture: the left half is transparent, the right half blue."""
    image = Image.new("P", (WIDTH_PX, HEIGHT_PX), 0)
    image.putpalette([0, 0, 0, 0, 0, 255])
    image.paste(1, (WIDTH_PX // 2, 0, WIDTH_PX, HEIGHT_PX))
    return image_file(folder, name, image, transparency=0)


def bomb_file(folder: Path, name: str = "bomb.png") -> Path:
    """A PNG of a few kilobytes that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 2_000_000)
    path = folder / name
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )
    return path


# -- sound ----------------------------------------------------------------------------------


def tone(
    duration_s: float = TONE_S, rate_hz: int = RATE_HZ, frequency_hz: float = TONE_HZ
) -> NDArray[np.float32]:
    """A sine at half the full scale: float32, shape (n_samples,)."""
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (0.5 * np.sin(2 * np.pi * frequency_hz * time_s)).astype(np.float32)


def sound_file(
    folder: Path,
    name: str,
    samples: NDArray[Any] | None = None,
    rate_hz: int = RATE_HZ,
    **options: Any,
) -> Path:
    """Write samples, shape (n_samples,) or (n_samples, channels), through libsndfile."""
    path = folder / name
    soundfile.write(path, tone(rate_hz=rate_hz) if samples is None else samples, rate_hz, **options)
    return path


def encoded_file(
    folder: Path,
    name: str,
    codec: str,
    container: str,
    *,
    film: bool = False,
    layout: str = "mono",
    channels: int = 1,
    samples: NDArray[np.float32] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """A tone (or `samples`) through FFmpeg; with `film`, ten frames of black pictures beside it.

    `options` are those of the container.
    """
    import av

    path = folder / name
    samples = tone() if samples is None else samples
    with av.open(str(path), "w", format=container, options=options or {}) as output:
        video: Any = output.add_stream("mpeg4", rate=10) if film else None
        audio: Any = output.add_stream(codec, rate=RATE_HZ)
        audio.layout = layout
        audio.bit_rate = 128_000 * channels
        if video is not None:
            video.width = video.height = 64
            video.pix_fmt = "yuv420p"
            for _ in range(10):
                output.mux(video.encode(av.VideoFrame(64, 64, "yuv420p")))
            output.mux(video.encode(None))
        for start in range(0, len(samples), 960):
            block = np.repeat(samples[start : start + 960], channels)  # interleaved
            frame = av.AudioFrame.from_ndarray(block[None, :], format="flt", layout=layout)
            frame.sample_rate = RATE_HZ
            frame.pts = start
            output.mux(audio.encode(frame))
        output.mux(audio.encode(None))
    return path


def wav_bytes(
    samples: NDArray[np.int16], *, rate_hz: int = RATE_HZ, declared_bytes: int | None = None
) -> bytes:
    """A WAV file whose header may lie about the length of its data."""
    data = samples.astype("<i2").tobytes()
    length = len(data) if declared_bytes is None else declared_bytes
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
    riff = (36 + length) & 0xFFFF_FFFF
    return (
        b"RIFF"
        + struct.pack("<I", riff)
        + b"WAVE"
        + form
        + b"data"
        + struct.pack("<I", length)
        + data
    )


def lying_wav_file(folder: Path, declared_bytes: int, name: str = "lying.wav") -> Path:
    """A tone of one second under a header that claims another length."""
    path = folder / name
    pcm = (tone() * 32_767).astype(np.int16)
    path.write_bytes(wav_bytes(pcm, declared_bytes=declared_bytes))
    return path


def cut_file(path: Path, fraction: float, name: str | None = None) -> Path:
    """A copy of a file that ends after `fraction` of its bytes."""
    cut = path.with_name(name or f"cut-{path.name}")
    content = path.read_bytes()
    cut.write_bytes(content[: int(len(content) * fraction)])
    return cut


def cut_noise(folder: Path, name: str, fraction: float = 0.7) -> Path:
    """A picture of random pixels that ends after `fraction` of its bytes."""
    return cut_file(image_file(folder, name, noise_picture(64, 64)), fraction)


def written_file(folder: Path, name: str, content: bytes) -> Path:
    """A file of exactly these bytes."""
    path = folder / name
    path.write_bytes(content)
    return path


def _folder(folder: Path) -> Path:
    path = folder / "holiday.png"
    path.mkdir()
    return path


def _samples(value: float, count: int = RATE_HZ) -> NDArray[np.float32]:
    return np.full(count, value, np.float32)


# What each file is must be told from its content: suffixes here lie now and then.
GOOD_FILES: Final[dict[str, tuple[Callable[[Path], Path], str]]] = {
    "png": (lambda d: image_file(d, "a.png"), "image/png"),
    "png named .jpg": (lambda d: image_file(d, "a.jpg", format="PNG"), "image/png"),
    "png without a suffix": (lambda d: image_file(d, "picture", format="PNG"), "image/png"),
    "jpeg": (lambda d: image_file(d, "a.jpg"), "image/jpeg"),
    "progressive jpeg": (lambda d: image_file(d, "a.jpg", progressive=True), "image/jpeg"),
    "cmyk jpeg": (lambda d: image_file(d, "a.jpg", picture().convert("CMYK")), "image/jpeg"),
    "grey jpeg": (lambda d: image_file(d, "a.jpg", picture().convert("L")), "image/jpeg"),
    "turned jpeg": (lambda d: turned_file(d, 6), "image/jpeg"),
    "gif": (lambda d: image_file(d, "a.gif"), "image/gif"),
    "animated gif": (animated_file, "image/gif"),
    "animated webp": (lambda d: animated_file(d, "moving.webp"), "image/webp"),
    "animated png": (lambda d: animated_file(d, "moving.png"), "image/png"),
    "webp": (lambda d: image_file(d, "a.webp"), "image/webp"),
    "bmp": (lambda d: image_file(d, "a.bmp"), "image/bmp"),
    "tiff": (lambda d: image_file(d, "a.tiff"), "image/tiff"),
    "cmyk tiff": (lambda d: image_file(d, "a.tiff", picture().convert("CMYK")), "image/tiff"),
    "two-page tiff": (lambda d: animated_file(d, "pages.tiff"), "image/tiff"),
    "16-bit png": (deep_file, "image/png"),
    "16-bit tiff": (lambda d: deep_file(d, "deep.tiff"), "image/tiff"),
    "transparent png": (transparent_file, "image/png"),
    "black and white png": (lambda d: image_file(d, "a.png", picture().convert("1")), "image/png"),
    "one pixel": (lambda d: image_file(d, "dot.png", picture(1, 1)), "image/png"),
    "avif": (lambda d: image_file(d, "a.avif"), "image/avif"),
    "heic": (heic_file, "image/heic"),
    "wav": (lambda d: sound_file(d, "a.wav"), "audio/wav"),
    "wav named .mp3": (lambda d: sound_file(d, "a.mp3", format="WAV"), "audio/wav"),
    "8-bit wav": (lambda d: sound_file(d, "a.wav", subtype="PCM_U8"), "audio/wav"),
    "24-bit wav": (lambda d: sound_file(d, "a.wav", subtype="PCM_24"), "audio/wav"),
    "float wav": (lambda d: sound_file(d, "a.wav", subtype="FLOAT"), "audio/wav"),
    "a-law wav": (lambda d: sound_file(d, "a.wav", subtype="ALAW"), "audio/wav"),
    "8 channels": (lambda d: sound_file(d, "a.wav", np.tile(tone()[:, None], 8)), "audio/wav"),
    "96 kHz": (lambda d: sound_file(d, "a.wav", rate_hz=96_000), "audio/wav"),
    "8 kHz": (lambda d: sound_file(d, "a.wav", rate_hz=8_000), "audio/wav"),
    "wav that claims too much": (lambda d: lying_wav_file(d, 1_000_000_000), "audio/wav"),
    "streamed wav": (lambda d: lying_wav_file(d, 0xFFFF_FFFF), "audio/wav"),
    "rf64": (lambda d: sound_file(d, "a.wav", format="RF64"), "audio/wav"),
    "w64": (lambda d: sound_file(d, "a.w64"), "audio/x-w64"),
    "flac": (lambda d: sound_file(d, "a.flac"), "audio/flac"),
    "aiff": (lambda d: sound_file(d, "a.aiff"), "audio/aiff"),
    "au": (lambda d: sound_file(d, "a.au"), "audio/basic"),
    "caf": (lambda d: sound_file(d, "a.caf"), "audio/x-caf"),
    "ogg": (lambda d: sound_file(d, "a.ogg"), "audio/ogg"),
    "opus": (lambda d: sound_file(d, "a.opus", format="OGG", subtype="OPUS"), "audio/ogg"),
    "mp3": (lambda d: sound_file(d, "a.mp3"), "audio/mpeg"),
    "mp3 with a tag": (lambda d: encoded_file(d, "a.mp3", "mp3", "mp3"), "audio/mpeg"),
    "m4a": (lambda d: encoded_file(d, "a.m4a", "aac", "ipod"), "audio/mp4"),
    "7.1 sound": (
        lambda d: encoded_file(d, "a.m4a", "aac", "ipod", layout="7.1", channels=8), "audio/mp4"
    ),
    "aac": (lambda d: encoded_file(d, "a.aac", "aac", "adts"), "audio/aac"),
    "webm": (lambda d: encoded_file(d, "a.webm", "libopus", "webm"), "audio/x-matroska"),
    "mp4 film": (lambda d: encoded_file(d, "a.mp4", "aac", "mp4", film=True), "video/mp4"),
    "mov film": (lambda d: encoded_file(d, "a.mov", "aac", "mov", film=True), "video/quicktime"),
    "mkv film": (
        lambda d: encoded_file(d, "a.mkv", "libopus", "matroska", film=True),
        "video/x-matroska",
    ),
}  # fmt: skip

# Files that must be refused, each with a word that the message has to hold.
BAD_FILES: Final[dict[str, tuple[Callable[[Path], Path], str]]] = {
    "empty": (lambda d: written_file(d, "empty.png", b""), "empty"),
    "folder": (_folder, "folder"),
    "text named .png": (lambda d: written_file(d, "notes.png", b"Buy milk.\n" * 9), "text"),
    "text named .wav": (lambda d: written_file(d, "notes.wav", "Grüße\n".encode() * 9), "text"),
    "utf-16 text": (lambda d: written_file(d, "a.mp3", "hello, hello".encode("utf-16")), "text"),
    "pdf": (lambda d: written_file(d, "a.jpg", b"%PDF-1.7\n%\xe2\xe3"), "PDF"),
    "svg": (lambda d: written_file(d, "a.png", b"<?xml version='1.0'?><svg></svg>"), "SVG"),
    "playlist": (lambda d: written_file(d, "a.mp3", b"#EXTM3U\nhttp://x.invalid/1.ts\n"), "text"),
    "random bytes": (
        lambda d: written_file(d, "a.jpg", np.random.default_rng(2).bytes(5_000)),
        "unknown kind",
    ),
    "one byte": (lambda d: written_file(d, "a.png", b"\x89"), "a.png"),
    "only a png signature": (
        lambda d: written_file(d, "a.png", b"\x89PNG\r\n\x1a\n"), "damaged"
    ),
    "bomb": (bomb_file, "60000 × 60000"),
    "truncated png": (lambda d: cut_noise(d, "a.png"), "damaged"),
    "truncated jpeg": (lambda d: cut_noise(d, "a.jpg"), "damaged"),
    "truncated progressive jpeg": (
        lambda d: cut_file(image_file(d, "a.jpg", noise_picture(256, 256), progressive=True), 0.5),
        "damaged",
    ),
    "truncated gif": (lambda d: cut_noise(d, "a.gif"), "damaged"),
    "truncated webp": (lambda d: cut_noise(d, "a.webp"), "damaged"),
    "truncated bmp": (lambda d: cut_file(image_file(d, "a.bmp"), 0.7), "damaged"),
    "truncated tiff": (lambda d: cut_file(image_file(d, "a.tiff"), 0.7), "damaged"),
    "truncated avif": (lambda d: cut_noise(d, "a.avif"), "damaged"),
    "truncated heic": (lambda d: cut_file(heic_file(d), 0.7), "damaged"),
    "wav header alone": (
        lambda d: written_file(d, "a.wav", wav_bytes(np.zeros(0, np.int16))), "holds no sound"
    ),
    "lying wav header alone": (
        lambda d: written_file(
            d, "a.wav", wav_bytes(np.zeros(0, np.int16), declared_bytes=96_000)
        ),
        "holds no sound",
    ),
    "wav of 8 bytes": (lambda d: written_file(d, "a.wav", b"RIFF\x04\0\0\0WAVE"), "damaged"),
    "wav without a rate": (
        lambda d: written_file(d, "a.wav", wav_bytes(np.ones(9, np.int16), rate_hz=0)), "a.wav"
    ),
    "wav at 4 GHz": (
        lambda d: written_file(
            d, "a.wav", wav_bytes(np.ones(9, np.int16), rate_hz=2_000_000_000)
        ),
        "a.wav",
    ),
    "empty flac": (lambda d: sound_file(d, "a.flac", np.zeros(0, np.float32)), "a.flac"),
    "truncated m4a": (lambda d: cut_file(encoded_file(d, "a.m4a", "aac", "ipod"), 0.5), "damaged"),
    "truncated mp4 film": (
        lambda d: cut_file(encoded_file(d, "a.mp4", "aac", "mp4", film=True), 0.5), "damaged"
    ),
}  # fmt: skip


def silent_film_file(folder: Path) -> Path:
    """Ten frames of black pictures and no sound track."""
    import av

    path = folder / "silent.mp4"
    with av.open(str(path), "w") as output:
        video: Any = output.add_stream("mpeg4", rate=10)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        for _ in range(10):
            output.mux(video.encode(av.VideoFrame(64, 64, "yuv420p")))
        output.mux(video.encode(None))
    return path


def unseen_film_file(folder: Path) -> Path:
    """A film with sound whose pictures are of a codec that nobody has."""
    path = encoded_file(folder, "unseen.mp4", "aac", "mp4", film=True)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"mp4v", b"zzzz", 1).replace(b"esds", b"free", 1))
    return path


def nan_file(folder: Path, good_samples: int = 0) -> Path:
    """A floating-point WAV of NaN and infinity, with a tone of `good_samples` in front."""
    samples = np.concatenate([tone()[:good_samples], _samples(np.nan, 500), _samples(np.inf, 500)])
    return sound_file(folder, "nan.wav", samples, subtype="FLOAT")

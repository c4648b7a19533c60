"""Asking a loaded backend, and the pictures and clips to ask about."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.engine.events import GenerationRequest, LoadedModel, LoadRequest, TextDelta

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gemini_desk.chat.message import Message
    from gemini_desk.engine.backend import Backend
    from gemini_desk.engine.events import Delta, Finished


@dataclass(frozen=True)
class Answer:
    """What one generation gave."""

    text: str
    deltas: tuple[str, ...]
    finished: Finished


def load(backend: Backend, folder: Path, **request: Any) -> LoadedModel:
    """Load `folder`, on the calling thread."""
    return backend.load(LoadRequest(str(folder), **request), lambda _: None, threading.Event())


def ask(
    backend: Backend,
    messages: Sequence[Message],
    *,
    cancel: threading.Event | None = None,
    on_delta: Callable[[Delta], None] | None = None,
    enable_thinking: bool = False,
    token_probabilities: bool = False,
    **parameters: Any,
) -> Answer:
    """Generate on the calling thread; 12 tokens unless told."""
    deltas: list[str] = []

    def emit(delta: Delta) -> None:
        if isinstance(delta, TextDelta):
            deltas.append(delta.text)
        if on_delta is not None:
            on_delta(delta)

    parameters.setdefault("max_new_tokens", 12)
    request = GenerationRequest(
        tuple(messages),
        GenerationParameters(**parameters),
        enable_thinking=enable_thinking,
        token_probabilities=token_probabilities,
    )
    finished = backend.generate(request, emit, cancel or threading.Event())
    return Answer("".join(deltas), tuple(deltas), finished)


def picture(folder: Path, seed: int, *, width: int = 120, height: int = 80) -> Attachment:
    """A picture of coloured noise, each seed another one of the same size."""
    import numpy as np
    from PIL import Image

    path = folder / f"picture-{seed}-{width}x{height}.png"
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return _attachment(path, AttachmentKind.IMAGE, "image/png")


def clip(folder: Path, seed: int, *, duration_s: float = 1.0) -> Attachment:
    """A clip of noise at 16 kHz, each seed another one."""
    import numpy as np
    import soundfile

    path = folder / f"clip-{seed}-{duration_s:g}.wav"
    samples = np.random.default_rng(seed).normal(0, 0.1, int(16_000 * duration_s))
    soundfile.write(path, samples.astype(np.float32), 16_000)
    return _attachment(path, AttachmentKind.AUDIO, "audio/wav")


def film(folder: Path, seed: int, *, duration_s: float = 2.0, sound: bool = False) -> Attachment:
    """A film of coloured noise, ten frames a second, each seed another one; silent unless told."""
    from tests.helpers.films import noisy_film

    path = noisy_film(folder, f"film-{seed}-{duration_s:g}-{sound}.mp4", seed, duration_s, sound)
    return replace(_attachment(path, AttachmentKind.VIDEO, "video/mp4"), duration_s=duration_s)


def _attachment(path: Path, kind: AttachmentKind, media_type: str) -> Attachment:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(kind, digest, media_type, path.name, len(content), path)

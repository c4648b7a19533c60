"""Recordings made of real speech and silence, and sessions on a scripted backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.engine.capabilities import Capabilities
from gemini_desk.engine.events import LoadRequest
from gemini_desk.paths import assets_dir
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.model_session import ModelSession
from tests.helpers.scripted_backend import ScriptedBackend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RATE_HZ = 16_000


@pytest.fixture(scope="session")
def speech() -> Any:
    """A spoken sentence: float32, at 16 kHz."""
    samples, rate_hz = soundfile.read(assets_dir() / "samples" / "note.wav", dtype="float32")
    assert rate_hz == RATE_HZ
    return samples if samples.ndim == 1 else samples[:, 0]


@pytest.fixture
def recording(tmp_path, speech) -> Callable[..., Any]:
    """Makes a file of pieces: a number is that many seconds of silence, else speech."""

    def make(*parts):
        pieces = [
            np.zeros(round(part * RATE_HZ), np.float32) if isinstance(part, float) else speech
            for part in parts
        ]
        path = tmp_path / "recording.wav"
        soundfile.write(path, np.concatenate(pieces), RATE_HZ, subtype="PCM_16")
        return attach(path, AttachmentKind.AUDIO)

    return make


@pytest.fixture
def session() -> Iterator[Callable[..., Any]]:
    """Loads a scripted model that answers with the replies that are given."""
    sessions = []

    def load(*replies, longest_s=30.0, audio=True, system_role=False):
        backend = ScriptedBackend(
            capabilities=Capabilities(
                audio=audio,
                max_audio_s=longest_s,
                context_tokens=4096,
                system_role=system_role,
            )
        )
        for reply in replies:
            backend.queue_reply(reply)
        session = ModelSession(backend.factory)
        session.load(LoadRequest("scripted"))
        sessions.append(session)
        return session, backend

    yield load
    for each in sessions:
        each.close()

"""Messages → the body of a request, with pictures and clips within it."""

from __future__ import annotations

import base64
import io
import wave
from typing import TYPE_CHECKING, Any, Final, assert_never

from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.engine.backends.server import dialects
from gemini_desk.engine.backends.server.film_parts import film_parts
from gemini_desk.engine.backends.server.what_it_takes import LONGEST_CLIP_S, SAMPLE_RATE_HZ
from gemini_desk.engine.film_reading import SoundOfFilms
from gemini_desk.engine.turns import tidy_turns
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.audio import load_waveform
from gemini_desk.media.image import load_image

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.message import Message
    from gemini_desk.engine.backends.server.what_it_takes import ServerKind
    from gemini_desk.engine.events import Capabilities, GenerationRequest

_MOST_PIXELS: Final = 4_000_000  # more than vision encoders look at, and 20 times less to send
_LARGEST_PNG_BYTES: Final = 4 * 1024**2
_JPEG_QUALITY: Final = 92


def chat_body(
    request: GenerationRequest, model: str, kind: ServerKind, capabilities: Capabilities
) -> dict[str, Any]:
    """The body that asks for an answer, streamed.

    Raises:
        InputError: There is nothing to answer.
        AttachmentMissingError: A file is gone.
        UnsupportedAttachmentError: One cannot be read, or the model does not take its kind.
    """
    messages = SoundOfFilms(capabilities).added_to(request.messages)
    turns = tidy_turns(messages, merge_system=False)
    body: dict[str, Any] = {
        "model": model,
        "messages": [_message(turn, capabilities) for turn in turns],
        "stream": True,
        "stream_options": {"include_usage": True},
        **dialects.thinking_field(
            kind, is_on=request.enable_thinking, can_think=capabilities.thinking
        ),
        **_parameters(request, kind),
    }
    if turns[-1].role is Role.ASSISTANT:
        dialects.go_on(body, kind)
    return body


def _parameters(request: GenerationRequest, kind: ServerKind) -> dict[str, Any]:
    chosen = request.parameters
    named: dict[str, Any] = {
        "max_tokens": chosen.max_new_tokens,
        "temperature": chosen.temperature,
        "top_p": chosen.top_p,
        "top_k": chosen.top_k,
        "min_p": chosen.min_p,
        dialects.penalty_field(kind): chosen.repetition_penalty,
        "seed": chosen.seed,
        "stop": list(chosen.stop[:4]) or None,  # the protocol's most; all are looked for here
    }
    return {name: value for name, value in named.items() if value is not None}


def _message(message: Message, capabilities: Capabilities) -> dict[str, Any]:
    parts = [each for part in message.parts for each in _parts(part, capabilities)]
    if all(part["type"] == "text" for part in parts):  # the form that every server takes
        return {
            "role": message.role.value,
            "content": "\n".join(part["text"] for part in parts),
        }
    return {"role": message.role.value, "content": parts}


def _parts(part: Part, capabilities: Capabilities) -> list[dict[str, Any]]:
    match part:
        case TextPart(text) | ThoughtPart(text):
            return [{"type": "text", "text": text}]
        case TranscriptPart(_, transcript):
            return [{"type": "text", "text": transcript.text}]
        case ImagePart(attachment):
            if not capabilities.image:
                raise _refused(attachment, "pictures")
            return [{"type": "image_url", "image_url": {"url": image_url(attachment)}}]
        case AudioPart(attachment):
            if not capabilities.audio:
                raise _refused(attachment, "sound")
            sound = {"data": wav(attachment), "format": "wav"}
            return [{"type": "input_audio", "input_audio": sound}]
        case VideoPart(attachment):
            if not capabilities.video:
                raise _refused(attachment, "pictures")
            return film_parts(attachment)
        case _:
            assert_never(part)


def image_url(attachment: Attachment) -> str:
    """A picture as a data URL: upright, of bounded size, without what cameras write into it."""
    image = load_image(attachment.path, max_pixels=_MOST_PIXELS)
    content = io.BytesIO()
    if attachment.media_type not in ("image/jpeg", "image/heic", "image/avif"):
        image.save(content, "PNG")
        if content.tell() <= _LARGEST_PNG_BYTES:
            return f"data:image/png;base64,{_base64(content.getvalue())}"
        content = io.BytesIO()
    image.save(content, "JPEG", quality=_JPEG_QUALITY)
    return f"data:image/jpeg;base64,{_base64(content.getvalue())}"


def wav(attachment: Attachment) -> str:
    """A clip as WAV of 16 bits, mono, in base64."""
    import numpy as np

    sound = load_waveform(
        attachment.path,
        sample_rate_hz=SAMPLE_RATE_HZ,
        max_duration_s=LONGEST_CLIP_S,
        track=attachment.track,
    )
    samples = np.clip(np.rint(sound.samples * 32767), -32768, 32767).astype("<i2")
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(samples.tobytes())
    return _base64(content.getvalue())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _refused(attachment: Attachment, kind: str) -> UnsupportedAttachmentError:
    return UnsupportedAttachmentError(
        f"“{attachment.name}” cannot be sent: this server is not known to take {kind}.",
        hint=f"If its model does, tick {kind} for this server in Preferences, Privacy.",
    )

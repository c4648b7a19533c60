"""The transcripts that stand in a prompt as text, and the prompt with only parts of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.chat.message import Message, Part, TextPart
from gemini_desk.transcripts.timed_text import timed_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.message import TranscriptPart
    from gemini_desk.engine.events import GenerationRequest
    from gemini_desk.tasks.transcript_work.fitting import Segments
    from gemini_desk.transcripts.transcript import Transcript


class PromptTranscripts:
    """What a request says of transcripts, to be replaced by parts of it.

    Attributes:
        names: Of the recordings, in the order of their transcripts; each once.
    """

    def __init__(self, request: GenerationRequest, parts: Iterable[TranscriptPart]) -> None:
        """Look for transcripts.

        Args:
            request: With every transcript whole, as `timed_text` writes it.
            parts: The transcripts of the branch; those that the request leaves out are left.
        """
        self._request = request
        said = [message.text for message in request.messages]
        self._found: list[tuple[str, Transcript]] = []
        names: dict[str, str] = {}
        for part in parts:
            text = timed_text(part.transcript)
            if text and any(text in each for each in said):
                self._found.append((text, part.transcript))
                names[part.attachment.content_key] = " ".join(part.attachment.title.split())
        self.names = tuple(names.values())

    @property
    def segments(self) -> Segments:
        """The segments of all of them."""
        return tuple(each for _, transcript in self._found for each in transcript.segments)

    def with_segments(self, chosen: Segments) -> GenerationRequest:
        """The request with nothing but `chosen` of the transcripts.

        Segments that are none of theirs, as notes are, come in the place of the last one.
        """
        ids = [{id(each) for each in transcript.segments} for _, transcript in self._found]
        known = set().union(*ids)
        texts: list[tuple[str, str]] = []
        for number, (text, transcript) in enumerate(self._found):
            is_last = number == len(self._found) - 1
            own = tuple(
                each
                for each in chosen
                if id(each) in ids[number] or (is_last and id(each) not in known)
            )
            texts.append((text, timed_text(replace(transcript, segments=own))))
        messages = tuple(_replaced(message, texts) for message in self._request.messages)
        return replace(self._request, messages=messages)


def _replaced(message: Message, texts: list[tuple[str, str]]) -> Message:
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, TextPart):
            text = part.text
            for before, after in texts:
                text = text.replace(before, after)
            part = part if text == part.text else TextPart(text)
        parts.append(part)
    return replace(message, parts=tuple(parts))

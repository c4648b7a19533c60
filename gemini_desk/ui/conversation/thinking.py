"""What a model thought before it answered: its text, how long it took, whether it is shown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import ThoughtPart

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import MessageVersion


class Thinking:
    """The thoughts of one answer. GUI thread only.

    Attributes:
        is_open: Whether the model still thinks.
        is_unfolded: Whether the thoughts are shown.
        duration_s: How long it thought; None while it does, or if nobody measured it.
    """

    def __init__(self, version: MessageVersion) -> None:
        self._texts: list[str] = []
        self._since_s = time.monotonic()
        self.is_open = False
        self.is_unfolded = False
        self.duration_s: float | None = None
        self.take(version)

    def take(self, version: MessageVersion) -> None:
        """Take over what `version` says."""
        thoughts = [part for part in version.message.parts if isinstance(part, ThoughtPart)]
        self._texts = ["\n\n".join(part.text for part in thoughts)]
        durations_s = [part.duration_s for part in thoughts]
        known_s = [each for each in durations_s if each is not None]
        self.duration_s = sum(known_s) if known_s and len(known_s) == len(durations_s) else None
        self.is_open = version.status is MessageStatus.STREAMING and not version.message.text

    @property
    def source(self) -> str:
        """The thoughts, as they were written."""
        if len(self._texts) > 1:
            self._texts = ["".join(self._texts)]
        return self._texts[0]

    @property
    def elapsed_s(self) -> float:
        """How long it thinks, or thought."""
        return time.monotonic() - self._since_s if self.is_open else self.duration_s or 0.0

    def add(self, text: str) -> None:
        """More was thought."""
        self._texts.append(text)

    def end(self) -> None:
        """The answer begins."""
        self.duration_s = self.elapsed_s
        self.is_open = False


def has_thoughts(version: MessageVersion) -> bool:
    """Whether a message says what was thought."""
    return any(isinstance(part, ThoughtPart) for part in version.message.parts)

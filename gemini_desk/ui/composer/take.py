"""One recording, from its start to its clip or its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.media.level_meter import Level
    from gemini_desk.media.recorder import Recorder


class Take:
    """What a recording has come to. The methods are the worker's; the rest may be read anywhere.

    Attributes:
        device_name: Which microphone; "" for the system's choice.
        recorder: While it is being recorded; the worker's.
        level: The newest one.
        reason: Why it ended by itself.
        clip: Its file, where it was thrown away and is not yet deleted.
    """

    def __init__(self, device_name: str) -> None:
        self.device_name = device_name
        self.recorder: Recorder | None = None
        self.level: Level | None = None
        self.reason: GeminiDeskError | None = None
        self.clip: Path | None = None

    def stop(self) -> Path | None:
        """End it; its file, if it had begun."""
        recorder, self.recorder = self.recorder, None
        return recorder.stop() if recorder is not None else None

    def set_aside(self) -> Path | None:
        """Throw it away, but keep its file until `discard`."""
        self.clip = self.stop()
        return self.clip

    def discard(self) -> None:
        """Throw it away, with its file."""
        recorder, self.recorder = self.recorder, None
        if recorder is not None:
            recorder.cancel()
        clip, self.clip = self.clip, None
        if clip is not None:
            clip.unlink(missing_ok=True)

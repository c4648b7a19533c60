"""What a loaded model takes, and what it says that it has learned."""

from __future__ import annotations

from dataclasses import dataclass

from gemini_desk.chat.attachment import AttachmentKind


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a loaded model takes, read from its processor and config, never from its name.

    Attributes:
        image: Takes pictures.
        audio: Takes sound.
        video: Takes moving pictures.
        system_role: The chat template has a place for a system prompt.
        thinking: The chat template can switch thinking on.
        context_tokens: Longest prompt plus answer, in tokens.
        audio_sample_rate_hz: What the feature extractor wants; None without audio.
        max_audio_s: Longest clip in seconds; None without audio or without a limit.
        skills: Names of the only prompts and works on transcripts that it says it has learned;
            None if it says nothing, as a model that may be asked anything.
        abilities: The same for a person, in a sentence or two; "" if it says nothing.
    """

    image: bool = False
    audio: bool = False
    video: bool = False
    system_role: bool = False
    thinking: bool = False
    context_tokens: int = 0
    audio_sample_rate_hz: int | None = None
    max_audio_s: float | None = None
    skills: frozenset[str] | None = None
    abilities: str = ""

    def takes(self, kind: AttachmentKind) -> bool:
        """Whether it takes attachments of a kind."""
        match kind:
            case AttachmentKind.IMAGE:
                return self.image
            case AttachmentKind.AUDIO:
                return self.audio
            case AttachmentKind.VIDEO:
                return self.video

    def why_only_seen(self, film_s: float | None) -> str:
        """Why the sound of a film is left out, a sentence; "" if it is heard, or nothing is seen.

        Args:
            film_s: Its length in seconds; None if that is not known.
        """
        if not self.video:
            return ""
        if not self.audio:
            return "The loaded model does not take sound, so the film's is left out."
        if self.max_audio_s is not None and (film_s or 0.0) > self.max_audio_s:
            return (
                f"The film is longer than the {self.max_audio_s:g} s that the loaded model hears "
                "at once, so its sound is left out."
            )
        return ""

    def has_learned(self, skill: str) -> bool:
        """Whether a task may be offered: a model that says nothing may be asked anything."""
        return self.skills is None or skill in self.skills

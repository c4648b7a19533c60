"""What a model is told and asked about a piece of sound."""

from __future__ import annotations

from typing import Final

# The wording that Google recommends for Gemma (https://ai.google.dev/gemma/docs).
_INSTRUCTIONS: Final = (
    "Follow these specific instructions for formatting the answer: only output the "
    "transcription, with no newlines; when transcribing numbers, write the digits"
)
_CONTEXT: Final = (
    "The speech segment comes from the middle of a recording. The text before it ends so, for "
    "spelling and names only; do not write it again:\n"
)


def transcription_prompt(language: str | None) -> str:
    """What the model is asked; `language` is an English name, or None for the clip's own."""
    if language is None:
        return f"Transcribe the following speech segment in its original language. {_INSTRUCTIONS}"
    return (
        f"Transcribe the following speech segment in {language} into {language} text. "
        f"{_INSTRUCTIONS}"
    )


def context_prompt(tail: str) -> str:
    """What the model is told of the text before, which ends with `tail`."""
    return f"{_CONTEXT}{tail}"

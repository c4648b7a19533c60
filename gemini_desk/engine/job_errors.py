"""What to say of a job that failed in a way that nobody foresaw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.events import LoadRequest
from gemini_desk.errors import (
    GeminiDeskError,
    GenerationError,
    ModelLoadError,
    OutOfMemoryError,
)

if TYPE_CHECKING:
    from gemini_desk.engine.events import Request

_REPORT_HINT = "Try again; if it happens again, report it with the details from the log."


def unexpected(request: Request, error: BaseException) -> GeminiDeskError:
    """What to tell a person about an error that nobody foresaw."""
    if isinstance(error, MemoryError):
        return OutOfMemoryError(
            "The computer's memory ran out.",
            hint="Close other programs, or choose a smaller model.",
        )
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    if isinstance(request, LoadRequest):
        return ModelLoadError(f"The model could not be loaded ({reason}).", hint=_REPORT_HINT)
    return GenerationError(f"The model failed while it answered ({reason}).", hint=_REPORT_HINT)


def without_frames(error: GeminiDeskError) -> GeminiDeskError:
    """The error without what would keep frames, and in them tensors, alive."""
    error.__traceback__ = None
    error.__cause__ = None
    error.__context__ = None
    return error

"""Gemini Desk: chat, with text, pictures and voice, with a model on your own machine.

from gemini_desk import Gemini

with Gemini.load("starter") as model:
    print(model.describe_image("photo.jpg"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gemini_desk.api import Gemini

__version__ = "0.1.0"
__all__ = ["Gemini", "__version__"]


def __getattr__(name: str) -> Any:
    # The window must not pay for the Python face.
    if name == "Gemini":
        from gemini_desk.api import Gemini

        return Gemini
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

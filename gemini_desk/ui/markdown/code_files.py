"""What a file with a block of code is called."""

from __future__ import annotations

import re
from typing import Final

from gemini_desk.ui.markdown.code_tokens import find_lexer

_STEM: Final = "code"
_PATTERN: Final = re.compile(r"\*(\.[a-z0-9+]{1,10})\Z", re.IGNORECASE)
_WHOLE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{2,30}\Z")
# Where Pygments names another first, or none.
_SUFFIXES: Final = {
    "bash": ".sh", "c": ".c", "console": ".sh", "cpp": ".cpp", "html": ".html", "latex": ".tex",
    "markdown": ".md", "md": ".md", "mermaid": ".mmd", "sh": ".sh", "shell": ".sh",
    "svg": ".svg", "tex": ".tex", "text": ".txt", "xml": ".xml", "": ".txt",
}  # fmt: skip


def code_file_name(language: str) -> str:
    """A name for a file with code in `language`: `code.py`, `Dockerfile`."""
    if language in _SUFFIXES:
        return _STEM + _SUFFIXES[language]
    lexer = find_lexer(language)
    patterns = [str(pattern) for pattern in lexer.filenames] if lexer is not None else []
    for pattern in patterns:
        suffix = _PATTERN.match(pattern)
        if suffix is not None:
            return _STEM + suffix[1]
        if _WHOLE_NAME.match(pattern):
            return pattern
    return f"{_STEM}.txt"

"""Which Python package a checkpoint lacks: transformers says it in many words, each its own."""

from __future__ import annotations

import re
from typing import Final

from gemini_desk.errors import UnsupportedModelError

# The first that is found counts: what pip is to install may be called otherwise than the library.
_NAMES: Final = (
    re.compile(r"pip install (?:-\S+ )*['\"]?([A-Za-z0-9][\w.-]*\w)"),
    re.compile(r"not found in your environment: ([A-Za-z0-9][\w.-]*\w)"),
    re.compile(r"requires the ([A-Za-z0-9][\w.-]*\w) library"),
)


def package_missing(model_name: str, error: ImportError) -> UnsupportedModelError:
    """The refusal of a model, with the package's name where the error tells it.

    Args:
        model_name: As people know it.
        error: What transformers or Python said.
    """
    text = " ".join(str(error).split())
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
    else:
        found = [match for name in _NAMES if (match := name.search(text))]
        package = found[0].group(1) if found else ""
    if not package:
        return UnsupportedModelError(
            f"{model_name} needs a Python package that is not installed.", hint=text
        )
    return UnsupportedModelError(
        f"{model_name} needs the Python package {package}, which is not installed.",
        hint=f"Install it with: pip install {package}. Or choose another model.",
    )

"""The registry of model families: what a family does differently from all others.

Most models need no entry: what they take is read from their processor and config.

To add a family:
1. write its facts in a file of this package, as a `Family` with a comment for each fact;
2. add one line for each `config.model_type` to `_FAMILIES`;
3. add a tiny checkpoint of it to `tests/helpers/tiny_checkpoints.py`: the contract suite in
   `tests/model/` then runs over it.
"""

from __future__ import annotations

from types import MappingProxyType

from gemini_desk.engine.families.family import Family
from gemini_desk.engine.families.gemma import GEMMA_4
from gemini_desk.engine.families.smolvlm import SMOLVLM

_FAMILIES = MappingProxyType(
    {
        "gemma4": GEMMA_4,
        "gemma4_unified": GEMMA_4,
        "idefics3": SMOLVLM,
        "smolvlm": SMOLVLM,
    }
)

_UNKNOWN = Family()


def family_of(model_type: str) -> Family:
    """The facts about `config.model_type`; cautious ones for a type that is not listed."""
    return _FAMILIES.get(model_type, _UNKNOWN)


__all__ = ["Family", "family_of"]

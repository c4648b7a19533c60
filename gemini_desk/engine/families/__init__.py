"""The registry of model families: what a family does differently from all others.

Most models need no entry: what they take is read from their processor and config.

To add a family:
1. try it: `gemini-desk ask --model FOLDER --image F "What is this?"`; where it answers as it
   should, go on with step 4 (`tests/model/test_unlisted_family.py` sees one that needs no file);
2. write what is different in a file of this package, as a `Family` with a comment for each fact;
3. add one line for each `config.model_type` to `_FAMILIES`;
4. write a tiny checkpoint of its real classes, with its real processor, in a file
   `tests/helpers/tiny_NAME.py`, and say in `tests/helpers/tiny_families.py` what the family must
   be able to do: every test in `tests/model/` that speaks of a model then runs over it;
5. write the table in `assets/help/models.md` anew: `python -m tests.helpers.family_table`.
"""

from __future__ import annotations

from types import MappingProxyType

from gemini_desk.engine.families.family import Family
from gemini_desk.engine.families.gemma import GEMMA_4
from gemini_desk.engine.families.gemma3n import GEMMA_3N
from gemini_desk.engine.families.phi4_multimodal import PHI_4_MULTIMODAL
from gemini_desk.engine.families.qwen_omni import QWEN_OMNI
from gemini_desk.engine.families.smolvlm import SMOLVLM
from gemini_desk.engine.families.voxtral import VOXTRAL

_FAMILIES = MappingProxyType(
    {
        "gemma3n": GEMMA_3N,
        "gemma4": GEMMA_4,
        "gemma4_unified": GEMMA_4,
        "idefics3": SMOLVLM,
        "phi4_multimodal": PHI_4_MULTIMODAL,
        "qwen2_5_omni": QWEN_OMNI,
        "qwen3_omni_moe": QWEN_OMNI,
        "smolvlm": SMOLVLM,
        "voxtral": VOXTRAL,
    }
)

_UNKNOWN = Family()


def family_of(model_type: str) -> Family:
    """The facts about `config.model_type`; cautious ones for a type that is not listed."""
    return _FAMILIES.get(model_type, _UNKNOWN)


__all__ = ["Family", "family_of"]

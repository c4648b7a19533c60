"""Which revision of a repository on the hub is meant: its main branch, but for a few.

Microsoft's main branch of Phi-4-multimodal holds weights for program code of its own, which is
never run here; the same weights for transformers' own classes lie in a request to change it, which
transformers' own tests take, too.
https://github.com/huggingface/transformers/blob/main/tests/models/phi4_multimodal/test_modeling_phi4_multimodal.py
"""

from __future__ import annotations

from typing import Final

MAIN: Final = "main"
_OTHERS: Final = {"microsoft/phi-4-multimodal-instruct": "refs/pr/70"}


def revision_of(repo_id: str) -> str:
    """The branch, tag or reference that is downloaded, and looked for in the cache."""
    return _OTHERS.get(repo_id.casefold(), MAIN)

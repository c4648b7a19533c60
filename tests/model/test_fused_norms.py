"""The norms as one operator compute what they computed before."""

from __future__ import annotations

import pytest
import torch

from gemini_desk.engine.families.fused_norms import fuse_norms

pytestmark = pytest.mark.weights


@pytest.mark.parametrize("with_scale", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_same_numbers(with_scale: bool, dtype: torch.dtype) -> None:
    from transformers.models.gemma4.modeling_gemma4 import Gemma4RMSNorm

    torch.manual_seed(0)
    norm = Gemma4RMSNorm(64, with_scale=with_scale).to(dtype)
    if with_scale:
        norm.weight.data.normal_()
    hidden = torch.randn(2, 5, 64, dtype=dtype)
    with torch.inference_mode():
        before = norm(hidden)
        fuse_norms(norm)
        after = norm(hidden)
    assert type(norm).__name__ == "FusedGemma4RMSNorm"
    assert after.dtype is dtype
    tolerance = 1e-6 if dtype is torch.float32 else 1e-2
    torch.testing.assert_close(after, before, atol=tolerance, rtol=tolerance)

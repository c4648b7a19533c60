"""RMS norms as one operator instead of five.

Gemma 4 has seven norms in a layer and writes them out for the sake of a compiler: 32 µs for
one token on a processor, where torch's operator takes 19; on a GPU, five launches instead of
one. It computes the same, in float32 alike.
"""

from __future__ import annotations

from typing import Any

_CLASSES = frozenset({"Gemma4RMSNorm", "Gemma4UnifiedRMSNorm"})


def fuse_norms(model: Any) -> None:
    """Make every RMS norm of `model` use torch's operator; weights stay where they are."""
    fused: dict[str, Any] = {}
    for module in model.modules():
        name = type(module).__name__
        if name not in _CLASSES:
            continue
        if name not in fused:
            fused[name] = type(f"Fused{name}", (type(module),), {"forward": _forward})
        # Another class for the object: a bound method put into it would refer back to it,
        # and the weights would wait for the garbage collector.
        module.__class__ = fused[name]


def _forward(norm: Any, hidden_states: Any) -> Any:
    from torch.nn import functional

    weight = norm.weight if norm.with_scale else None
    return functional.rms_norm(hidden_states, hidden_states.shape[-1:], weight, norm.eps)

"""Which quantisations this machine can do, and why not the others."""

from __future__ import annotations

import importlib.util

from gemini_desk.errors import ModelLoadError
from gemini_desk.models.quantisation import FACTS, Quantisation

_DEVICE_NAMES = {
    "cpu": "the processor",
    "cuda": "NVIDIA or AMD graphics cards",
    "mps": "Apple's graphics processors",
    "xpu": "Intel's graphics cards",
}


def why_not(quantisation: Quantisation, device: str) -> str:
    """Why `quantisation` cannot be had on `device`, for a person; "" where it can.

    Args:
        quantisation: The way.
        device: A device, or a kind of device: `cuda:0`, `cpu`.
    """
    facts = FACTS[quantisation]
    kind = device.partition(":")[0]
    if kind not in facts.device_kinds:
        wanted = " and ".join(_DEVICE_NAMES[name] for name in sorted(facts.device_kinds))
        return f"{facts.label} works on {wanted} alone."
    if facts.package and importlib.util.find_spec(facts.package) is None:
        return f"{facts.label} needs the Python package {facts.package}, which is not installed."
    return ""


def require_quantisation(quantisation: Quantisation, device: str) -> None:
    """Check that `quantisation` can be had on `device`.

    Raises:
        ModelLoadError: It cannot.
    """
    reason = why_not(quantisation, device)
    if reason:
        facts = FACTS[quantisation]
        hint = "Choose 8 bits or 4 bits, which work everywhere."
        if facts.package and device.partition(":")[0] in facts.device_kinds:
            hint = f"Install it with: pip install {facts.package}. Or choose 4 bits."
        raise ModelLoadError(reason, hint=hint)

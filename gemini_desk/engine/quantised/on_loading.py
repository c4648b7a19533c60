"""transformers' hook for quantising, so that each weight is quantised as soon as it is read."""

from __future__ import annotations

from functools import cache
from typing import Any

from gemini_desk.engine.out_of_memory import MemoryRanOut, is_out_of_memory
from gemini_desk.engine.quantised.weight import quantised
from gemini_desk.models.quantisation import Quantisation, bits_of, kind_of

_METHOD = "gemini_desk"


def quantisation_config(quantisation: Quantisation) -> Any:
    """What `from_pretrained` takes as its `quantization_config`."""
    if quantisation is Quantisation.NF4:
        import torch
        from transformers import BitsAndBytesConfig

        return BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
    return _register()(quantisation)


def _bits(model: Any, quantisation: Quantisation, name: str) -> int | None:
    """Bits that the parameter `name` of `model` gets; None if it stays as it is."""
    from torch import nn

    path, _, attribute = name.rpartition(".")
    module = model.get_submodule(path)
    weight = getattr(module, attribute, None)
    if weight is None:
        return None
    shape = tuple(weight.shape)
    # Only layers that multiply with their weight or look it up: a convolution's is flattened.
    is_expert = len(shape) == 3 and hasattr(module, "gate_up_proj")
    if not (isinstance(module, nn.Linear | nn.Embedding) or is_expert):
        return None
    return bits_of(quantisation, kind_of(name, shape), shape[-1]) if shape else None


@cache
def _register() -> Any:
    """Make the hook known to transformers; returns the class of its config."""
    from transformers.core_model_loading import ConversionOps
    from transformers.quantizers import HfQuantizer
    from transformers.quantizers.auto import register_quantization_config, register_quantizer
    from transformers.utils.quantization_config import QuantizationConfigMixin

    @register_quantization_config(_METHOD)
    class Config(QuantizationConfigMixin):  # type: ignore[misc]
        def __init__(self, quantisation: Quantisation = Quantisation.INT8, **_: Any) -> None:
            self.quant_method = _METHOD
            self.quantisation = Quantisation(quantisation)

    class Quantise(ConversionOps):  # type: ignore[misc]
        def __init__(self, quantizer: Any) -> None:
            self.quantizer = quantizer

        def convert(
            self,
            input_dict: dict[str, Any],
            *,
            model: Any,
            full_layer_name: str,
            **_: Any,
        ) -> dict[str, Any]:
            value = next(iter(input_dict.values()))
            weight = value[0] if isinstance(value, list) else value
            expected = model.get_parameter(full_layer_name).shape
            if weight.shape != expected:
                raise RuntimeError(f"size mismatch for {full_layer_name}")
            chosen = self.quantizer.quantization_config.quantisation
            bits = _bits(model, chosen, full_layer_name)
            assert bits is not None  # transformers asked first
            try:
                return {full_layer_name: quantised(weight.to(self.quantizer.dtype), bits)}
            except (RuntimeError, MemoryError) as error:
                if is_out_of_memory(error):
                    # transformers would note any other error, and read the next weight.
                    raise MemoryRanOut(str(error)) from None
                raise

    @register_quantizer(_METHOD)
    class Quantizer(HfQuantizer):  # type: ignore[misc]
        dtype: Any = None

        def update_dtype(self, dtype: Any) -> Any:
            self.dtype = dtype
            return dtype

        def param_needs_quantization(self, model: Any, param_name: str, **_: Any) -> bool:
            return _bits(model, self.quantization_config.quantisation, param_name) is not None

        def param_element_size(self, model: Any, param_name: str, param: Any) -> float:
            bits = _bits(model, self.quantization_config.quantisation, param_name)
            return param.element_size() if bits is None else bits / 8

        def get_quantize_ops(self) -> Any:
            return Quantise(self)

        def is_serializable(self) -> bool:
            return False

        @property
        def is_trainable(self) -> bool:
            return False

    return Config

"""What fits a machine, in numbers and in words."""

from dataclasses import replace

import pytest

from gemini_desk.models.fit import Verdict, cpu_dtype_bytes, fit, ways_for
from gemini_desk.models.known_models import find_known
from gemini_desk.models.machine import Gpu, Machine
from gemini_desk.models.memory_need import estimate
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.safetensors_header import StoredTensor
from gemini_desk.models.sheet_reading import make_sheet

GB = 10**9
RTX = Gpu("RTX 4070", "cuda", 12 * GB, int(11.4 * GB))
LAPTOP = Machine(16 * GB, 12 * GB)
DESKTOP = Machine(32 * GB, 26 * GB, (RTX,))


@pytest.fixture
def e4b():
    return find_known("nano-2").sheet


@pytest.fixture
def large():
    return find_known("ultra").sheet


def test_weights_follow_the_quantisation(e4b):
    full = estimate(e4b).weights_bytes
    assert full == 2 * e4b.parameters
    eight = estimate(e4b, quantisation=Quantisation.INT8).weights_bytes
    four = estimate(e4b, quantisation=Quantisation.INT4).weights_bytes
    assert 0.5 < eight / full < 0.6
    assert 0.35 < four / eight < 0.95


def test_only_full_layers_grow_with_the_context(e4b):
    sizes = [estimate(e4b, context_tokens=n).kv_cache_bytes for n in (8192, 16384, 32768)]
    full = next(group for group in e4b.cache if group.window_tokens is None)
    per_token = full.layers * (full.key_width + full.value_width) * 2
    assert sizes[1] - sizes[0] == 8192 * per_token
    assert sizes[2] - sizes[1] == 16384 * per_token


def test_a_smaller_cache_can_be_asked_for(large):
    whole = estimate(large, context_tokens=65536).kv_cache_bytes
    eight = estimate(large, context_tokens=65536, kv_dtype="int8").kv_cache_bytes
    full = next(group for group in large.cache if group.window_tokens is None)
    values = 65536 * full.layers * (full.key_width + full.value_width)
    assert whole - eight == pytest.approx(values * (2 - 1.03), abs=1)


def test_reading_at_once_computes_with_the_whole_prompt():
    sheet = find_known("Qwen/Qwen3-VL-4B-Instruct").sheet
    in_pieces = replace(sheet, reads_at_once=False)
    whole = estimate(sheet, context_tokens=32768).activation_bytes
    assert whole > 4 * estimate(in_pieces, context_tokens=32768).activation_bytes


def test_it_goes_to_the_graphics_card_where_there_is_room(e4b):
    found = fit(e4b, DESKTOP, quantisation=Quantisation.INT8)
    assert found.verdict is Verdict.FITS_GPU
    assert found.device == "RTX 4070"
    needs = f"{found.need.total_bytes / 1e9:.1f} GB"
    assert found.sentence == f"Needs {needs} of the 11.4 GB that are free on the RTX 4070."


def test_what_is_in_use_counts(e4b):
    busy = replace(DESKTOP, gpus=(replace(RTX, free_bytes=2 * GB),))
    assert fit(e4b, busy, quantisation=Quantisation.INT8).verdict is not Verdict.FITS_GPU
    ours = replace(DESKTOP, gpus=(replace(RTX, free_bytes=2 * GB, own_bytes=9 * GB),))
    assert fit(e4b, ours, quantisation=Quantisation.INT8).verdict is Verdict.FITS_GPU


def test_what_is_too_large_for_the_card_waits_in_main_memory(large):
    roomy = replace(DESKTOP, main_memory_total_bytes=96 * GB, main_memory_free_bytes=64 * GB)
    found = fit(large, roomy)
    assert found.verdict is Verdict.FITS_OFFLOADED
    assert "a part of it waits in main memory" in found.sentence
    assert fit(large, roomy, offload=False).verdict is not Verdict.FITS_OFFLOADED


def test_fewer_bits_are_not_spread(large):
    """As the engine refuses them: see `engine/offloading.py`."""
    roomy = replace(DESKTOP, main_memory_total_bytes=32 * GB, main_memory_free_bytes=20 * GB)
    found = fit(large, roomy, quantisation=Quantisation.INT4)
    assert found.verdict is Verdict.TOO_LARGE
    assert "the RTX 4070 has 11.4 GB free, main memory 20.0 GB" in found.sentence
    cards = tuple(Gpu(f"RTX 3090 {n}", "cuda", 24 * GB, 20 * GB) for n in "ab")
    found = fit(large, replace(DESKTOP, gpus=cards), quantisation=Quantisation.INT8)
    assert found.verdict is not Verdict.FITS_GPU


def test_what_was_chosen_is_reckoned_with(e4b):
    assert fit(e4b, DESKTOP, quantisation=Quantisation.INT4).verdict is Verdict.FITS_GPU
    on_cpu = fit(e4b, DESKTOP, quantisation=Quantisation.INT4, device="cpu")
    assert on_cpu.verdict is Verdict.FITS_CPU
    assert on_cpu.available_bytes == 26 * GB
    for absent in ("mps", "cuda:1"):
        found = fit(e4b, DESKTOP, device=absent)
        assert found.verdict is Verdict.TOO_LARGE
        assert "not on this machine" in found.sentence
    pinned = fit(e4b, DESKTOP, device="cuda", offload=False)
    assert pinned.verdict is Verdict.TOO_LARGE  # it does not move to the processor by itself
    whole = fit(e4b, DESKTOP, device="cpu", dtype="float32").need.weights_bytes
    assert whole == 2 * fit(e4b, DESKTOP, device="cpu", dtype="bfloat16").need.weights_bytes


def test_two_cards_hold_what_one_does_not(large):
    cards = tuple(Gpu(f"RTX 6000 {n}", "cuda", 48 * GB, 47 * GB) for n in "ab")
    found = fit(large, replace(DESKTOP, gpus=cards))
    assert found.verdict is Verdict.FITS_GPU
    assert found.device == "2 graphics cards"


def test_without_a_card_it_runs_on_the_processor(e4b):
    found = fit(e4b, LAPTOP, quantisation=Quantisation.INT8)
    assert found.verdict is Verdict.FITS_CPU
    assert "runs on the processor" in found.sentence
    assert fit(e4b, LAPTOP).verdict is Verdict.TOO_LARGE


def test_a_longer_context_can_be_too_much(e4b):
    assert fit(e4b, DESKTOP, quantisation=Quantisation.INT8).verdict is Verdict.FITS_GPU
    long = fit(e4b, DESKTOP, quantisation=Quantisation.INT8, context_tokens=131_072)
    assert long.verdict is not Verdict.FITS_GPU


def test_nf4_wants_an_nvidia_card(e4b):
    found = fit(e4b, LAPTOP, quantisation=Quantisation.NF4)
    assert found.verdict is Verdict.TOO_LARGE
    assert "NVIDIA" in found.sentence
    assert Quantisation.NF4 not in ways_for(e4b, LAPTOP)
    assert Quantisation.NF4 in ways_for(e4b, DESKTOP)


def test_a_quantised_checkpoint_is_loaded_as_it_is():
    sheet = make_sheet(
        {"quantization_config": {"bits": 4}, "hidden_size": 64, "num_hidden_layers": 1},
        [StoredTensor("layers.0.w.qweight", "int32", (8, 64))],
    )
    assert ways_for(sheet, DESKTOP) == (Quantisation.NONE,)


def test_small_models_run_in_float32_on_a_processor(e4b):
    small = find_known("HuggingFaceTB/SmolVLM2-500M-Video-Instruct").sheet
    tiny = replace(small, weights=small.weights[:1])
    assert cpu_dtype_bytes(tiny, LAPTOP) == 4
    assert cpu_dtype_bytes(e4b, LAPTOP) == 2
    old = replace(LAPTOP, main_memory_total_bytes=64 * GB, main_memory_free_bytes=60 * GB)
    assert cpu_dtype_bytes(e4b, replace(old, has_bfloat16=False)) == 4
    assert cpu_dtype_bytes(e4b, replace(LAPTOP, has_bfloat16=False)) == 2  # no room for more

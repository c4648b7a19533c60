"""Reading what this machine has."""

import psutil
import pytest

from gemini_desk.models import machine as machine_module
from gemini_desk.models.machine import Gpu, Machine, read_machine
from gemini_desk.models.memory_limits import Room


def test_main_memory_is_that_of_the_system(tmp_path):
    found = read_machine(tmp_path)
    assert 0 < found.main_memory_free_bytes <= found.main_memory_total_bytes
    assert found.main_memory_total_bytes <= psutil.virtual_memory().total
    assert found.disk_free_bytes > 0


def test_a_folder_that_is_not_made_yet_has_its_disk(tmp_path):
    assert read_machine(tmp_path / "not" / "yet").disk_free_bytes > 0


def test_a_containers_limit_counts(tmp_path, monkeypatch):
    room = Room(2_000_000_000, 1_500_000_000)
    monkeypatch.setattr(machine_module, "control_group_room", lambda: room)
    found = read_machine(tmp_path)
    assert found.main_memory_total_bytes == 2_000_000_000
    assert found.main_memory_free_bytes <= 1_500_000_000


def test_cards_of_amds_driver_are_read_from_their_files(tmp_path, monkeypatch):
    card = tmp_path / "card0" / "device"
    card.mkdir(parents=True)
    (card / "mem_info_vram_total").write_text("16000000000\n")
    (card / "mem_info_vram_used").write_text("1000000000\n")
    (card / "product_name").write_text("Radeon RX 7800 XT\n")
    monkeypatch.setattr(machine_module, "_AMD_CARDS", tmp_path)
    monkeypatch.setattr(machine_module, "_nvidia_cards", tuple)
    assert read_machine(tmp_path).gpus == (
        Gpu("Radeon RX 7800 XT", "cuda", 16_000_000_000, 15_000_000_000),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flags\t\t: fpu avx2 avx512bw avx512vl avx512dq\n", True),
        ("flags\t\t: fpu avx2\n", False),
        ("Features\t: fp asimd bf16\n", True),
        ("processor : 0\n", True),
    ],
)
def test_bfloat16_is_told_by_the_processors_flags(tmp_path, monkeypatch, text, expected):
    flags = tmp_path / "cpuinfo"
    flags.write_text(text)
    monkeypatch.setattr(machine_module, "_CPU_FLAGS", flags)
    assert read_machine(tmp_path).has_bfloat16 is expected


def test_a_model_that_is_loaded_goes_before_the_next_one_comes():
    gpu = Gpu("RTX", "cuda", 12, 2, own_bytes=9)
    assert gpu.available_bytes == 11
    other = Gpu("GTX", "cuda", 6, 5)
    found = Machine(16, 4, (gpu, other), main_memory_own_bytes=3)
    assert found.main_memory_available_bytes == 7
    assert found.device_kinds == {"cpu", "cuda"}

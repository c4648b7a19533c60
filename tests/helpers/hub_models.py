"""A model for a hub of the tests, in two parts of 600 kB, and the hub that offers it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.helpers.loopback_hub import LoopbackHub
from tests.helpers.model_folders import write_checkpoint, write_weights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

REPO = "org/model"
SHARDS = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")


@contextmanager
def serving_hub(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """A hub with `REPO`; the network is allowed meanwhile, as far as this machine."""
    from huggingface_hub import close_session, constants

    hub = LoopbackHub(folder / "on-the-hub")
    write_model(hub.root / REPO)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.delenv("GEMINI_DESK_OFFLINE", raising=False)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    try:
        yield hub
    finally:
        close_session()
        hub.close()


def write_model(folder: Path) -> Path:
    """The files of a model in two parts; returns their folder."""
    write_checkpoint(folder)
    (folder / "model.safetensors").unlink()
    for number, shard in enumerate(SHARDS):
        write_weights(folder / shard, values=300_000 + 4 * number)
    (folder / "model.safetensors.index.json").write_text(
        '{{"weight_map": {{"a": "{}", "b": "{}"}}}}'.format(*SHARDS)
    )
    (folder / "README.md").write_text("---\nlicense: gemma\n---\n")
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    return folder


def size_of(folder: Path) -> int:
    """The size of the files in a folder."""
    return sum(path.stat().st_size for path in folder.iterdir())

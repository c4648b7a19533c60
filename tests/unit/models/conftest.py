"""A hub cache of a few bytes."""

from pathlib import Path

import pytest

from tests.helpers.model_folders import COMMIT, write_checkpoint


@pytest.fixture
def hub_dir(tmp_path):
    folder = tmp_path / "hub"
    folder.mkdir()
    return folder


@pytest.fixture
def cached(hub_dir):
    """Puts a model into the cache as huggingface_hub does; returns its snapshot folder."""

    def put(repo_id: str, *, commit: str = COMMIT, config: dict | None = None) -> Path:
        repo = hub_dir / f"models--{repo_id.replace('/', '--')}"
        snapshot = write_checkpoint(repo / "snapshots" / commit, config)
        (repo / "refs").mkdir(exist_ok=True)
        (repo / "refs" / "main").write_text(commit)
        (repo / "blobs").mkdir(exist_ok=True)
        for file in list(snapshot.iterdir()):
            blob = repo / "blobs" / f"blob-of-{file.name}"
            file.rename(blob)
            file.symlink_to(blob)
        return snapshot

    return put

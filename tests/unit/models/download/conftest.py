"""A hub on this machine with one model of 1.2 MB, and downloads from it."""

import pytest

from gemini_desk.models.download.job import Download
from gemini_desk.models.download.patience import Patience
from gemini_desk.models.download.records import DownloadRecords
from tests.helpers.hub_models import REPO, serving_hub


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving_hub(tmp_path, monkeypatch) as hub:
        yield hub


@pytest.fixture
def records(tmp_path):
    return DownloadRecords(tmp_path / "downloads")


@pytest.fixture
def download(hub, hub_dir, records):
    """Makes downloads that are in a hurry; `told` holds what they say."""

    def make(repo_id=REPO, **named):
        told = []
        token = named.pop("token", None)
        patience = named.pop("patience", Patience(5, 5, (0.01,) * 4))
        job = Download(
            repo_id,
            hub_dir=named.pop("hub_dir", hub_dir),
            records=records,
            emit=told.append,
            patience=patience,
            tokens=named.pop("tokens", lambda: iter([token])),
            **named,
        )
        job.told = told
        return job

    return make

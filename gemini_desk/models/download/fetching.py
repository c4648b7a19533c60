"""One blocking call, for those who want a model and no news of it on the way."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.models.download.job import Download
from gemini_desk.models.download.progress import Downloaded, DownloadFailed
from gemini_desk.models.download.records import DownloadRecords

if TYPE_CHECKING:
    from gemini_desk.models.download.patience import Patience


def fetch(repo_id: str, hub_dir: Path, *, patience: Patience | None = None) -> Path:
    """Have `repo_id` in the cache; what is there already is not fetched again.

    Returns:
        The folder to load.

    Raises:
        ModelNotFoundError: The hub has no such model, or hides it from this person.
        ModelLoadError: The hub cannot be reached, or wants a licence accepted first.
        StorageError: The disk is full or refuses.
    """
    with tempfile.TemporaryDirectory() as records:  # it ends here, one way or the other
        ending = Download(
            repo_id,
            hub_dir=hub_dir,
            records=DownloadRecords(Path(records)),
            emit=lambda _event: None,
            patience=patience,
        ).run()
    if isinstance(ending, DownloadFailed):
        raise ending.error
    if not isinstance(ending, Downloaded):
        raise TypeError(type(ending))  # nobody else holds the switch
    return ending.folder

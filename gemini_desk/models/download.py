"""Fetching a model from the hub; called only after the person asked for it."""

from __future__ import annotations

import errno
import logging
from typing import TYPE_CHECKING

from gemini_desk.errors import GeminiDeskError, ModelLoadError, ModelNotFoundError, StorageError

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

# Weights as safetensors and the texts around them; never a pickle, never program code.
ALLOWED_FILES = ("*.safetensors", "*.json", "*.jinja", "*.model", "*.txt", "README.md", "LICENSE*")
# The same weights again, in the layouts of other programs.
IGNORED_FILES = ("original/*", "onnx/*", "consolidated*.safetensors")


def download(repo_id: str, hub_dir: Path) -> None:
    """Fetch `repo_id` into the cache; what is there already is not fetched again.

    Blocks until it is done. Opens sockets.

    Raises:
        ModelNotFoundError: The hub has no such model, or hides it from this person.
        ModelLoadError: The hub cannot be reached, or wants a licence accepted first.
        StorageError: The disk is full or refuses.
    """
    from huggingface_hub import snapshot_download

    try:
        snapshot_download(
            repo_id,
            cache_dir=hub_dir,
            allow_patterns=list(ALLOWED_FILES),
            ignore_patterns=list(IGNORED_FILES),
        )
    except Exception as error:  # HTTP, TLS, proxy, disk: each has classes of its own
        logger.info("downloading %s failed", repo_id, exc_info=True)
        translated = _translate(repo_id, error)
    else:
        return
    raise translated  # outside the handler, so that it carries no traceback along


def _translate(repo_id: str, error: Exception) -> GeminiDeskError:
    from huggingface_hub import constants, errors

    if isinstance(error, errors.GatedRepoError):
        return ModelLoadError(
            f"{repo_id} is given only to people who accepted its licence.",
            hint=f"Accept it at https://huggingface.co/{repo_id} and run `hf auth login`.",
        )
    if isinstance(error, errors.RepositoryNotFoundError | errors.HFValidationError):
        return ModelNotFoundError(
            f"The hub has no model named {repo_id}.",
            hint="Check the spelling; a private model needs `hf auth login` first.",
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            f"The disk is full; {repo_id} is downloaded in part.",
            hint="Free some space and try again: it goes on where it stopped.",
        )
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return StorageError(
            f"The model cache cannot be written: {error.strerror}.",
            hint="Set HF_HUB_CACHE to a folder that you may write to.",
        )
    if constants.is_offline_mode():
        return ModelLoadError(
            f"{repo_id} could not be downloaded: HF_HUB_OFFLINE forbids it.",
            hint="Start without --offline and without HF_HUB_OFFLINE in the environment.",
        )
    return ModelLoadError(
        f"{repo_id} could not be downloaded: the hub cannot be reached.",
        hint="Check the network and try again: it goes on where it stopped.",
    )

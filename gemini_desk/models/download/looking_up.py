"""A model of the hub, told of before it is downloaded: size, licence, what it needs in memory.

Of the weights only the headers are read, by the range of bytes that they take, and of the rest only
small JSON files: some hundred kilobytes for a model of any size.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import AccessDeniedError, DamagedModelError, GeminiDeskError
from gemini_desk.models import checkpoint_folder
from gemini_desk.models.catalogue import label_of
from gemini_desk.models.download.patience import StopSwitch
from gemini_desk.models.download.plan import choose_files
from gemini_desk.models.download.tokens import ask_hub, known_tokens
from gemini_desk.models.inventory import ModelEntry
from gemini_desk.models.safetensors_header import LENGTH_BYTES, header_bytes, parse_header
from gemini_desk.models.sheet_reading import make_sheet

if TYPE_CHECKING:
    from gemini_desk.models.download.hub_client import HubClient
    from gemini_desk.models.download.patience import Patience
    from gemini_desk.models.download.remote_model import RemoteFile, RemoteModel
    from gemini_desk.models.download.tokens import Tokens
    from gemini_desk.models.memory_sheet import MemorySheet
    from gemini_desk.models.safetensors_header import StoredTensor

logger = logging.getLogger(__name__)

_SMALL_FILES: Final = (
    "config.json",
    "processor_config.json",
    "preprocessor_config.json",
    "video_preprocessor_config.json",
    "chat_template.jinja",
    "chat_template.json",
)
_LONGEST_SMALL_FILE_BYTES: Final = 2_000_000
_FIRST_BYTES: Final = 100_000  # holds the header of most files
_LONGEST_HEADER_BYTES: Final = 25_000_000  # what the hub's own client reads of one
_MOST_SHARDS: Final = 300


def look_up(
    repo_id: str,
    switch: StopSwitch | None = None,
    *,
    tokens: Tokens = known_tokens,
    patience: Patience | None = None,
) -> ModelEntry:
    """What can be told of `repo_id`, which is not on this machine; waits for the network.

    Args:
        repo_id: For instance `google/gemma-4-E2B-it`.
        switch: Ends it.
        tokens: Who asks, as for a download.
        patience: How long the hub may take.

    Raises:
        ModelNotFoundError: The hub has no such model, or hides it from this person.
        UnsupportedModelError: It has no weights that may be opened.
        GeminiDeskError: The hub refuses, or cannot be reached.
        Stopped: The switch was thrown.
    """
    switch = switch or StopSwitch()
    try:
        return _look_up(repo_id, switch, tokens, patience)
    except GeminiDeskError:
        switch.check()  # a connection that the switch broke is no trouble of the hub
        raise


def _look_up(
    repo_id: str, switch: StopSwitch, tokens: Tokens, patience: Patience | None
) -> ModelEntry:
    model = ask_hub(
        repo_id, lambda client: client.list_files(repo_id), tokens=tokens, patience=patience
    )
    files = choose_files(model)
    note = ""
    sheet: MemorySheet | None = None
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)

        def read(client: HubClient) -> MemorySheet | None:
            _fetch_small_files(model, files, folder, client, switch)
            return _read_sheet(model, files, folder, client, switch)

        try:
            sheet = ask_hub(repo_id, read, tokens=tokens, patience=patience)
        except (AccessDeniedError, DamagedModelError) as error:
            note = error.message
        config = checkpoint_folder.read_config(folder)
        modalities = checkpoint_folder.modalities(folder)
    if config and not checkpoint_folder.can_answer(config):
        note = "It is not made to answer: an embedder, say, or a classifier."
    return ModelEntry(
        id=repo_id,
        name=label_of(repo_id),
        modalities=modalities,
        licence=model.licence,
        size_bytes=sum(file.size_bytes for file in {file.etag: file for file in files}.values()),
        parameters=sheet.parameters if sheet is not None else 0,
        context_tokens=checkpoint_folder.context_tokens(config),
        summary=note,
        sheet=sheet,
        gated=model.gated,
    )


def _fetch_small_files(
    model: RemoteModel,
    files: tuple[RemoteFile, ...],
    folder: Path,
    client: HubClient,
    switch: StopSwitch,
) -> None:
    for file in files:
        if file.path in _SMALL_FILES and 0 < file.size_bytes <= _LONGEST_SMALL_FILE_BYTES:
            content = client.read_range(model, file.path, 0, file.size_bytes, switch)
            (folder / file.path).write_bytes(content)


def _read_sheet(
    model: RemoteModel,
    files: tuple[RemoteFile, ...],
    folder: Path,
    client: HubClient,
    switch: StopSwitch,
) -> MemorySheet | None:
    """What it needs memory for; None where its files do not tell."""
    config = checkpoint_folder.read_config(folder)
    weights = [file for file in files if file.path.endswith(".safetensors")]
    if not config or len(weights) > _MOST_SHARDS:
        return None
    tensors: list[StoredTensor] = []
    for file in weights:
        tensors += _read_tensors(model, file, client, switch)
    processor = checkpoint_folder.read_json(
        folder / "preprocessor_config.json"
    ) | checkpoint_folder.read_json(folder / "processor_config.json")
    try:
        return make_sheet(config, tensors, processor)
    except GeminiDeskError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):  # anybody's config
        logger.info("the config of %s cannot be reckoned with", model.repo_id, exc_info=True)
        return None


def _read_tensors(
    model: RemoteModel, file: RemoteFile, client: HubClient, switch: StopSwitch
) -> tuple[StoredTensor, ...]:
    first = min(_FIRST_BYTES, file.size_bytes)
    start = client.read_range(model, file.path, 0, first, switch)
    end = LENGTH_BYTES + header_bytes(file.path, start)
    if end > min(file.size_bytes, _LONGEST_HEADER_BYTES):
        raise DamagedModelError(f"The header of {file.path} is damaged.")
    if end > len(start):
        start += client.read_range(model, file.path, len(start), end - len(start), switch)
    header, _ = parse_header(file.path, start[LENGTH_BYTES:end])
    return header.tensors

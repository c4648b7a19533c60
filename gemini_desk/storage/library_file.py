"""Files with presets and prompts: those that people share, and those that ship.

Callable from any thread but the GUI's.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.preset import BUILT_IN_PREFIX
from gemini_desk.errors import InputError, StorageError
from gemini_desk.paths import assets_dir
from gemini_desk.storage.library_json import (
    LARGEST_DOCUMENT_BYTES,
    Library,
    preset_from_object,
    prompt_from_object,
    read_library,
    write_library,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gemini_desk.chat.preset import Preset
    from gemini_desk.chat.prompt_template import PromptTemplate

logger = logging.getLogger(__name__)


def read_library_file(path: Path) -> Library:
    """The presets and prompts of the file at `path`.

    Raises:
        InputError: It cannot be read, is too large, or holds nothing of the kind.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be read: {error.strerror}.",
            hint="Check that it is a file and that you may read it.",
        ) from None
    return read_library(data)


def write_library_file(
    path: Path, presets: Iterable[Preset] = (), prompts: Iterable[PromptTemplate] = ()
) -> None:
    """Write presets and prompts to `path`; what is there is replaced as a whole.

    Raises:
        StorageError: The disk is full or refuses; what was there is untouched.
    """
    text = write_library(list(presets), list(prompts))
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".library-")
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(
            f"{path.name} could not be written: {error.strerror}.",
            hint="Choose another folder, or free some space.",
        ) from None


def built_in_presets(folder: Path | None = None) -> tuple[Preset, ...]:
    """The presets of `folder`, in their order; those that ship with the application if None."""
    return tuple(
        preset_from_object(content, [], id_=id_)
        for id_, content in _objects_in(folder or assets_dir() / "presets")
    )


def built_in_prompts(folder: Path | None = None) -> tuple[PromptTemplate, ...]:
    """The prompts of `folder`, in their order; those that ship with the application if None."""
    return tuple(
        prompt_from_object(content, [], id_=id_)
        for id_, content in _objects_in(folder or assets_dir() / "prompts")
    )


def _objects_in(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id and the content of each file, in the order that `order` says."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            logger.exception("%s, which ships with the application, cannot be read", path.name)
        else:
            found.append((content.get("order", 0), f"{BUILT_IN_PREFIX}{path.stem}", content))
    for _, id_, content in sorted(found, key=lambda it: (it[0], it[1])):
        yield id_, content

"""Examples to padded tensors, the same as the shipped processor would make of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gemini_desk.starter.configuration import MEL_BINS, SPECIAL_TOKENS, token_id
from gemini_desk.starter.pictures.patches import Patches, cut
from gemini_desk.starter.speech import mel
from gemini_desk.starter.words import CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch
    from numpy.typing import NDArray

    from gemini_desk.starter.examples import Example, Mark

IGNORED = -100
"""Label of what the model need not predict."""


@dataclass(slots=True)
class Batch:
    """Examples of one medium.

    Attributes:
        tasks: One name an example.
        inputs: ``input_ids`` and ``attention_mask``, int64 (examples, tokens); for pictures
            ``pixel_values``, float32 (examples, patches, values) in [0, 1], and
            ``image_position_ids``; for sound ``input_features``, float32 (examples, frames, mels),
            and ``input_features_mask``.
        labels: int64, (examples, tokens): the answers, everything else :data:`IGNORED`.
        grids: For pictures, rows and columns of soft tokens of each.
        spelled: For the alignment loss: the characters' indices from 1, or None.
        marks: For the spotting loss: soft token, colour, form and size of each shape.
    """

    tasks: list[str]
    inputs: dict[str, torch.Tensor]
    labels: torch.Tensor
    grids: list[tuple[int, int]] = field(default_factory=list)
    spelled: list[list[int] | None] = field(default_factory=list)
    marks: list[list[tuple[int, int, int, int]]] = field(default_factory=list)


def _byte_table() -> dict[int, int]:
    """Maps a byte to its token id, in the order that the tokenizer's alphabet is sorted."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {byte: chr(byte) for byte in printable}
    others = [byte for byte in range(256) if byte not in letters]
    letters |= {byte: chr(256 + index) for index, byte in enumerate(others)}
    order = sorted(letters.values())
    return {byte: len(SPECIAL_TOKENS) + order.index(letter) for byte, letter in letters.items()}


_BYTES = _byte_table()
_SPELLED = {character: index + 1 for index, character in enumerate(" " + CHARACTERS)}
SPELLED_CLASSES = len(_SPELLED) + 1
"""Classes of the alignment loss: the blank, the space and every printed character."""


def encode(text: str) -> list[int]:
    """Encodes text as bytes; equal to the shipped tokenizer and a hundred times as fast."""
    return [_BYTES[byte] for byte in text.encode()]


def _tokens(example: Example, soft: list[int]) -> tuple[list[int], list[int]]:
    """Renders a conversation as the chat template does.

    Args:
        example: The conversation.
        soft: The placeholder tokens of its picture or recording, empty if it has none.

    Returns:
        Token ids, and labels of the same length.
    """
    ids = [token_id("<bos>")]
    labels = [IGNORED]
    end = token_id("<turn|>")
    for index, turn in enumerate(example.turns):
        media = soft if index == 0 else []
        prompt = encode(turn.prompt)
        body = [*media, *prompt] if example.media_first else [*prompt, *media]
        opening = [
            *(token_id("<|turn>"), *encode("user\n"), *body, end, *encode("\n")),
            *(token_id("<|turn>"), *encode("model\n")),
        ]
        answer = [*encode(turn.answer), end]
        ids += [*opening, *answer, *encode("\n")]
        labels += [*[IGNORED] * len(opening), *answer, IGNORED]
    return ids, labels


def collate(examples: Sequence[Example], soft_tokens: int) -> Batch:
    """Builds a batch.

    Args:
        examples: All with a picture, all with a recording, or all with neither.
        soft_tokens: Budget a picture.

    Returns:
        The batch, padded on the right.
    """
    import torch

    pictures: list[Patches] = []
    sounds: list[NDArray[np.float32]] = []
    rendered: list[tuple[list[int], list[int]]] = []
    for example in examples:
        soft: list[int] = []
        if example.picture is not None:
            patches = cut(example.picture, soft_tokens)
            pictures.append(patches)
            count = patches.rows * patches.columns
            soft = [token_id("<|image>"), *[token_id("<|image|>")] * count, token_id("<image|>")]
        elif example.waveform is not None:
            frames = mel.log_mel(example.waveform)
            sounds.append(frames)
            count = mel.soft_tokens(len(frames))
            soft = [token_id("<|audio>"), *[token_id("<|audio|>")] * count, token_id("<audio|>")]
        rendered.append(_tokens(example, soft))
    length = max(len(ids) for ids, _ in rendered)
    inputs = np.zeros((len(rendered), length), np.int64)
    mask = np.zeros_like(inputs)
    labels = np.full_like(inputs, IGNORED)
    for row, (ids, targets) in enumerate(rendered):
        inputs[row, : len(ids)], mask[row, : len(ids)] = ids, 1
        labels[row, : len(ids)] = targets
    tensors: dict[str, Any] = {"input_ids": inputs, "attention_mask": mask}
    if pictures:
        tensors |= _pixel_tensors(pictures)
    if sounds:
        tensors |= _sound_tensors(sounds)
    return Batch(
        tasks=[example.task for example in examples],
        inputs={name: torch.from_numpy(array) for name, array in tensors.items()},
        labels=torch.from_numpy(labels),
        grids=[(patches.rows, patches.columns) for patches in pictures],
        spelled=[
            None if example.spelled is None else [_SPELLED[c] for c in example.spelled]
            for example in examples
        ],
        marks=[
            _marked_tokens(example.marks, patches)
            for example, patches in zip(examples, pictures, strict=bool(pictures))
        ],
    )


def _marked_tokens(marks: tuple[Mark, ...], patches: Patches) -> list[tuple[int, int, int, int]]:
    """Finds the soft token that holds the middle of each shape."""
    return [
        (
            int(mark.down * patches.rows) * patches.columns + int(mark.across * patches.columns),
            mark.colour,
            mark.form,
            mark.big,
        )
        for mark in marks
    ]


def _pixel_tensors(pictures: list[Patches]) -> dict[str, NDArray[Any]]:
    most = max(len(patches.values) for patches in pictures)
    pixels = np.zeros((len(pictures), most, pictures[0].values.shape[1]), np.float32)
    positions = np.full((len(pictures), most, 2), -1, np.int64)
    for row, patches in enumerate(pictures):
        pixels[row, : len(patches.values)] = patches.values / np.float32(255)
        positions[row, : len(patches.values)] = patches.positions
    return {"pixel_values": pixels, "image_position_ids": positions}


def _sound_tensors(sounds: list[NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    most = -(-max(len(frames) for frames in sounds) // 4) * 4
    features = np.zeros((len(sounds), most, MEL_BINS), np.float32)
    mask = np.zeros((len(sounds), most), np.bool_)
    for row, frames in enumerate(sounds):
        features[row, : len(frames)], mask[row, : len(frames)] = frames, True
    return {"input_features": features, "input_features_mask": mask}

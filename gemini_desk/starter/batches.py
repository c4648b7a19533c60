"""Conversations to padded tensors, the same as the shipped processor would make of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gemini_desk.starter.configuration import MEL_BINS, token_id
from gemini_desk.starter.encoding import SPELLED, encode
from gemini_desk.starter.pictures.patches import Patches, cut
from gemini_desk.starter.speech import mel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch
    from numpy.typing import NDArray

    from gemini_desk.starter.examples import Example, Mark, Span

IGNORED = -100
"""Label of what the model need not predict."""


class Seen(NamedTuple):
    """What the losses need to know of one picture.

    Attributes:
        grid: Rows and columns of its soft tokens.
        spelled: For the alignment loss: the characters' indices from 1, or None.
        marks: For the spotting loss: soft token, colour, form, size and place of each shape.
    """

    grid: tuple[int, int]
    spelled: list[int] | None
    marks: list[tuple[int, int, int, int, int]]


class Pointer(NamedTuple):
    """For the pointing loss: which soft token tells the next byte of an answer.

    Attributes:
        row: The conversation.
        asking: Place of the token behind which the byte follows.
        target: Place of the soft token.
    """

    row: int
    asking: int
    target: int


class Name(NamedTuple):
    """For the naming loss: what the last prompt calls the shape that it asks about.

    Attributes:
        row: The conversation.
        asking: Place of the token behind which a byte of the answer follows.
        colour: Index of the colour, -1 if it is not named.
        form: Index of the form, -1 if it is not named.
    """

    row: int
    asking: int
    colour: int
    form: int


@dataclass(slots=True)
class Batch:
    """Conversations, padded to the longest.

    Attributes:
        tasks: One name a conversation.
        inputs: ``input_ids`` and ``attention_mask``, int64 (conversations, tokens); with pictures
            ``pixel_values``, float32 (pictures, patches, values) in [0, 1], and
            ``image_position_ids``; with sound ``input_features``, float32 (clips, frames, mels),
            and ``input_features_mask``.
        labels: int64, (conversations, tokens): the answers, everything else :data:`IGNORED`.
        pictures: One entry a picture.
        clips: One entry a recording: the characters' indices from 1, or None.
        pointers: Of all conversations.
        names: Of all conversations.
    """

    tasks: list[str]
    inputs: dict[str, torch.Tensor]
    labels: torch.Tensor
    pictures: list[Seen] = field(default_factory=list)
    clips: list[list[int] | None] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)

    def packed(self) -> Batch:
        """Makes pixels whole numbers again, a quarter of the size: to travel between processes."""
        import torch

        if "pixel_values" in self.inputs:
            pixels = (self.inputs["pixel_values"] * 255).round().to(torch.uint8)
            self.inputs["pixel_values"] = pixels
        return self

    def on(self, device: torch.device) -> Batch:
        """Moves the tensors to a device and undoes :meth:`packed`."""
        import torch

        self.inputs = {name: tensor.to(device) for name, tensor in self.inputs.items()}
        self.labels = self.labels.to(device)
        pixels = self.inputs.get("pixel_values")
        if pixels is not None and pixels.dtype == torch.uint8:
            self.inputs["pixel_values"] = pixels.float() / 255
        return self


class _Conversation:
    """One conversation as tokens, with what the losses need to know of it."""

    def __init__(self) -> None:
        self.ids = [token_id("<bos>")]
        self.labels = [IGNORED]
        self.pointers: list[tuple[int, int]] = []
        self.names: list[tuple[int, int, int]] = []
        self._opening: list[int] = []

    def add(self, part: Example, soft: list[int], grid: tuple[int, int] | None) -> None:
        """Renders a part as the chat template does.

        Args:
            part: With one picture or recording, or neither; without turns, its picture or
                recording opens the next part.
            soft: Its placeholder tokens.
            grid: Rows and columns of soft tokens, if it is a picture.
        """
        end = token_id("<turn|>")
        if not part.turns:
            self._opening += soft
            return
        first_soft = 0
        for index, turn in enumerate(part.turns):
            media = [*self._opening, *soft] if index == 0 else []
            before, self._opening = len(self._opening) if index == 0 else 0, []
            prompt = encode(turn.prompt)
            user = [token_id("<|turn>"), *encode("user\n")]
            if media:
                ahead = 0 if part.media_first else len(prompt)
                first_soft = len(self.ids) + len(user) + ahead + before + 1
            body = [*media, *prompt] if part.media_first else [*prompt, *media]
            model = [token_id("<|turn>"), *encode("model\n")]
            opening = [*user, *body, end, *encode("\n"), *model]
            answer = [*encode(turn.answer), end]
            start = len(self.ids) + len(opening)
            self.ids += [*opening, *answer, *encode("\n")]
            learned = [IGNORED] * len(answer) if part.guessed else answer
            self.labels += [*[IGNORED] * len(opening), *learned, IGNORED]
            for span in part.spans:
                if span.turn == index:
                    self._point(span, start, first_soft, grid)

    def _point(self, span: Span, start: int, first_soft: int, grid: tuple[int, int] | None) -> None:
        asking = range(start + span.start - 1, start + span.stop - 1)
        if grid is not None:
            target = first_soft + _soft_token(span.across, span.down, grid)
            self.pointers += [(place, target) for place in asking]
        if span.colour >= 0 or span.form >= 0:
            self.names += [(place, span.colour, span.form) for place in asking]


def collate(examples: Sequence[Example], soft_tokens: int) -> Batch:
    """Builds a batch.

    Args:
        examples: Conversations; those of one medium and of like length waste least.
        soft_tokens: Budget a picture.

    Returns:
        The batch, padded on the right.
    """
    import torch

    pictures: list[Patches] = []
    sounds: list[NDArray[np.float32]] = []
    rendered: list[_Conversation] = []
    seen: list[Seen] = []
    clips: list[list[int] | None] = []
    for example in examples:
        conversation = _Conversation()
        for part in example.parts:
            soft: list[int] = []
            grid = None
            if part.picture is not None:
                patches = cut(part.picture, soft_tokens)
                pictures.append(patches)
                grid = patches.rows, patches.columns
                count = patches.rows * patches.columns
                soft = [token_id("<|image>"), *[token_id("<|image|>")] * count]
                soft.append(token_id("<image|>"))
                seen.append(Seen(grid, _spelled(part), _marked_tokens(part.marks, grid)))
            elif part.waveform is not None:
                frames = mel.log_mel(part.waveform)
                sounds.append(frames)
                count = mel.soft_tokens(len(frames))
                soft = [token_id("<|audio>"), *[token_id("<|audio|>")] * count]
                soft.append(token_id("<audio|>"))
                clips.append(_spelled(part))
            conversation.add(part, soft, grid)
        rendered.append(conversation)
    length = max(len(conversation.ids) for conversation in rendered)
    inputs = np.zeros((len(rendered), length), np.int64)
    mask = np.zeros_like(inputs)
    labels = np.full_like(inputs, IGNORED)
    for row, conversation in enumerate(rendered):
        known = len(conversation.ids)
        inputs[row, :known], mask[row, :known] = conversation.ids, 1
        labels[row, :known] = conversation.labels
    tensors: dict[str, Any] = {"input_ids": inputs, "attention_mask": mask}
    if pictures:
        tensors |= _pixel_tensors(pictures)
    if sounds:
        tensors |= _sound_tensors(sounds)
    return Batch(
        tasks=[example.task for example in examples],
        inputs={name: torch.from_numpy(array) for name, array in tensors.items()},
        labels=torch.from_numpy(labels),
        pictures=seen,
        clips=clips,
        pointers=[
            Pointer(row, asking, target)
            for row, conversation in enumerate(rendered)
            for asking, target in conversation.pointers
        ],
        names=[
            Name(row, *name)
            for row, conversation in enumerate(rendered)
            for name in conversation.names
        ],
    )


def _spelled(part: Example) -> list[int] | None:
    return None if part.spelled is None else [SPELLED[c] for c in part.spelled]


def _soft_token(across: float, down: float, grid: tuple[int, int]) -> int:
    """Finds the soft token that holds a point of the picture."""
    rows, columns = grid
    return int(down * rows) * columns + int(across * columns)


def _marked_tokens(
    marks: tuple[Mark, ...], grid: tuple[int, int]
) -> list[tuple[int, int, int, int, int]]:
    """Finds the soft token that holds the middle of each shape."""
    return [
        (
            _soft_token(mark.across, mark.down, grid),
            mark.colour,
            mark.form,
            mark.big,
            int(mark.down * 3) * 3 + int(mark.across * 3),
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

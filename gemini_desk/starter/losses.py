"""What training minimises: the answer's cross-entropy, and an alignment loss for each tower.

The alignment losses (CTC) read the characters straight off the soft tokens, in the order in which
they stand or sound. They pull the towers out of the long plateau in which the decoder has not yet
found that soft tokens tell it anything. Their two linear layers are not exported.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn import functional

from gemini_desk.starter.batches import IGNORED, SPELLED_CLASSES, Batch
from gemini_desk.starter.configuration import token_id
from gemini_desk.starter.pictures.colours import NAMED
from gemini_desk.starter.pictures.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor
_USUAL_ANSWER = 6
"""Bytes of a usual answer; keeps the loss near a mean per byte."""


class StarterTrainer(nn.Module):
    """The model with the two readers that only training uses.

    Attributes:
        model: A ``Gemma4ForConditionalGeneration``.
        reader: Soft tokens of a picture to characters.
        listener: Soft tokens of a recording to characters.
        spotter: Soft tokens of a picture to whether a shape's middle is there, and which shape.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        width = model.config.text_config.hidden_size
        self.model = model
        self.reader = nn.Linear(width, SPELLED_CLASSES)
        self.listener = nn.Linear(width, SPELLED_CLASSES)
        self.spotter = nn.Linear(width, 1 + len(NAMED) + len(SHAPES) + 2)

    def losses(self, batch: Batch, alignment_weight: float) -> tuple[Tensor, dict[str, float]]:
        """Runs one batch.

        Args:
            batch: The examples.
            alignment_weight: Share of the alignment loss.

        Returns:
            The loss to minimise, a float32 scalar, and named figures for the log: cross-entropy in
            nats per answer token and the share of examples answered without a wrong token, by task.
        """
        inputs = dict(batch.inputs)
        soft: list[Tensor] = []
        if "pixel_values" in inputs:
            seen = self.model.model.get_image_features(
                inputs.pop("pixel_values"), inputs.pop("image_position_ids"), return_dict=True
            )
            soft = [
                _columns(tokens, grid)
                for tokens, grid in zip(seen.pooler_output, batch.grids, strict=True)
            ]
            out = self.model(**inputs, mm_encoder_outputs={"image": seen}, use_cache=False)
        else:
            out = self.model(**inputs, use_cache=False)
        if "input_features" in inputs:
            frames = inputs["input_features_mask"].sum(1).tolist()
            soft = list(
                torch.split(out.audio_hidden_states, [((n + 1) // 2 + 1) // 2 for n in frames])
            )
        loss, figures = _answer_loss(out.logits, batch)
        if soft and alignment_weight:
            head = self.reader if "image" in _medium(batch) else self.listener
            aligned = _alignment_loss(head, soft, batch.spelled)
            if aligned is not None:
                figures[f"align.{_medium(batch)}"] = float(aligned)
                loss = loss + alignment_weight * aligned
        if any(batch.marks) and alignment_weight:
            spotted = _spotting_loss(self.spotter, seen.pooler_output, batch.marks)
            figures["spot"] = float(spotted)
            loss = loss + 0.5 * alignment_weight * spotted
        return loss, figures


def _medium(batch: Batch) -> str:
    return "image" if batch.grids else "sound" if "input_features" in batch.inputs else "text"


def _columns(tokens: Tensor, grid: tuple[int, int]) -> Tensor:
    """Averages a picture's soft tokens from top to bottom: one line reads from left to right."""
    rows, columns = grid
    return tokens.view(rows, columns, -1).mean(0)


def _answer_loss(logits: Tensor, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """Returns the cross-entropy of the answers and the figures for the log.

    Answers count alike, whatever their length: in a long sentence that is always the same, the one
    byte that decides which sentence it is would otherwise weigh next to nothing.
    """
    predicted, targets = logits[:, :-1], batch.labels[:, 1:]
    kept = targets != IGNORED
    total = functional.cross_entropy(predicted[kept].float(), targets[kept], reduction="sum")
    answers = int((targets == token_id("<turn|>")).sum())
    loss = total / (answers * _USUAL_ANSWER)
    with torch.no_grad():
        wrong = torch.zeros_like(kept)
        wrong[kept] = predicted[kept].argmax(-1) != targets[kept]
        # Greedy generation answers rightly exactly if no token is wrong under teacher forcing.
        right = (~wrong.any(1)).tolist()
    by_task: dict[str, list[bool]] = defaultdict(list)
    for task, exact in zip(batch.tasks, right, strict=True):
        by_task[task].append(exact)
    figures = {f"exact.{task}": sum(found) / len(found) for task, found in by_task.items()}
    return loss, {f"loss.{_medium(batch)}": float(total) / int(kept.sum()), **figures}


def _spotting_loss(
    head: nn.Linear, pictures: Sequence[Tensor], marks: list[list[tuple[int, int, int, int]]]
) -> Tensor:
    """Returns the loss of finding each shape's middle, colour, form and size, as a mean each."""
    marked = [(tokens, found) for tokens, found in zip(pictures, marks, strict=True) if found]
    scores = head(torch.cat([tokens for tokens, _ in marked])).float()
    starts = torch.tensor([0, *(len(tokens) for tokens, _ in marked)]).cumsum(0).tolist()
    rows, colours, forms, sizes = torch.tensor(
        [
            (start + token, colour, form, size)
            for start, (_, found) in zip(starts, marked, strict=False)
            for token, colour, form, size in found
        ]
    ).unbind(1)
    there = torch.zeros(len(scores))
    there[rows] = 1.0
    places = functional.binary_cross_entropy_with_logits(
        scores[:, 0], there, reduction="sum"
    ) / len(rows)
    _, by_colour, by_form, by_size = scores[rows].split([1, len(NAMED), len(SHAPES), 2], dim=1)
    return (
        places
        + functional.cross_entropy(by_colour, colours)
        + functional.cross_entropy(by_form, forms)
        + functional.cross_entropy(by_size, sizes)
    )


def _alignment_loss(
    head: nn.Linear, soft: list[Tensor], spelled: list[list[int] | None]
) -> Tensor | None:
    """Returns the CTC loss per character, or None if nothing in the batch is spelled."""
    pairs = [
        (tokens, letters)
        for tokens, letters in zip(soft, spelled, strict=True)
        if letters is not None and len(letters) <= len(tokens)
    ]
    if not pairs:
        return None
    scores = nn.utils.rnn.pad_sequence([tokens for tokens, _ in pairs])
    scores = functional.log_softmax(head(scores).float(), -1)
    lengths = [len(letters) for _, letters in pairs]
    total = functional.ctc_loss(
        scores,
        torch.tensor([letter for _, letters in pairs for letter in letters], dtype=torch.long),
        torch.tensor([len(tokens) for tokens, _ in pairs]),
        torch.tensor(lengths),
        reduction="sum",
        zero_infinity=True,
    )
    return total / max(sum(lengths), 1)

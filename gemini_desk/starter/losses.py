"""What training minimises: the answer's cross-entropy, and an alignment loss for each tower.

The alignment losses (CTC) read the characters straight off the soft tokens, in the order in which
they stand or sound. They pull the towers out of the long plateau in which the decoder has not yet
found that soft tokens tell it anything. Their linear layers are not exported.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn import functional

from gemini_desk.starter.batches import IGNORED, Batch
from gemini_desk.starter.configuration import token_id
from gemini_desk.starter.encoding import SPELLED_CLASSES
from gemini_desk.starter.pictures.colours import NAMED
from gemini_desk.starter.pictures.shapes import PLACES, SHAPES
from gemini_desk.starter.pointing import Pointing
from gemini_desk.starter.speech import mel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor
_USUAL_ANSWER = 6
"""Bytes of a usual answer; keeps the loss near a mean per byte."""


class StarterTrainer(nn.Module):
    """The model with the readers that only training uses.

    Attributes:
        model: A ``Gemma4ForConditionalGeneration``.
        reader: Soft tokens of a picture to characters.
        listener: Soft tokens of a recording to characters.
        spotter: Soft tokens of a picture to whether a shape's middle is there, and which shape.
        placer: Soft tokens of a picture to the places of :data:`PLACES`.
        namer: The decoder's state behind a prompt to the colour and form that it names.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        width = model.config.text_config.hidden_size
        self.model = model
        self.reader = nn.Linear(width, SPELLED_CLASSES)
        self.listener = nn.Linear(width, SPELLED_CLASSES)
        self.spotter = nn.Linear(width, 1 + len(NAMED) + len(SHAPES) + 2)
        self.placer = nn.Linear(width, sum(map(len, PLACES)))
        self.namer = nn.Linear(width, len(NAMED) + len(SHAPES))
        self._pointing = Pointing(model.model.language_model)

    def freeze_towers(self, frozen: bool) -> None:
        """Leaves the towers as they are, and saves half of the time of a step; or trains them."""
        for name, weight in self.named_parameters():
            if "language_model" not in name and "namer" not in name:
                weight.requires_grad_(not frozen)

    def losses(
        self, batch: Batch, alignment_weight: float, pointing_weight: float = 0.0
    ) -> tuple[Tensor, dict[str, float]]:
        """Runs one batch.

        Args:
            batch: The examples.
            alignment_weight: Share of the alignment and spotting losses.
            pointing_weight: Share of the pointing loss.

        Returns:
            The loss to minimise, a float32 scalar, and named figures for the log: cross-entropy in
            nats per answer token and the share of examples answered without a wrong token, by task.
        """
        inputs = dict(batch.inputs)
        seen: Sequence[Tensor] = []
        if "pixel_values" in inputs:
            features = self.model.model.get_image_features(
                inputs.pop("pixel_values"), inputs.pop("image_position_ids"), return_dict=True
            )
            seen = features.pooler_output
            out = self.model(**inputs, mm_encoder_outputs={"image": features}, use_cache=False)
        else:
            out = self.model(**inputs, use_cache=False)
        loss, figures = _answer_loss(out.logits, batch)
        if alignment_weight:
            for name, share, term in self._tower_losses(batch, seen, out):
                figures[name] = float(term.detach())
                loss = loss + alignment_weight * share * term
        if batch.pointers and pointing_weight:
            term, figures["pointed"] = self._pointing.loss(batch.pointers)
            figures["pointing"] = float(term.detach())
            loss = loss + pointing_weight * term
        if batch.names and pointing_weight:
            term, figures["named"] = self._pointing.naming_loss(self.namer, batch.names)
            loss = loss + pointing_weight * term
        return loss, figures

    def _tower_losses(
        self, batch: Batch, seen: Sequence[Tensor], out: Any
    ) -> Iterator[tuple[str, float, Tensor]]:
        """Yields name, share and value of each loss that is read straight off soft tokens."""
        if not any(weight.requires_grad for weight in self.reader.parameters()):
            return
        if seen:
            columns = [
                _columns(tokens, picture.grid)
                for tokens, picture in zip(seen, batch.pictures, strict=True)
            ]
            spelled = [picture.spelled for picture in batch.pictures]
            read = _alignment_loss(self.reader, columns, spelled)
            if read is not None:
                yield "align.image", 1.0, read
            marks = [picture.marks for picture in batch.pictures]
            if any(marks):
                yield "spot", 0.5, _spotting_loss(self.spotter, self.placer, seen, marks)
        if batch.clips:
            frames = batch.inputs["input_features_mask"].sum(1).tolist()
            heard = torch.split(out.audio_hidden_states, [mel.soft_tokens(n) for n in frames])
            listened = _alignment_loss(self.listener, heard, batch.clips)
            if listened is not None:
                yield "align.sound", 1.0, listened


def _medium(batch: Batch) -> str:
    both = "pixel_values" in batch.inputs and "input_features" in batch.inputs
    if both or len(batch.pictures) > len(batch.tasks):
        return "mixed"
    return "image" if batch.pictures else "sound" if batch.clips else "text"


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
    answers = max(1, int((targets == token_id("<turn|>")).sum()))
    loss = total / (answers * _USUAL_ANSWER)
    with torch.no_grad():
        wrong = torch.zeros_like(kept)
        wrong[kept] = predicted[kept].argmax(-1) != targets[kept]
        # Greedy generation answers rightly exactly if no token is wrong under teacher forcing.
        right = (~wrong.any(1)).tolist()
    by_task: dict[str, list[bool]] = defaultdict(list)
    answered = kept.any(1).tolist()
    for task, exact, known in zip(batch.tasks, right, answered, strict=True):
        if known:
            by_task[task].append(exact)
    figures = {f"exact.{task}": sum(found) / len(found) for task, found in by_task.items()}
    if kept.any():
        figures[f"loss.{_medium(batch)}"] = float(total.detach()) / int(kept.sum())
    return loss, figures


def _spotting_loss(
    head: nn.Linear,
    placer: nn.Linear,
    pictures: Sequence[Tensor],
    marks: list[list[tuple[int, int, int, int, int]]],
) -> Tensor:
    """Returns the loss of each shape's middle, colour, form, size and place, as a mean each."""
    marked = [(tokens, found) for tokens, found in zip(pictures, marks, strict=True) if found]
    every = torch.cat([tokens for tokens, _ in marked])
    scores = head(every).float()
    starts = torch.tensor([0, *(len(tokens) for tokens, _ in marked)]).cumsum(0).tolist()
    rows, colours, forms, sizes, places = torch.tensor(
        [
            (start + token, colour, form, size, place)
            for start, (_, found) in zip(starts, marked, strict=False)
            for token, colour, form, size, place in found
        ],
        device=scores.device,
    ).unbind(1)
    there = torch.zeros(len(scores), device=scores.device)
    there[rows] = 1.0
    middles = functional.binary_cross_entropy_with_logits(
        scores[:, 0], there, reduction="sum"
    ) / len(rows)
    _, by_colour, by_form, by_size = scores[rows].split([1, len(NAMED), len(SHAPES), 2], dim=1)
    return (
        middles
        + functional.cross_entropy(by_colour, colours)
        + functional.cross_entropy(by_form, forms)
        + functional.cross_entropy(by_size, sizes)
        + functional.cross_entropy(placer(every[rows]).float(), places)
    )


def _alignment_loss(
    head: nn.Linear, soft: Sequence[Tensor], spelled: list[list[int] | None]
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
        torch.tensor(
            [letter for _, letters in pairs for letter in letters],
            dtype=torch.long,
            device=scores.device,
        ),
        torch.tensor([len(tokens) for tokens, _ in pairs]),
        torch.tensor(lengths),
        reduction="sum",
        zero_infinity=True,
    )
    return total / max(sum(lengths), 1)

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

if TYPE_CHECKING:
    from torch import Tensor


class StarterTrainer(nn.Module):
    """The model with the two readers that only training uses.

    Attributes:
        model: A ``Gemma4ForConditionalGeneration``.
        reader: Soft tokens of a picture to characters.
        listener: Soft tokens of a recording to characters.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        width = model.config.text_config.hidden_size
        self.model = model
        self.reader = nn.Linear(width, SPELLED_CLASSES)
        self.listener = nn.Linear(width, SPELLED_CLASSES)

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
        return loss, figures


def _medium(batch: Batch) -> str:
    return "image" if batch.grids else "sound" if "input_features" in batch.inputs else "text"


def _columns(tokens: Tensor, grid: tuple[int, int]) -> Tensor:
    """Averages a picture's soft tokens from top to bottom: one line reads from left to right."""
    rows, columns = grid
    return tokens.view(rows, columns, -1).mean(0)


def _answer_loss(logits: Tensor, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """Returns the mean cross-entropy of the answers' tokens and the figures for the log."""
    predicted, targets = logits[:, :-1], batch.labels[:, 1:]
    kept = targets != IGNORED
    loss = functional.cross_entropy(predicted[kept].float(), targets[kept])
    with torch.no_grad():
        wrong = torch.zeros_like(kept)
        wrong[kept] = predicted[kept].argmax(-1) != targets[kept]
        # Greedy generation answers rightly exactly if no token is wrong under teacher forcing.
        right = (~wrong.any(1)).tolist()
    by_task: dict[str, list[bool]] = defaultdict(list)
    for task, exact in zip(batch.tasks, right, strict=True):
        by_task[task].append(exact)
    figures = {f"exact.{task}": sum(found) / len(found) for task, found in by_task.items()}
    return loss, {f"loss.{_medium(batch)}": float(loss), **figures}


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

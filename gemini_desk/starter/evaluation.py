"""Measurements through the shipped path: ``AutoProcessor``, chat template and ``generate``."""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gemini_desk.starter import export, good_sets, held_out, measures
from gemini_desk.starter.examples import Example
from gemini_desk.starter.measures import Figure
from gemini_desk.starter.sizes import GOOD, size_of
from gemini_desk.starter.speech.dictation import slots_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


logger = logging.getLogger(__name__)

RESULTS = "evaluation.json"
_BATCH = 30
_LONGEST_ANSWER = 120
_REFUSALS = {
    "blank": "I cannot tell",
    "photograph": "I cannot tell",
    "wordless": "I hear no speech",
}
"""Where any wording that begins like this counts as right."""
_UNSEEN_ITEMS = 100
_AVERAGED = ("shapes.colour", "shapes.place", "shapes.size", "shapes.count")


def messages(example: Example) -> list[dict[str, Any]]:
    """Writes an example as chat messages that end with the last prompt."""
    written: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    for part in example.parts:
        if part.picture is not None:
            shown.append({"type": "image", "image": part.picture})
        if part.waveform is not None:
            shown.append({"type": "audio", "audio": part.waveform})
        for turn in part.turns:
            content, shown = shown, []
            if turn.prompt:
                content.append({"type": "text", "text": turn.prompt})
            written.append({"role": "user", "content": content})
            answer = [{"type": "text", "text": turn.answer}]
            written.append({"role": "assistant", "content": answer})
    return written[:-1]


def answers(processor: Any, model: Any, examples: Sequence[Example]) -> list[str]:
    """Lets the model answer the last prompt of each example.

    Args:
        processor: From the checkpoint folder.
        model: From the checkpoint folder.
        examples: With the same media each.

    Returns:
        One answer an example.
    """
    import torch

    processor.tokenizer.padding_side = "left"
    found: list[str] = []
    for start in range(0, len(examples), _BATCH):
        inputs = processor.apply_chat_template(
            [messages(example) for example in examples[start : start + _BATCH]],
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            add_generation_prompt=True,
            processor_kwargs={"padding": True},
        )
        with torch.inference_mode():
            out = model.generate(**inputs, max_new_tokens=_LONGEST_ANSWER)
        prompt = inputs["input_ids"].shape[1]
        found += processor.batch_decode(out[:, prompt:], skip_special_tokens=True)
    return found


def figures(name: str, examples: Sequence[Example], said: Sequence[str]) -> dict[str, Figure]:
    """Compares answers with what is right.

    Args:
        name: Of the set.
        examples: The set.
        said: The model's answers.

    Returns:
        Figures by name: ``exact`` always, ``cer`` for printed and ``wer`` for spoken words, ``f1``
        for the slots of a summary.
    """
    right = [example.turns[-1].answer for example in examples]
    pairs = list(zip(said, right, strict=True))
    if name in _REFUSALS:
        return {"exact": measures.share([answer.startswith(_REFUSALS[name]) for answer in said])}
    measured = {"exact": measures.share([answer == expected for answer, expected in pairs])}
    if name.startswith(("speech", "dictation")):
        measured["wer"] = measures.error_rate([(a.split(), b.split()) for a, b in pairs])
    elif name.startswith(("word", "line", "random_string", "print")):
        measured["cer"] = measures.error_rate(pairs)
    elif name.startswith("memo"):
        slots = [(slots_of(answer), slots_of(expected)) for answer, expected in pairs]
        measured["f1"] = measures.slot_f1(slots)
    return measured


def evaluate(
    folder: Path,
    run: Path,
    names: Sequence[str] | None = None,
    items: int | None = None,
    validation: bool = False,
) -> None:
    """Measures a checkpoint folder and prints a table; whole sets are kept in the folder.

    Args:
        folder: The checkpoint folder.
        run: Where answers are written for reading, a file of JSON lines a set.
        names: Sets to measure; all that are meant for a model of this size when None.
        items: Items a set; all of them when None.
        validation: Measure on other items of the same kinds, for choosing; nothing is kept.
    """
    processor, model = export.load_checkpoint(folder)
    recorded = held_out.recorded_hashes()
    (run / "answers").mkdir(parents=True, exist_ok=True)
    large = size_of(folder) is GOOD
    for name in names or (good_sets.MEASURED_NAMES if large else held_out.NAMES):
        started = time.monotonic()
        make = held_out.make_validation_set if validation else held_out.make_set
        examples = make(name, items or held_out.ITEMS)
        if (
            not validation
            and len(examples) == held_out.ITEMS
            and held_out.digest(examples) != recorded[name]
        ):
            logger.warning("%s differs from the set hashed before training", name)
        said = answers(processor, model, examples)
        found = {name: figures(name, examples, said)}
        if large and name not in _REFUSALS:
            found[f"{name}.unseen"] = _unseen(processor, model, name, examples[:_UNSEEN_ITEMS])
        elif name == "word" and not validation:
            found["word.blank_pictures"] = {"exact": _without_pictures(processor, model, items)}
        lines = [
            json.dumps({"right": example.turns[-1].answer, "said": answer}, ensure_ascii=False)
            for example, answer in zip(examples, said, strict=True)
        ]
        (run / "answers" / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        row = "  ".join(f"{kind} {figure}" for kind, figure in found[name].items())
        logger.info("%-22s %s  %.0f s", name, row, time.monotonic() - started)
        if items is None and not validation:
            keep(folder, found)


def keep(folder: Path, found: dict[str, dict[str, Figure]]) -> None:
    """Adds figures to those of the folder, and the mean over the questions about shapes."""
    path = folder / RESULTS
    table: dict[str, dict[str, Any]] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    )
    for name, row in found.items():
        table[name] = {kind: asdict(figure) for kind, figure in row.items()}
    if all(name in table for name in _AVERAGED):
        parts = [Figure(**table[name]["exact"]) for name in _AVERAGED]
        table["shapes.average"] = {"exact": asdict(measures.mean(parts))}
    path.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _unseen(
    processor: Any, model: Any, name: str, examples: Sequence[Example]
) -> dict[str, Figure]:
    """Measures what is answered rightly from the prompt, a white picture and silence alone."""
    hidden = [_hidden(example) for example in examples]
    if all(part.picture is None and part.waveform is None for e in examples for part in e.parts):
        return {}
    return figures(name, examples, answers(processor, model, hidden))


def _hidden(example: Example) -> Example:
    """Puts white in place of pictures and silence in place of recordings, of the same sizes."""
    import numpy as np
    from PIL import Image

    picture, wave = example.picture, example.waveform
    return dataclasses.replace(
        example,
        picture=None if picture is None else Image.new("RGB", picture.size, "white"),
        waveform=None if wave is None else np.zeros_like(wave),
        before=tuple(_hidden(part) for part in example.before),
    )


def _without_pictures(processor: Any, model: Any, items: int | None) -> Figure:
    """Measures how many words are guessed rightly from the prompt and a white picture alone."""
    from PIL import Image

    examples = held_out.make_set("word", min(items or 100, 100))
    blank = [
        Example(example.task, example.turns, picture=Image.new("RGB", (160, 60), "white"))
        for example in examples
    ]
    return figures("word", examples, answers(processor, model, blank))["exact"]

"""A sheet of ten right and ten wrong answers for each set, to see what the figures stand for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from gemini_desk.starter import held_out
from gemini_desk.starter.pictures import fonts
from gemini_desk.starter.speech import mel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gemini_desk.starter.examples import Example

EACH = 10
_ACROSS = 5
_CELL_PX = (240, 190)
_SHOWN_PX = (224, 110)
_LETTER_PX = 13
_LETTERS = 32
"""In a row of a cell."""


def draw(run: Path, names: Sequence[str]) -> list[Path]:
    """Draws a sheet for each set that was measured.

    Args:
        run: The run whose answers are shown.
        names: Of the sets; those without answers are passed over.

    Returns:
        The pictures' paths, in the run's folder ``sheets``.
    """
    (run / "sheets").mkdir(parents=True, exist_ok=True)
    paths = []
    for name in names:
        answers = run / "answers" / f"{name}.jsonl"
        if answers.exists():
            path = run / "sheets" / f"{name}.png"
            _sheet(name, answers.read_text(encoding="utf-8").splitlines()).save(path)
            paths.append(path)
    return paths


def _sheet(name: str, lines: Sequence[str]) -> Image.Image:
    said = [json.loads(line) for line in lines]
    examples = held_out.make_set(name, len(said))
    right = [i for i, answer in enumerate(said) if answer["said"] == answer["right"]][:EACH]
    wrong = [i for i, answer in enumerate(said) if answer["said"] != answer["right"]][:EACH]
    width, height = _CELL_PX
    rows = -(-EACH // _ACROSS)
    sheet = Image.new("RGB", (width * _ACROSS, height * rows * 2), "white")
    for first_row, chosen in ((0, right), (rows, wrong)):
        for place, index in enumerate(chosen):
            x, y = place % _ACROSS * width, (first_row + place // _ACROSS) * height
            _cell(sheet, (x, y), examples[index], said[index]["said"])
    line = ImageDraw.Draw(sheet)
    line.line((0, height * rows, sheet.width, height * rows), fill=(200, 60, 60), width=2)
    return sheet


def _cell(sheet: Image.Image, corner: tuple[int, int], example: Example, said: str) -> None:
    x, y = corner[0] + 8, corner[1] + 8
    shown = [_shown(part) for part in example.parts]
    for picture in (picture for picture in shown if picture is not None):
        picture.thumbnail((_SHOWN_PX[0] // len(shown), _SHOWN_PX[1]))
        sheet.paste(picture, (x, y))
        x += picture.width + 4
    font = fonts.load_font(fonts.font_files("held_out")[0][0].path, _LETTER_PX)
    draw_ = ImageDraw.Draw(sheet)
    turn = example.turns[-1]
    rows = [(turn.prompt, (110, 110, 110)), (said, (0, 0, 0))]
    if said != turn.answer:
        rows.append((f"right: {turn.answer}", (190, 40, 40)))
    for index, (text, ink) in enumerate(rows):
        row = text.replace("\n", " / ")
        shortened = row if len(row) <= _LETTERS else row[: _LETTERS - 1] + "…"
        top = y + _SHOWN_PX[1] + 4 + index * (_LETTER_PX + 4)
        draw_.text((corner[0] + 8, top), shortened, font=font, fill=ink)


def _shown(part: Example) -> Image.Image | None:
    """Returns a part's picture, or its recording as frames of sound from left to right."""
    if part.picture is not None:
        return part.picture.copy()
    if part.waveform is None:
        return None
    frames = mel.log_mel(part.waveform).T[::-1]
    grey = ((frames + 2) / 5 * 255).clip(0, 255).astype(np.uint8)
    return Image.fromarray(255 - grey).convert("RGB").resize((_SHOWN_PX[0], 64))

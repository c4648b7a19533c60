"""The pictures and clips in ``assets/samples``: offered on the welcome page, used by tests."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TypedDict

from PIL import Image, ImageDraw

from gemini_desk.starter.configuration import SAMPLE_RATE_HZ
from gemini_desk.starter.pictures import colours, fonts, shapes
from gemini_desk.starter.speech import clips, synthesizers

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "samples"
_README = """# Samples

Made by `python -m gemini_desk.starter samples`: the pictures with Pillow and the fonts DejaVu Sans
and Liberation Sans, the recordings with eSpeak NG (16 kHz, mono, 16 bit). Nothing here shows or
plays a person. `samples.json` lists each file with a prompt and the answer that the starter model
gives; `tests/model/test_starter_samples.py` checks that it still does.
"""


class Sample(TypedDict):
    """One line of ``samples.json``."""

    file: str
    prompt: str
    kind: str
    expected: str


def _sign(text: str, family: str, paper: colours.Rgb, ink: colours.Rgb) -> Image.Image:
    """Prints one line, 64 px high letters, with a margin of a third of that."""
    groups = [group for group in fonts.font_files("train") if group[0].family == family]
    regular = min(groups[0], key=lambda file: len(file.path))
    font = fonts.load_font(regular.path, 64)
    left, top, right, bottom = font.getbbox(text)
    width, height = int(right - left) + 44, int(bottom - top) + 44
    picture = Image.new("RGB", (width, height), paper)
    ImageDraw.Draw(picture).text((22 - left, 22 - top), text, font=font, fill=ink)
    return picture


def _scene(*placed: shapes.Shape) -> Image.Image:
    """Draws shapes on white, 480 by 480 px, without the unevenness of training."""
    picture = Image.new("RGB", (960, 960), "white")
    draw = ImageDraw.Draw(picture)
    for shape in placed:
        x, y = (shape.column + 0.5) * 320, (shape.row + 0.5) * 320
        radius = 160 * (0.88 if shape.big else 0.45)
        shapes.draw_form(draw, shape.form, x, y, radius, colours.NAMED[shape.colour])
    return picture.resize((480, 480), Image.Resampling.LANCZOS)


def pictures() -> dict[str, Image.Image]:
    """Draws the pictures by file name."""
    red = shapes.Shape("red", "circle", big=True, row=0, column=0)
    blue = shapes.Shape("blue", "square", big=False, row=2, column=2)
    return {
        "word.png": _sign("music", "DejaVu Sans", (255, 255, 255), (0, 0, 0)),
        "sign.png": _sign("OPEN", "Liberation Sans", (20, 90, 50), (255, 255, 255)),
        "shapes.png": _scene(red, blue),
        "blank.png": Image.new("RGB", (320, 240), "white"),
    }


RECORDINGS = {"note.wav": "please bring the water today", "question.wav": "please call today"}
SAMPLES: tuple[Sample, ...] = (
    Sample(file="word.png", prompt="What does it say?", kind="image", expected="music"),
    Sample(file="sign.png", prompt="Read the text.", kind="image", expected="OPEN"),
    Sample(file="shapes.png", prompt="How many shapes are there?", kind="image", expected="two"),
    Sample(file="shapes.png", prompt="What colour is the circle?", kind="image", expected="red"),
    Sample(
        file="blank.png",
        prompt="Describe the picture.",
        kind="image",
        expected="I cannot tell: the picture looks blank.",
    ),
    Sample(
        file="note.wav",
        prompt="Transcribe the recording.",
        kind="audio",
        expected="please bring the water today",
    ),
    Sample(file="question.wav", prompt="What is said?", kind="audio", expected="please call today"),
)


def make(folder: Path = FOLDER) -> None:
    """Makes all files.

    Args:
        folder: Where; made when missing.
    """
    import soundfile

    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures().items():
        picture.save(folder / name, optimize=True)
    rng = random.Random(7)
    for name, text in RECORDINGS.items():
        wave = clips.trim(synthesizers.espeak().speak(text, "en-us+m3", 150))
        soundfile.write(folder / name, clips.clean(rng, wave), SAMPLE_RATE_HZ, subtype="PCM_16")
    listed = json.dumps(list(SAMPLES), indent=2, ensure_ascii=False)
    (folder / "samples.json").write_text(listed + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_README, encoding="utf-8")

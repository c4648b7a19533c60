"""The model card: what the starter is, what it was trained on, what it can and cannot do."""

from __future__ import annotations

import json
import math
import shutil
from typing import TYPE_CHECKING, Any

from gemini_desk.starter import evaluation, export, gallery, good_card, run_files
from gemini_desk.starter.card_frame import BEGINNING, MEASURED, USE
from gemini_desk.starter.configuration import PATCH_PX, POOL
from gemini_desk.starter.measures import Figure
from gemini_desk.starter.sizes import GOOD, size_of
from gemini_desk.starter.words import SPOKEN_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ROWS: tuple[tuple[str, str, str], ...] = (
    ("word", "exact", "one printed word, held-out words in held-out fonts: exactly right"),
    ("word", "cer", "the same: character error rate"),
    ("word.seen_words", "exact", "one printed word of training, held-out fonts: exactly right"),
    ("random_string", "exact", "up to six random characters, held-out fonts: exactly right"),
    ("line", "cer", "one line of two to five held-out words: character error rate"),
    ("word.blank_pictures", "exact", "baseline: the word guessed from a blank picture"),
    ("shapes.colour", "exact", "colour of a shape, held-out pairs of colour and shape"),
    ("shapes.place", "exact", "place of a shape"),
    ("shapes.size", "exact", "size of a shape"),
    ("shapes.count", "exact", "number of shapes, one to three"),
    ("shapes.average", "exact", "mean of the four above"),
    ("shapes.form", "exact", "name of a shape"),
    ("shapes.exists", "exact", "whether a shape is there"),
    ("shapes.describe", "exact", "description in one sentence, every detail right"),
    ("shapes.second_turn", "exact", "colour of a shape as the second question of a conversation"),
    (
        "speech.festival",
        "wer",
        "**speech of a synthesizer never trained on** (Festival): word errors",
    ),
    ("speech.flite_slt", "wer", "speech of a Flite voice never trained on: word errors"),
    ("speech.espeak", "wer", "speech of held-out eSpeak NG voices: word errors"),
    ("speech.espeak_noisy", "wer", "the same with noise, echo and other speeds: word errors"),
    (
        "speech.espeak_recorded",
        "wer",
        "the same with pauses, hiss and level of a recording: word errors",
    ),
    ("word.after_clip", "exact", "one printed word, shown after a recording was played"),
    ("speech.after_picture", "wer", "speech played after a picture was shown: word errors"),
    ("blank", "exact", "blank picture: says that it cannot tell"),
    ("photograph", "exact", "picture like a photograph, of a kind never met: says so"),
    ("wordless", "exact", "silence, noise, tones: says that it hears no speech"),
    ("chat", "exact", "greetings and questions about itself: answered"),
    ("refusal", "exact", "anything else: says in one sentence what it can do"),
)

_CARD = (
    BEGINNING
    + """\
It is a demonstration: it reads short printed text, answers simple questions about coloured shapes,
writes down short clear recordings of a few dozen words, and says so when asked for anything else.
"""
    + USE
    + """\
Trained from nothing with the recipe in `gemini_desk/starter` (`python -m gemini_desk.starter
train`), on examples made while training: text printed in {fonts} font families, eight shapes in
twelve colours, blank and noisy pictures, {words} spoken words by eSpeak NG and Flite, recordings
without speech, and short exchanges made from templates. No text, picture or recording made by
anybody else was used, and no other model's weights or answers. The same seed draws the same
examples; an interrupted run goes on from its last checkpoint.

{examples} examples in {steps} steps, {hours:.1f} hours of wall clock on two shared CPU cores
without an accelerator. The two phases after "shapes at last" add layers to the decoder and show one
attention head where to look and what the question asks for; the last one practises conversation.
The rule by which "is there a ...?" is asked was mended before that last phase: until then training
never said yes to a held-out pair of colour and shape, and often said no. The curves show that last
phase alone: the log of the phases before it was lost.
"""
    + MEASURED
    + """. The weights are those of the run's last step;
four candidates, three of an earlier recipe and one with a shorter last phase, were measured on
these sets before, which flatters the figures a little. Other items of the same kinds are for
choosing (`evaluate --validation`).

| what | figure | items |
|---|---|---|
{table}

## Limits

- Words it never met are spelled letter by letter and often come out with a wrong letter.
- Spoken words outside its {words} are written as the nearest ones that it knows. Its recordings
  were made by synthesizers; the Festival row shows how much worse a new voice already is. No
  recording of a person was available to measure on: expect poor results.
- Several lines, small print, handwriting, other scripts, charts and screenshots are beyond it.
- A picture that comes after a recording in one conversation is misread a little more often, and the
  other way about. Whether a shape of a new pair of colour and form is there, it only guesses.
- It may still make something up where it should say that it cannot tell.
"""
)


def _progress(run: Path) -> dict[str, Any]:
    """Adds up what the run's log says of its last step."""
    last = max(run_files.log_entries(run), key=lambda line: (line["step"], line["seconds"]))
    return {"steps": last["step"], "hours": last["seconds"] / 3600, "examples": last["examples"]}


def write(run: Path, folder: Path = export.SHIPPED_FOLDER) -> None:
    """Writes the card from the folder's last full evaluation, and its picture of answers.

    Args:
        run: The training run, for what it took and what was answered.
        folder: The checkpoint folder.
    """
    from gemini_desk.starter.pictures.fonts import TRAINING_FAMILIES
    from gemini_desk.starter.speech.sentences import vocabulary

    results = json.loads((folder / evaluation.RESULTS).read_text(encoding="utf-8"))
    size = size_of(folder)
    grown = ""
    if size is GOOD:
        card, words = good_card.CARD, len(vocabulary())
        begun = run_files.load_state(run)["begun"]
        grown = good_card.GROWN.format(begun=begun) if begun else ""
        rows = _rows(results, good_card.ROWS, unseen=True)
    else:
        card, words = _CARD, len(SPOKEN_WORDS)
        rows = _rows(results, _ROWS, unseen=False)
    weights = (folder / "model.safetensors").stat().st_size
    progress = _progress(run)
    written = card.format(
        parameters=weights / 2e6,  # two bytes a weight
        megabytes=weights / 1e6,
        soft_tokens=size.soft_tokens,
        side_px=math.isqrt(size.soft_tokens * (PATCH_PX * POOL) ** 2),  # of a square
        fonts=len(TRAINING_FAMILIES),
        words=words,
        grown=grown,
        table="\n".join(rows),
        steps=f"{progress['steps']:,}",
        examples=f"{progress['examples']:,}",
        hours=progress["hours"],
    )
    for sheet in gallery.draw(run, (good_card.PICTURED,)):  # what was measured elsewhere has none
        shutil.copyfile(sheet, folder / good_card.PICTURE)
    (folder / "README.md").write_text(written, encoding="utf-8")


def _rows(
    results: dict[str, Any], measured: Sequence[tuple[str, str, str]], *, unseen: bool
) -> list[str]:
    """Writes the table's rows: what was measured, in the order in which it is listed."""
    rows = []
    for name, kind, meaning in measured:
        if kind in results.get(name, {}):
            figure = Figure(**results[name][kind])
            row = f"| {meaning} | {figure} | {figure.items} |"
            if unseen:
                guessed = results.get(f"{name}{good_card.UNSEEN}", {}).get(kind)
                row += f" {Figure(**guessed)} |" if guessed else " – |"
            rows.append(row)
    return rows

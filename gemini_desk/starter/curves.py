"""The learning curves of a run as a picture, drawn from its log."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

from gemini_desk.starter import run_files

if TYPE_CHECKING:
    from pathlib import Path

FILE = "learning-curves.png"
_PANELS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "Printed text, answered without a wrong letter",
        "share of examples",
        {
            "exact.characters": "one to three characters",
            "exact.word": "one word",
            "exact.code": "random characters, numbers",
            "exact.line": "two to five words",
            "exact.print.line": "one line",
            "exact.print.paragraph": "two or three lines",
            "exact.print.crop": "signs, labels, receipts, buttons",
            "exact.print.number": "numbers, dates, prices",
        },
    ),
    (
        "Shapes, charts, emoji",
        "share",
        {
            "exact.shapes": "shapes: all questions of a conversation right",
            "exact.scene": "up to six shapes, the same",
            "exact.chart": "bar charts, the same",
            "exact.emoji": "emoji named",
            "exact.compare": "two pictures compared",
            "pointed": "attention at the right place",
        },
    ),
    (
        "Speech and conversation, answered rightly",
        "share of examples",
        {
            "exact.speech": "speech",
            "exact.wordless": "recordings without speech",
            "exact.chat": "conversation",
            "exact.mixed": "pictures and recordings in turn",
            "exact.dictation": "dictated sentences",
            "exact.memo": "memos summarised",
            "exact.talk": "conversation, sums, spelling",
            "exact.follow_up": "questions that look back",
        },
    ),
    (
        "Cross-entropy of the answers",
        "nats per byte",
        {"loss.image": "pictures", "loss.sound": "recordings", "loss.text": "text alone"},
    ),
)
_SMOOTHED = 5
"""Logged steps in the moving mean: 100 steps in all."""


def read_log(run: Path) -> dict[str, list[tuple[int, float]]]:
    """Collects the figures of a run by name: pairs of step and the workers' mean, in order."""
    curves: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for entry in run_files.log_entries(run):
        for name, value in entry.items():
            if isinstance(value, float):
                curves[name][entry["step"]].append(value)
    return {
        name: [(step, fmean(points[step])) for step in sorted(points)]
        for name, points in curves.items()
    }


def phases(run: Path) -> list[tuple[int, str]]:
    """Returns the first logged step of each phase and its name."""
    first: dict[str, int] = {}
    for entry in run_files.log_entries(run):
        first[entry["phase"]] = min(entry["step"], first.get(entry["phase"], entry["step"]))
    return sorted((step, name) for name, step in first.items())


def smoothed(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Returns the moving mean of a curve over its last :data:`_SMOOTHED` entries."""
    means = []
    for index, (step, _) in enumerate(points):
        recent = points[max(0, index - _SMOOTHED + 1) : index + 1]
        means.append((step, fmean(value for _, value in recent)))
    return means


def draw(run: Path, folder: Path) -> Path:
    """Draws the picture.

    Args:
        run: The training run.
        folder: Where to write it.

    Returns:
        The picture's path.
    """
    import matplotlib as mpl

    mpl.use("agg")  # no window system needed
    from matplotlib import pyplot

    curves, starts = read_log(run), phases(run)
    figure, rows = pyplot.subplots(2, 2, figsize=(11, 7), layout="constrained", sharex=True)
    for panel, (title, unit, names) in zip(rows.flat, _PANELS, strict=True):
        for name, meaning in names.items():
            if name in curves:
                steps, values = zip(*smoothed(curves[name]), strict=True)
                panel.plot(steps, values, label=meaning, linewidth=1.4)
        if panel.lines:
            panel.legend(fontsize=8, frameon=False)
        for step, _ in starts[1:]:
            panel.axvline(step, color="0.85", linewidth=0.8, zorder=0)
        panel.set_title(title, fontsize=10, loc="left")
        panel.set_ylabel(unit, fontsize=9)
        panel.tick_params(labelsize=8)
        panel.set_ylim(0, 1.02 if unit.startswith("share") else None)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in rows[-1]:
        panel.set_xlabel("steps; grey lines: phases of the curriculum", fontsize=9)
    path = folder / FILE
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
    path.chmod(0o644)
    return path

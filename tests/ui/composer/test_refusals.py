"""Many files that cannot be added: each is named, in no more notices than there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.notifications import MAX_TOASTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.composer.conftest import ComposerBench


def empty_files(folder: Path, count: int) -> list[Path]:
    files = [folder / f"empty {number}.png" for number in range(1, count + 1)]
    for file in files:
        file.touch()
    return files


def refuse(bench: ComposerBench, count: int) -> list[tuple[str, str, str]]:
    """What is told of so many empty files."""
    bench.notices.clear()
    bench.composer.add_paths(empty_files(bench.folder, count))
    bench.qtbot.waitUntil(lambda: not bench.composer.card.tray.preparing(), timeout=10_000)
    return bench.notices


def test_few_files_are_told_one_by_one(bench: ComposerBench) -> None:
    notices = refuse(bench, 3)
    assert [f"empty {number}.png" in text for number, (_, text, _) in enumerate(notices, 1)] == [
        True, True, True,
    ]  # fmt: skip


def test_several_files_are_told_together_by_their_names(bench: ComposerBench) -> None:
    notices = refuse(bench, 8)
    assert len(notices) <= MAX_TOASTS
    said = " ".join(text for _, text, _ in notices)
    assert all(f"“empty {number}.png”" in said for number in range(1, 9))
    assert notices[-1] == (
        "warning",
        "6 other files cannot be added: “empty 3.png”, “empty 4.png”, “empty 5.png”, "
        "“empty 6.png”, “empty 7.png” and “empty 8.png”.",
        "Add one of them alone to see why.",
    )


def test_a_great_many_files_are_counted(bench: ComposerBench) -> None:
    notices = refuse(bench, 40)
    assert len(notices) <= MAX_TOASTS
    assert notices[-1][1].startswith("38 other files cannot be added: “empty 3.png”, ")
    assert notices[-1][1].endswith("“empty 7.png” and 33 more.")


def test_each_time_anew(bench: ComposerBench) -> None:
    refuse(bench, 4)
    assert [text for _, text, _ in refuse(bench, 1)] == ["“empty 1.png” is empty."]

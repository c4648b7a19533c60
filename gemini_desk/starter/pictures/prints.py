"""Lines, short paragraphs, signs, labels, receipts, buttons and numbers to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.starter import prompts, words
from gemini_desk.starter.examples import Example, Span, Turn
from gemini_desk.starter.pictures.pages import Layout, Page, print_page

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from gemini_desk.starter.words import Split

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BUTTONS = (
    *("OK", "Cancel", "Save", "Open", "Close", "Delete", "Send", "Next", "Back", "Help"),
    *("Apply", "Settings", "Sign in", "Log out", "Download", "Search", "Copy", "Paste"),
    *("New chat", "Try again", "Learn more", "Add file", "Yes", "No", "Continue", "Done"),
)
_SIGNS = (
    *("OPEN", "CLOSED", "EXIT", "STOP", "PUSH", "PULL", "SALE", "TAXI", "PRIVATE", "DANGER"),
    *("NO ENTRY", "NO PARKING", "KEEP LEFT", "WAY OUT", "TICKETS", "TOILETS", "PLEASE WAIT"),
    *("WET PAINT", "KEEP CLEAR", "ONE WAY", "FOR SALE", "TO LET", "PLATFORM"),
)


def reading(rng: random.Random, task: str, page: Page, spelled: bool) -> Example:
    """Makes an example that asks for a page's text.

    Args:
        rng: Source of all choices.
        task: Its name.
        page: What is shown.
        spelled: Whether the alignment loss may read it from left to right: one row only.
    """
    answer = page.text
    alone = rng.random() < 0.05
    return Example(
        task,
        (Turn("" if alone else prompts.ask(rng, prompts.READ), answer),),
        picture=page.picture,
        spelled=answer.replace(" ", "") if spelled else None,
        spans=letter_spans(page),
        media_first=rng.random() > 0.05,
    )


def letter_spans(page: Page, turn: int = 0) -> tuple[Span, ...]:
    """Tells where each character of an answer that is the page's text is to be seen."""
    return tuple(
        Span(turn, index, index + 1, across, down)
        for index, (across, down) in enumerate(page.places)
    )


def _row_of_words(rng: random.Random, split: Split, most: int, longest: int = 22) -> str:
    row = [words.printed_word(rng, split)]
    for _ in range(rng.randrange(most)):
        word = words.printed_word(rng, split)
        if len(" ".join((*row, word))) <= longest:
            row.append(word)
    return " ".join(row)


def number(rng: random.Random) -> str:
    """Draws a number, price, time, date, telephone number or share as printed."""
    kinds: tuple[Callable[[], str], ...] = (
        lambda: words.printed_number(rng),
        lambda: f"{rng.randrange(1000, 1_000_000):,}",
        lambda: f"{rng.choice('€£$')}{rng.randrange(1, 1000)}.{rng.randrange(100):02d}",
        lambda: f"{rng.randrange(1, 100)} %",
        lambda: f"{rng.randint(1, 28)} {rng.choice(MONTHS)} {rng.randint(1950, 2049)}",
        lambda: f"{rng.randint(1950, 2049)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        lambda: f"{rng.randint(1, 12)}:{rng.randrange(60):02d} {rng.choice(('am', 'pm'))}",
        lambda: f"{rng.randrange(100, 1000)} {rng.randrange(1000, 10000)}",
        lambda: f"{rng.randrange(100)}.{rng.randrange(10)} {rng.choice(('kg', 'km', 'cm', 'ml'))}",
        lambda: f"{rng.choice(_DAYS)} {rng.randint(1, 31)}",
        lambda: f"Room {rng.randrange(1, 500)}",
    )
    return rng.choice(kinds)()


def line(rng: random.Random, split: Split) -> Example:
    """Makes one line of two to five words."""
    text = " ".join(words.printed_word(rng, split) for _ in range(rng.randint(2, 5)))
    layout = Layout(margin=rng.uniform(0.15, 0.8), spacing=rng.uniform(1.1, 1.5))
    return reading(rng, "print.line", print_page(rng, [(text,)], split, layout), spelled=True)


def paragraph(rng: random.Random, split: Split) -> Example:
    """Makes two or three lines of up to four words."""
    rows = [(_row_of_words(rng, split, 4),) for _ in range(rng.randint(2, 3))]
    layout = Layout(
        align=rng.choice((0.0, 0.0, 0.5, 1.0)),
        spacing=rng.uniform(1.15, 1.6),
        margin=rng.uniform(0.2, 0.8),
        border=rng.random() < 0.1,
    )
    page = print_page(rng, rows, split, layout)
    return reading(rng, "print.paragraph", page, spelled=False)


def figures(rng: random.Random, split: Split) -> Example:
    """Makes a number, price, date or time."""
    layout = Layout(margin=rng.uniform(0.15, 0.8), spacing=1.3, border=rng.random() < 0.1)
    page = print_page(rng, [(number(rng),)], split, layout)
    return reading(rng, "print.number", page, spelled=_spellable(page.text))


def _spellable(text: str) -> bool:
    return all(character in words.CHARACTERS or character == " " for character in text)


def _for_training(texts: Sequence[str]) -> list[str]:
    """Leaves out the texts that show a word on which reading is measured."""
    return [text for text in texts if not any(map(words.is_held_out, text.split()))]


def _sign(rng: random.Random, split: Split) -> Page:
    drawn = rng.random()
    if split == "train" and drawn < 0.4:
        rows = [(part,) for part in rng.choice(_for_training(_SIGNS)).split(" ")]
    else:
        rows = [(words.printed_word(rng, split).upper(),) for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.3:
        rows.append((number(rng),))
    layout = Layout(align=0.5, spacing=1.2, scales=(1.3, 1.0), border=rng.random() < 0.6)
    return print_page(rng, rows, split, layout)


def _label(rng: random.Random, split: Split) -> Page:
    title = words.printed_word(rng, split).capitalize()
    below = number(rng) if rng.random() < 0.5 else _row_of_words(rng, split, 3, 16)
    layout = Layout(align=rng.choice((0.0, 0.5)), scales=(1.4, 0.8), border=rng.random() < 0.4)
    return print_page(rng, [(title,), (below,)], split, layout)


def _receipt(rng: random.Random, split: Split) -> Page:
    rows: list[tuple[str, ...]] = []
    total = 0
    for _ in range(rng.randint(1, 2)):
        price = rng.randint(20, 2999)
        total += price
        item = words.printed_word(rng, split).strip(".,!?:").capitalize()
        rows.append((item, f"{price // 100}.{price % 100:02d}"))
    rows.append(("Total", f"{total // 100}.{total % 100:02d}"))
    return print_page(rng, rows, split, Layout(spacing=1.25, margin=0.4))


def _button(rng: random.Random, split: Split) -> Page:
    if split == "train" and rng.random() < 0.6:
        rows = [(rng.choice(_for_training(_BUTTONS)),)]
    else:
        rows = [(_row_of_words(rng, split, 2, 14).capitalize(),)]
    return print_page(rng, rows, split, Layout(align=0.5, margin=0.8, panel=True), worn=0.2)


def crop(rng: random.Random, split: Split) -> Example:
    """Makes a sign, a label, a receipt or a button cut out of a screenshot."""
    page = rng.choice((_sign, _label, _receipt, _button))(rng, split)
    return reading(rng, "print.crop", page, spelled=False)

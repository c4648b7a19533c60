"""Markdown as models write it: sections of all kinds, tokens of them, and hard cases."""

from __future__ import annotations

import itertools
import json
import random
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS: Final = (
    "model token attention layer gradient tensor memory cache batch sample prompt decode stream "
    "latency kernel matrix vector weight bias norm softmax embedding sequence context window "
    "buffer thread process signal slot widget paint layout event loop queue timer and the of to "
    "in with for that this is are was on by from which when while"
).split()
HARD_CASES: Final = ("fence", "paragraph", "table", "list", "lines", "quote", "nested")
_TOKEN = re.compile(r"\n+| *[^\s]{1,5}| +")
_CODE = '''def attention_{number}(query, key, value, mask=None):
    """Scaled dot product attention, number {number}."""
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])  # a comment
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))

    for step in range({number}):
        scores = scores * 0.5 + step
    return torch.softmax(scores, dim=-1) @ value


class Block{number}(nn.Module):
    def __init__(self, width: int = 512, heads: int = 8) -> None:
        super().__init__()
        self.projection = nn.Linear(width, width * 3, bias=False)
'''


def sentence(generator: random.Random, words: int) -> str:
    """A sentence with some emphasis, code and links."""
    chosen: list[str] = []
    for index in range(words):
        word = generator.choice(WORDS)
        kind = generator.random()
        if kind < 0.03:
            word = f"**{word}**"
        elif kind < 0.05:
            word = f"*{word}*"
        elif kind < 0.08:
            word = f"`{word}_{index}`"
        elif kind < 0.09:
            word = f"[{word}](https://example.org/{word})"
        chosen.append(word)
    text = " ".join(chosen)
    return f"{text[0].upper()}{text[1:]}."


def section(generator: random.Random, number: int) -> str:
    """One section; its kind goes round with `number`."""

    def words(count: int) -> str:
        return sentence(generator, count)

    match number % 8:
        case 0:
            return f"## Section {number}: {generator.choice(WORDS)}\n\n{words(60)}\n\n"
        case 1:
            items = (f"- {words(12)}\n" + f"  - {words(7)}\n" * (n % 3 == 1) for n in range(7))
            return "".join(items) + "\n"
        case 2:
            return f"```python\n{_CODE.format(number=number)}```\n\n"
        case 3:
            return f"{words(90)}\n\n{words(50)}\n\n"
        case 4:
            head = "| name | value | unit | note |\n|---|---:|:---:|---|\n"
            rows = (
                f"| {generator.choice(WORDS)} | {generator.randint(1, 9999)} | ms | {words(3)} |\n"
                for _ in range(8)
            )
            return head + "".join(rows) + "\n"
        case 5:
            items = (f"{n + 1}. {words(14)}\n" for n in range(6))
            return "".join(items) + f"\n> {words(25)}\n\n"
        case 6:
            return f"1. {words(6)}\n   ```sh\n   pip install it\n   ```\n2. {words(8)}\n\n"
        case _:
            sample = {generator.choice(WORDS): [generator.randint(0, 99) for _ in range(4)]}
            return f"```json\n{json.dumps(sample, indent=2)}\n```\n\n{words(40)}\n\n"


def hard_case(kind: str) -> Iterator[str]:
    """Endless pieces of one block that never ends."""
    generator = random.Random(5)
    match kind:
        case "fence":
            yield "```python\n"
            yield from (_CODE.format(number=number) for number in itertools.count())
        case "paragraph":
            yield from (sentence(generator, 60) + " " for _ in itertools.count())
        case "lines":
            yield from (sentence(generator, 12) + "\n" for _ in itertools.count())
        case "table":
            yield "| a | b | c | d |\n|---|---|---|---|\n"
            for number in itertools.count():
                yield f"| {generator.choice(WORDS)} | {number} | ms | {sentence(generator, 3)} |\n"
        case "list":
            yield from (f"- {sentence(generator, 12)}\n" for _ in itertools.count())
        case "quote":
            yield from (f"> {sentence(generator, 12)}\n" for _ in itertools.count())
        case "nested":
            yield "- top\n"
            yield from (f"  - {sentence(generator, 9)}\n" for _ in itertools.count())
        case _:
            raise ValueError(kind)


def tokens(count: int, *, case: str | None = None, seed: int = 1) -> list[str]:
    """`count` tokens, about four characters each, of mixed sections or of one hard case."""
    generator = random.Random(seed)
    pieces = hard_case(case) if case else (section(generator, n) for n in itertools.count())
    found = itertools.chain.from_iterable(_TOKEN.findall(piece) for piece in pieces)
    return list(itertools.islice(found, count))


def exchanges(count: int, seed: int = 2) -> Iterator[tuple[str, str]]:
    """`count` texts, a person's and a model's in turn, as (role, text)."""
    generator = random.Random(seed)
    for index in range(count):
        if index % 2 == 0:
            yield "user", sentence(generator, generator.randint(5, 40))
        else:
            first = generator.randint(0, 7)
            numbers = range(first, first + generator.randint(1, 4))
            yield "assistant", "".join(section(generator, number) for number in numbers)

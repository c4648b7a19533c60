"""What is looked for; knows no Qt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_MARKUP: Final = r"[*_`~\[\]]*"  # may stand in the source where nothing is seen
_TARGET: Final = re.compile(r"\]\([^()\n]*\)")  # of a link: not seen


def folded(text: str) -> str:
    """`text` in lower case and of the same length, so that places stay what they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)


class Haystack:
    """A source made ready for many searches.

    Attributes:
        text: In lower case, unless that shall differ from upper case.
        targets: Those of its links, which are not seen, on lines of their own.
    """

    __slots__ = ("targets", "text")

    def __init__(self, source: str, *, is_case_sensitive: bool = False) -> None:
        self.text = source if is_case_sensitive else folded(source)
        has_targets = "](" in self.text
        self.targets = "\n".join(_TARGET.findall(self.text)) if has_targets else ""


class Needle:
    """Words to look for."""

    def __init__(self, words: str, *, is_case_sensitive: bool = False) -> None:
        self.words = words
        self.is_case_sensitive = is_case_sensitive
        shown = words if is_case_sensitive else folded(words)
        tokens = _TOKEN.findall(shown)
        self._plain = shown if len(tokens) == 1 and not shown.isspace() else ""
        self._rarest = max((each for each in tokens if not each.isspace()), key=len, default="")
        parts = [r"\s+" if each.isspace() else re.escape(each) for each in tokens]
        self._seen = re.compile("".join(parts))
        self._written = re.compile(_MARKUP.join(parts))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self._rarest

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is in a text as it is seen."""
        text = self._folded(text)
        if self.is_empty or self._rarest not in text:
            return
        if not self._plain:
            yield from (match.span() for match in self._seen.finditer(text))
            return
        step = len(self._plain)
        start = text.find(self._plain)
        while start >= 0:
            yield start, start + step
            start = text.find(self._plain, start + step)

    def count_in_source(self, source: str) -> int:
        """How often it will be seen in `source`, without rendering it."""
        return self.count(Haystack(source, is_case_sensitive=self.is_case_sensitive))

    def count(self, hay: Haystack) -> int:
        """How often it will be seen; `hay` was made for the same choice of case."""
        text = hay.text
        if self._plain:
            count = text.count(self._plain)
            return count - hay.targets.count(self._plain) if hay.targets else count
        if self.is_empty or self._rarest not in text:
            return 0
        unseen = [target.span() for target in _TARGET.finditer(text)] if hay.targets else ()
        found = (match.span() for match in self._written.finditer(text))
        return sum(1 for a, b in found if not any(s < a and b <= e for s, e in unseen))

    def _folded(self, text: str) -> str:
        return text if self.is_case_sensitive else folded(text)

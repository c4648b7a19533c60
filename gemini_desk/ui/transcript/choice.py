"""Which segments a person chose, by mouse or keys; knows no Qt."""

from __future__ import annotations


class Choice:
    """The row that the keyboard is at, and those that were chosen together.

    Attributes:
        current: The row that the keyboard is at; -1 while there is none.
    """

    def __init__(self) -> None:
        self.current = -1
        self._anchor = -1
        self._marked: set[int] = set()

    @property
    def marked(self) -> frozenset[int]:
        """The rows that were chosen together; none while a single one is meant."""
        return frozenset(self._marked)

    @property
    def chosen(self) -> tuple[int, ...]:
        """What an action is for: those that were chosen together, or the one row."""
        if self._marked:
            return tuple(sorted(self._marked))
        return (self.current,) if self.current >= 0 else ()

    def go(self, index: int) -> None:
        """To one row, choosing nothing more."""
        self.current = self._anchor = index
        self._marked.clear()

    def extend(self, index: int) -> None:
        """Choose everything from the row that was gone to until this one."""
        if self._anchor < 0:
            self._anchor = max(0, self.current)
        low, high = sorted((self._anchor, index))
        self._marked = set(range(low, high + 1))
        self.current = index

    def toggle(self, index: int) -> None:
        """Choose one more, or one less."""
        if not self._marked and self.current >= 0:
            self._marked = {self.current}
        self._marked ^= {index}
        self.current = self._anchor = index

    def choose_all(self, count: int) -> None:
        """Choose every row."""
        self._marked = set(range(count))
        self.current = max(0, self.current) if count else -1

    def shift(self, start: int, end: int, count: int) -> None:
        """Rows from `start` to `end` were replaced by `count` others."""
        change = count - (end - start)
        self._marked = {each + change if each >= end else each for each in self._marked
                        if each >= end or each < start + count}  # fmt: skip
        if self.current >= end:
            self.current += change
        elif self.current >= start + count:
            self.current = start + count - 1
        self._anchor = self.current

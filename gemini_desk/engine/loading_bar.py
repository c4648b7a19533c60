"""Watching transformers read weights, through the hook that it has for progress bars."""

from __future__ import annotations

from collections.abc import Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_DESCRIPTION = "Loading weights"


class _WatchedIterable:
    """Stands for a progress bar around an iterable; draws nothing."""

    def __init__(self, items: Iterable[Any], on_share: Callable[[float], None]) -> None:
        self._items = items
        self._total = len(items) if isinstance(items, Sized) else 0
        self._on_share = on_share

    def __iter__(self) -> Iterator[Any]:
        step = max(1, self._total // 100)
        for index, item in enumerate(self._items):
            if self._total and index % step == 0:
                self._on_share(index / self._total)
            yield item

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_args, **_kwargs: None


@contextmanager
def watched_loading(on_share: Callable[[float], None]) -> Iterator[None]:
    """Call `on_share` with 0.0 to 1.0 while weights are read inside the block.

    An exception that `on_share` raises ends the loading.
    """
    from transformers.utils import logging as transformers_logging

    def hook(factory: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if args and kwargs.get("desc") == _DESCRIPTION:
            return _WatchedIterable(args[0], on_share)
        return factory(*args, **kwargs)

    previous = transformers_logging.set_tqdm_hook(hook)
    try:
        yield
    finally:
        transformers_logging.set_tqdm_hook(previous)

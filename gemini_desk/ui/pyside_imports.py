"""Spares each import after PySide's the reading of its source."""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401 - it brings the module that is asked for below

_ASKS_THE_SOURCE = "_mod_uses_pyside"


def spare_source_reading() -> None:
    """Let PySide take for granted that no module asks for its `__feature__`.

    Once PySide is loaded it reads and splits the source of every module that is imported, to
    see whether that names PySide: features such as `snake_case` are switched for those alone.
    None are used here. Reading costs a tenth of the way to the first paint, and two seconds of
    Python's lock while torch and transformers load behind the window.
    """
    feature = vars(sys.modules.get("shibokensupport.feature", sys))
    if _ASKS_THE_SOURCE in feature:  # another version of PySide may do without
        feature[_ASKS_THE_SOURCE] = _uses_no_features


def _uses_no_features(_module: object) -> bool:
    return False

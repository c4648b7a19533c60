"""The places of a recording that cannot be read ↔ the column `damages`: JSON, or NULL for none."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from gemini_desk.transcripts.transcript import Damage

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)


def damages_to_json(damages: Sequence[Damage]) -> str | None:
    """What is written: a list of starts and ends."""
    return json.dumps([[each.start_s, each.end_s] for each in damages]) if damages else None


def damages_from_json(text: Any) -> tuple[Damage, ...]:
    """What is read; nothing of what has no meaning."""
    if text is None:
        return ()
    try:
        pairs = json.loads(text)
        return tuple(
            Damage(float(start_s), None if end_s is None else float(end_s))
            for start_s, end_s in pairs
        )
    except (TypeError, ValueError):
        logger.warning("the damaged places of a recording cannot be read and were left out")
        return ()

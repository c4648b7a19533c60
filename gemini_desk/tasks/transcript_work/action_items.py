"""What was agreed to be done: who, what, until when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gemini_desk.tasks.transcript_work.notes import NOTHING, Wording, write_from
from gemini_desk.tasks.transcript_work.task import CITE

if TYPE_CHECKING:
    from gemini_desk.tasks.transcript_work.steps import Work
    from gemini_desk.tasks.transcript_work.task import Task

PHRASE: Final = "List the action items of the recording."
_READ: Final = re.compile(
    r"(?:list|show|give me|what are) (?:the|all) action items"
    r"(?: (?:of|in|from) (?:the|this) recording)?",
    re.IGNORECASE,
)
_LINE: Final = (
    "Write one line for each, as in this pattern: - **Who**: what is to be done, until when "
    "[12:34]. Write “nobody named” if it is not said who, and leave out the time limit if none "
    f"is said. {CITE} Write in the language of the recording."
)
_NOTHING_SAID: Final = "No action items are agreed on in this recording."
_WORDING: Final = Wording(
    write=(
        "List the action items of the recording: what somebody is to do, promises to do, or is "
        f"asked to do. {_LINE} Name the same task only once, and add nothing that is not said. "
        f"If there are none, write only: {_NOTHING_SAID}"
    ),
    note=(
        "List what somebody is to do, promises to do, or is asked to do in this part of the "
        f"recording. {_LINE} If there is nothing of this kind, write only {NOTHING}."
    ),
    shorten=(
        "These are tasks that were agreed on. Join those that are the same and leave out what is "
        f"no task. {_LINE} Keep the times in square brackets."
    ),
    nothing=_NOTHING_SAID,
    answer_tokens=1536,
)


def read(text: str) -> bool:
    """Whether a person asks for action items with `text`."""
    return _READ.fullmatch(" ".join(text.split()).rstrip(".?! ")) is not None


def action_items(task: Task) -> Work:
    """Write the list."""
    return write_from(task, _WORDING)

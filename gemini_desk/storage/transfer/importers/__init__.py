"""Registry: exports of other programs that can be imported.

    source.py    a file, or the files of a .zip → JSON values, one at a time
    trees.py     Node, ForeignConversation: what every importer makes → records
    media.py     pictures and sound within such files → attachments
    chatgpt.py, open_webui.py, llama_ui.py

To add a format:
1. write a module with `fits(value)`, which looks at one JSON object, and
   `read(value, media)`, which makes a `ForeignConversation` of it; both distrust what they see,
   and `read` raises ValueError where there is nothing to be had;
2. give its ids back as they are: records get ids of their own that are made from them, so
   that importing twice is importing once;
3. add it to `IMPORTERS`;
4. add a document to `tests/unit/storage/test_importers.py`: what every importer must do is
   tested there for all of them;
5. name it in `assets/help/data.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.storage.transfer.importers import chatgpt, llama_ui, open_webui

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.storage.transfer.importers.media import ForeignMedia
    from gemini_desk.storage.transfer.importers.trees import ForeignConversation


@dataclass(frozen=True, slots=True)
class Importer:
    """A format.

    Attributes:
        name: Part of the ids that records get; never changed.
        title: The program, as people know it.
        fits: Whether an object is a conversation in this format.
        read: Reads one.
    """

    name: str
    title: str
    fits: Callable[[dict[str, Any]], bool]
    read: Callable[[dict[str, Any], ForeignMedia], ForeignConversation]


IMPORTERS: Final = (
    Importer("chatgpt", "ChatGPT", chatgpt.fits, chatgpt.read),
    Importer("open-webui", "Open WebUI", open_webui.fits, open_webui.read),
    Importer("llama-ui", "llama.cpp", llama_ui.fits, llama_ui.read),
)

"""Fills a profile with a week's work: a conversation of thousands of messages, hundreds beside it.

    python -m tests.helpers.make_week PROFILE_DIR [--messages 5000] [--conversations 300]

For playing the window through by hand and for screenshots: `gemini-desk --profile PROFILE_DIR`.
The same arguments make the same texts. Pictures and clips are the samples that ship.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.conversation import Conversation, TitleOrigin
from gemini_desk.chat.message import Message, Part, Role, TextPart, ThoughtPart
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.paths import Profile, assets_dir
from gemini_desk.storage.store_thread import StoreThread
from gemini_desk.tasks.attach import attach
from tests.helpers.markdown_data import exchanges

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.conversation_store import ConversationStore

_SPECIALS: Final = (
    "The integral $\\int_0^1 x^2\\,dx = \\tfrac13$ is easy; so is\n\n$$e^{i\\pi} + 1 = 0$$",
    "| form | colour | sides |\n|---|---|--:|\n| circle | red | 0 |\n| square | blue | 4 |",
    "- [x] read the sign\n- [ ] translate it\n\nA note.[^1]\n\n[^1]: It stands below.",
    "```mermaid\ngraph TD; A-->B;\n```\n\nand <b>HTML</b> stays text.",
    "هذا نص من اليمين إلى اليسار.\n\n这是一段中文，没有空格。\n\n😀 emoji 👩‍👩‍👧 too.",
    "> A quote with `code`, **bold** and a [link](https://example.org/a).",
)
_TITLES: Final = (
    "Notes of the meeting", "A sign in Utrecht", "Recipe for a long evening", "Invoice from March",
    "Why is the sky blue?", "Trip to Kraków", "旅行の計画", "رحلة إلى القاهرة", "Shapes", "Memo",
)  # fmt: skip


def main() -> None:
    """Fill the profile that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile", type=Path)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--conversations", type=int, default=300)
    options = parser.parse_args()
    profile = Profile.under(options.profile)
    profile.create()
    fill(profile, messages=options.messages, conversations=options.conversations)


def fill(profile: Profile, *, messages: int, conversations: int) -> None:
    """Add a long conversation, which is the newest, and many short ones."""
    store = StoreThread(profile.data_dir, on_error=_raise)
    store.start().result()
    generator = random.Random(4)
    samples = [
        attach(path)
        for path in sorted((assets_dir() / "samples").iterdir())
        if path.suffix in (".png", ".wav")
    ]
    now = datetime.now(UTC)
    try:
        folders, tags = _order(store)
        for number in range(conversations):
            age = timedelta(days=1, minutes=97 * number)
            short = _conversation(_TITLES[number % len(_TITLES)], 4, samples, now - age, number)
            store.save_new(short).result()
            _put_in_order(store, short, number, generator, folders, tags)
        store.save_new(_conversation("A week of work", messages, samples, now, 7)).result()
    finally:
        store.close(60)


def _conversation(
    title: str, messages: int, samples: list[Attachment], end: datetime, seed: int
) -> Conversation:
    conversation = Conversation.new()
    conversation.title, conversation.title_origin = title, TitleOrigin.PERSON
    step = timedelta(minutes=2)
    texts = [text for _, text in exchanges(messages, seed)]
    for number, (question, answer) in enumerate(zip(texts[::2], texts[1::2], strict=True)):
        attached = (samples[number % len(samples)],) if number % 9 == 0 else ()
        asked_at = end - step * (messages - 2 * number)
        _add(conversation, Message.user(question, *attached), asked_at)
        parts: tuple[Part, ...] = (TextPart(answer),)
        if number % 11 == 3:
            parts = (TextPart(_SPECIALS[number % len(_SPECIALS)]),)
        if number % 17 == 5:
            parts = (ThoughtPart("First I look, then I count.", 12.0), *parts)
        _add(conversation, Message(Role.ASSISTANT, parts), asked_at + step / 2)
    return conversation


def _add(conversation: Conversation, message: Message, at: datetime) -> None:
    version = conversation.append(message)
    answer = None
    if message.role is Role.ASSISTANT:
        answer = AnswerDetails(
            ModelIdentity("starter", "", "cpu", "float32"),
            FinishReason.STOP,
            Usage(120, 100, len(message.text) // 4),
            Timings(0.0, 0.1, 0.1, 48.0),
        )
    conversation.versions[version.id] = replace(version, created_at=at, answer=answer)
    conversation.updated_at = at


def _order(store: StoreThread) -> tuple[list[Folder], list[Tag]]:
    folders = [Folder.new(name) for name in ("Field notes", "Household", "Reading")]
    tags = [Tag.new("Urgent", "red"), Tag.new("Work", "blue"), Tag.new("Later", "green")]

    def add(conversations: ConversationStore) -> None:
        for folder in folders:
            conversations.folders.add(folder)
        for tag in tags:
            conversations.tags.add(tag)

    store.submit(add).result()
    return folders, tags


def _put_in_order(
    store: StoreThread,
    conversation: Conversation,
    number: int,
    generator: random.Random,
    folders: list[Folder],
    tags: list[Tag],
) -> None:
    def put(conversations: ConversationStore) -> None:
        if number % 50 == 0:
            conversations.set_pinned(conversation.id, True)
        if number % 6 == 0:
            conversations.set_folder(conversation.id, generator.choice(folders).id)
        if number % 5 == 0:
            conversations.set_tags(conversation.id, (generator.choice(tags).id,))
        if number % 13 == 12:
            conversations.set_archived(conversation.id, True)
        if number % 29 == 28:
            conversations.delete(conversation.id)

    store.submit(put).result()


def _raise(error: GeminiDeskError) -> None:
    raise error


if __name__ == "__main__":
    main()

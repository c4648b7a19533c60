"""The store beside the plain way: one JSON file for each conversation, written anew each time.

    python -m tests.benchmarks.store [--messages 5000] [--json]

Measured in one run, each way three times, the median shown:
- streaming an answer at the end of a long conversation, saved every 150 ms worth of tokens;
- opening the conversation.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.conversation import Conversation, MessageId, MessageStatus, MessageVersion
from gemini_desk.chat.message import Message, Role, TextPart
from gemini_desk.storage.store_thread import StoreThread
from tests.benchmarks.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

TOKENS = 2000
TOKENS_PER_SAVE = 30  # 150 ms at 200 tokens/s
WORDS = "the quick brown fox jumps over the lazy dog and runs far away from the camp "
ANSWER = AnswerDetails(
    ModelIdentity("starter", "", "cpu", "bfloat16"),
    FinishReason.STOP,
    Usage(400, 380, 120),
    Timings(0.0, 0.1, 0.12, 90.0),
)


def build(messages: int) -> Conversation:
    """A conversation of questions and answers of a few hundred characters."""
    conversation = Conversation.new()
    for number in range(messages // 2):
        conversation.append(Message.user(f"Question {number}: {WORDS}"))
        answer = conversation.append(Message.assistant(f"Answer {number}. {WORDS * 6}"))
        conversation.update(answer.id, answer=ANSWER)
    return conversation


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median of a few runs."""
    return statistics.median(timed(work) for _ in range(times))


def timed(work: Callable[[], object]) -> float:
    """How long `work` takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def stream_into_store(store: StoreThread, message_id: MessageId) -> None:
    """Append every token, saved as often as the plain way saves."""
    for number in range(TOKENS):
        store.append_text(message_id, "token ")
        if number % TOKENS_PER_SAVE == 0:
            store.flush()
    store.flush()


def measure_store(folder: Path, conversation: Conversation) -> dict[str, float]:
    """The project's own way."""
    with_answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    store = StoreThread(folder, on_error=print)
    store.start().result()
    try:
        store.save_new(conversation).result()
        streaming_s = seconds(lambda: stream_into_store(store, with_answer.id))
        opening_s = seconds(lambda: store.submit(lambda it: it.load(conversation.id)).result())
        listing_s = seconds(lambda: store.submit(lambda it: it.list_conversations()).result())
    finally:
        store.close()
    return figures(streaming_s, opening_s, listing_s)


def measure_json(folder: Path, conversation: Conversation) -> dict[str, float]:
    """The plain way: everything in one file."""
    folder.mkdir()
    file = folder / "conversation.json"
    content = [asdict(version) for version in conversation.versions.values()]

    def save() -> None:
        file.write_text(json.dumps(content, default=str))

    def stream() -> None:
        answer = content[-1]["message"]["parts"][0]
        for number in range(TOKENS):
            answer["text"] += "token "
            if number % TOKENS_PER_SAVE == 0:
                save()
        save()

    return figures(seconds(stream, times=1), seconds(lambda: read_json(file)), None)


def read_json(file: Path) -> Conversation:
    """The same values as the store gives, without its care for bad rows."""
    conversation = Conversation.new()
    for row in json.loads(file.read_text()):
        (part,) = row["message"]["parts"]
        answer = row["answer"]
        version = MessageVersion(
            MessageId(row["id"]),
            row["parent_id"],
            Message(Role(row["message"]["role"]), (TextPart(part["text"]),)),
            datetime.fromisoformat(row["created_at"]),
            MessageStatus(row["status"]),
            None
            if answer is None
            else AnswerDetails(
                ModelIdentity(**answer["model"]),
                FinishReason(answer["finish_reason"]),
                Usage(**answer["usage"]),
                Timings(**answer["timings"]),
            ),
        )
        conversation.versions[version.id] = version
    return conversation


def figures(streaming_s: float, opening_s: float, listing_s: float | None) -> dict[str, float]:
    """The row of one way."""
    row = {
        "append_tokens_per_s": TOKENS / streaming_s,
        "ms_per_save": streaming_s / (TOKENS / TOKENS_PER_SAVE) * 1000,
        "open_ms": opening_s * 1000,
    }
    return row if listing_s is None else row | {"list_ms": listing_s * 1000}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = Report(f"Store, {options.messages} messages")
    with tempfile.TemporaryDirectory() as folder:
        report.row("SQLite", **measure_store(Path(folder) / "store", build(options.messages)))
        report.row("one JSON file", **measure_json(Path(folder) / "json", build(options.messages)))
    report.note(f"{TOKENS} tokens, saved every {TOKENS_PER_SAVE} tokens (150 ms at 200 tokens/s)")
    report.print(as_json=options.json)


if __name__ == "__main__":
    main()

"""Searching 100,000 messages, beside the plain way (LIKE) and beside an index of trigrams.

    python -m tests.benchmarks.search [--messages 100000] [--json]

Messages are made of a vocabulary whose words are as unequally common as in English; one in
twenty is of Chinese characters, without spaces. Each query runs on an open database as it
does while one types: the median of nine runs, results with excerpts as the window gets them;
processor time beside it, for busy machines.
Building the index and opening a database whose index is to be made anew are measured, too.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.answer import AnswerDetails, ModelIdentity
from gemini_desk.chat.conversation import Conversation, MessageVersion, new_message_id
from gemini_desk.chat.message import Message, Role, TextPart
from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.storage.search_query import SearchQuery
from tests.benchmarks.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNS: Final = 9
PER_CONVERSATION: Final = 50
BEGIN: Final = datetime(2024, 1, 1, tzinfo=UTC)
SYLLABLES: Final = [c + v for c in "bdfgklmnprstv" for v in "aeiou"]
MODELS: Final = ("gemma-4-E2B", "gemma-4-E4B", "starter")


class Words:
    """A vocabulary whose nth word is used 1/n as often as the first."""

    def __init__(self) -> None:
        self.random = random.Random(4)
        made = {"".join(self.random.choices(SYLLABLES, k=2 + n % 3)) for n in range(30_000)}
        self.vocabulary = ["the", "of", "and", "to", "in", "what", "water", *sorted(made)]
        self.shares = list(itertools.accumulate(1 / n for n in range(1, len(self.vocabulary) + 1)))
        self.characters = [chr(0x4E00 + self.random.randrange(3000)) for _ in range(2000)]

    def text(self, number: int) -> str:
        """Message number `number`: some ninety words, or characters."""
        length = 3 + int(self.random.expovariate(1 / 90))
        if number % 20 == 0:
            return "".join(self.random.choices(self.characters, k=length))
        return " ".join(self.random.choices(self.vocabulary, cum_weights=self.shares, k=length))


def conversations(messages: int, words: Words) -> Iterator[Conversation]:
    """So many messages, in conversations of fifty, one every ten minutes."""
    written = 0
    while written < messages:
        conversation = Conversation.new()
        conversation.title = words.text(1)[:40]
        for _ in range(min(PER_CONVERSATION, messages - written)):
            answers = written % 2 == 1
            version = MessageVersion(
                new_message_id(),
                conversation.leaf_id,
                Message(Role.ASSISTANT if answers else Role.USER, (TextPart(words.text(written)),)),
                BEGIN + timedelta(minutes=10 * written),
                answer=AnswerDetails(ModelIdentity(words.random.choice(MODELS)))
                if answers
                else None,
            )
            conversation.versions[version.id] = version
            conversation.leaf_id = version.id
            written += 1
        yield conversation


def queries(words: Words, messages: int) -> dict[str, SearchQuery]:
    """What people type, the worst cases among it."""
    rare = words.vocabulary[5000]
    last_week = (BEGIN + timedelta(minutes=10 * messages) - timedelta(days=7)).date()
    run = words.text(0)[:2]
    return {
        "first letter": SearchQuery("t"),
        "in most messages": SearchQuery("the"),
        "common": SearchQuery("water"),
        "three common": SearchQuery("what water in"),
        "rare": SearchQuery(rare),
        "phrase": SearchQuery('"of the"'),
        "without": SearchQuery("water -what"),
        "two characters": SearchQuery(run),
        "nothing": SearchQuery("zzyzx"),
        "one model": SearchQuery("the", model="starter"),
        "last week": SearchQuery("the", since=last_week),
        "long ago": SearchQuery("the", until=date(2024, 1, 7)),
        "no such picture": SearchQuery("the", has_image=True),
        "filter alone": SearchQuery(model="starter"),
    }


def milliseconds(
    work: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = time.perf_counter
) -> float:
    """The median of some runs."""
    taken = []
    for _ in range(runs):
        start = clock()
        work()
        taken.append(clock() - start)
    return statistics.median(taken) * 1000


def like(connection: sqlite3.Connection, query: SearchQuery) -> list[tuple[str, ...]]:
    """The plain way, of the same words; it knows neither accents nor filters."""
    words = [word.strip('"') for word in query.text.split() if not word.startswith("-")]
    condition = " AND ".join("text LIKE ?" for _ in words)
    return connection.execute(
        f"SELECT version, substr(text, 1, 160) FROM parts WHERE {condition} "
        "ORDER BY number DESC LIMIT ?",
        (*(f"%{word}%" for word in words), query.limit),
    ).fetchall()


def trigrams(folder: Path, source: sqlite3.Connection) -> tuple[sqlite3.Connection, float]:
    """An FTS5 index of trigrams over the same texts, and how long it took to make."""
    connection = sqlite3.connect(folder / "trigrams.db", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE found USING fts5 (text, tokenize = 'trigram')")
    rows = source.execute("SELECT version, text FROM parts").fetchall()
    start = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO found (rowid, text) VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    return connection, time.perf_counter() - start


def by_trigrams(connection: sqlite3.Connection, query: SearchQuery) -> list[tuple[str, ...]]:
    """As `like`, from the index of trigrams, the best first."""
    words = [word.strip('"') for word in query.text.split() if not word.startswith("-")]
    return connection.execute(
        "SELECT rowid, snippet(found, 0, '', '', '…', 40) FROM found WHERE found MATCH ? "
        "ORDER BY rank LIMIT ?",
        (" ".join(f'"{word}"' for word in words), query.limit),
    ).fetchall()


def size_mb(connection: sqlite3.Connection, like_name: str) -> float:
    """The size of the tables of this name, in megabytes."""
    (size_bytes,) = connection.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name LIKE ?", (like_name,)
    ).fetchone()
    return float(size_bytes) / 1e6


def measure(folder: Path, messages: int, report: Report) -> None:
    """Fill the database, index it, and search."""
    words = Words()
    file = folder / "conversations.db"
    database = Database(file)
    store = ConversationStore(database, BlobStore(folder / "blobs"))
    start = time.perf_counter()
    for conversation in conversations(messages, words):
        store.save_new(conversation)
    saving_s = time.perf_counter() - start
    database.close()
    start = time.perf_counter()
    database = Database(file)
    opening_ms = (time.perf_counter() - start) * 1000
    store = ConversationStore(database, BlobStore(folder / "blobs"))
    slices = []
    more = True
    while more:
        start = time.perf_counter()
        more = store.index.catch_up(0.01)
        slices.append(time.perf_counter() - start)
    plain = sqlite3.connect(file)
    trigram, trigram_s = trigrams(folder, plain)
    for name, query in queries(words, messages).items():
        hits = store.search(query)
        report.row(
            name,
            ours_ms=milliseconds(lambda query=query: store.search(query)),
            cpu_ms=milliseconds(lambda query=query: store.search(query), clock=time.process_time),
            hits=len(hits),
            like_ms=milliseconds(lambda query=query: like(plain, query), 3) if query.text else None,
            trigram_ms=milliseconds(lambda query=query: by_trigrams(trigram, query), 3)
            if query.text
            else None,
            trigram_hits=len(by_trigrams(trigram, query)) if query.text else None,
        )
    report.note(f"saving all messages {saving_s:.1f} s; opening with no index {opening_ms:.0f} ms")
    report.note(
        f"indexing behind the writes {sum(slices):.1f} s in {len(slices)} slices, the longest "
        f"{max(slices) * 1000:.0f} ms; trigrams at one go {trigram_s:.1f} s"
    )
    report.note(
        f"texts {size_mb(plain, 'parts%'):.0f} MB, "
        f"index {size_mb(plain, 'message_index%'):.0f} MB, "
        f"rows of the filters {size_mb(plain, 'search_rows%'):.0f} MB, "
        f"trigrams {size_mb(trigram, 'found%'):.0f} MB"
    )
    for connection in (plain, trigram):
        connection.close()
    database.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = Report(f"Search, {options.messages} messages")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.messages, report)
    report.print(as_json=options.json)


if __name__ == "__main__":
    main()

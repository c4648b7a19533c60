"""kill -9 in the middle of an answer."""

import signal
import sqlite3
import subprocess
import sys

import pytest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import ThoughtPart
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.store_thread import StoreThread

TIMEOUT_S = 30
MOST_LOST_S = 0.25

# Answers at about 200 tokens/s, saying when each token came.
ANSWERING = """
import pathlib, sys, time
from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.storage.store_thread import StoreThread

THOUGHTS = int(sys.argv[2])
store = StoreThread(pathlib.Path(sys.argv[1]), on_error=print)
store.start().result()
conversation = Conversation.new()
conversation.append(Message.user("Count"))
answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
store.save_new(conversation).result()
number = 0
while True:
    print(time.monotonic(), flush=True)
    store.append_text(answer.id, f"{number} ", "thought" if number < THOUGHTS else "text")
    number += 1
    time.sleep(0.005)
"""


def kill_after(tokens, data_dir, thoughts):
    """Kill an answering process; returns the times of all tokens that it had."""
    command = [sys.executable, "-c", ANSWERING, str(data_dir), str(thoughts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(tokens)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return [float(line) for line in lines if line.endswith("\n")]


@pytest.mark.alone
@pytest.mark.parametrize(
    ("tokens", "thoughts"), [(1, 0), (37, 0), (160, 0), (301, 0), (50, 1000), (160, 60)]
)
def test_little_text_is_lost_and_the_database_is_whole(profile, tokens, thoughts):
    times = kill_after(tokens, profile.data_dir, thoughts)

    connection = sqlite3.connect(profile.data_dir / "conversations.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()

    store = StoreThread(profile.data_dir, on_error=print)
    try:
        opening = store.start().result(TIMEOUT_S)
        (summary,) = store.submit(ConversationStore.list_conversations).result(TIMEOUT_S)
        conversation = store.submit(lambda it: it.load(summary.id)).result(TIMEOUT_S)
    finally:
        store.close()
    assert (opening.interrupted, opening.notice) == (1, "")
    question, answer = conversation.branch()
    assert question.message.text == "Count"
    assert answer.status is MessageStatus.INTERRUPTED
    thought = [part for part in answer.message.parts if isinstance(part, ThoughtPart)]
    assert len(thought) == (thoughts > 0)
    thought_words = [word for part in thought for word in part.text.split()]
    kept = [*thought_words, *answer.message.text.split()]
    assert len(thought_words) == min(thoughts, len(kept))
    assert kept == [str(number) for number in range(len(kept))]
    if len(kept) < len(times):
        assert times[-1] - times[len(kept)] <= MOST_LOST_S

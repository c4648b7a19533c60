"""Garbage is collected on the GUI thread alone, a little at a time."""

import gc
import threading

import pytest

from gemini_desk.ui.garbage_collector import GarbageCollector


@pytest.fixture
def collector(qtbot):
    collector = GarbageCollector()
    yield collector
    collector.close()


@pytest.fixture
def collections(collector):
    """Generation and thread of every collection."""
    seen = []

    def watch(phase, facts):
        if phase == "start":
            seen.append((facts["generation"], threading.current_thread()))

    gc.callbacks.append(watch)
    yield seen
    gc.callbacks.remove(watch)


def make_garbage(count=2000):
    for _ in range(count):
        cycle = []
        cycle.append(cycle)


def test_another_thread_never_collects(collector, collections):
    thread = threading.Thread(target=make_garbage)
    thread.start()
    thread.join()
    assert collections == []


def test_garbage_goes_on_the_gui_thread(qtbot, collector, collections):
    def collected():
        # Again and again: what an earlier test leaves behind may be freed only now, which Python
        # takes off the count of what is due; and a library that is still being imported freezes
        # everything.
        make_garbage()
        return bool(collections)

    qtbot.waitUntil(collected, timeout=60_000)
    assert collections[0] == (0, threading.main_thread())


def test_little_garbage_is_left_alone(collector, collections):
    gc.collect(0)
    collections.clear()
    collector.collect_due()
    assert collections == []


def test_older_generations_wait_for_their_turn(collector, collections):
    for _ in range(2 * 11 * 12):
        make_garbage(800)
        collector.collect_due()
    generations = [generation for generation, _ in collections]
    assert generations.count(2) in (1, 2)
    assert generations.count(1) > 10 * generations.count(2)
    assert generations.count(0) > 8 * generations.count(1)


def test_nothing_is_looked_at_while_someone_makes_lasting_objects(collector, collections):
    gc.disable()
    kept = [[number] for number in range(5000)]
    collector.collect_due()
    assert collections == []
    gc.freeze()
    gc.enable()
    collector.collect_due()
    assert collections == []
    assert len(kept) == 5000


def test_what_was_there_before_is_never_looked_at(collector):
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 10_000


def test_closing_brings_the_automatic_collection_back(qtbot):
    before = gc.get_threshold()
    collector = GarbageCollector()
    assert gc.get_threshold()[0] == 0
    collector.close()
    assert gc.get_threshold() == before
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0

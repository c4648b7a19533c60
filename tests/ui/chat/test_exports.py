"""Conversations, written to files from the window; PDF among the formats."""

import hashlib
import threading

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QFontDatabase, QPdfWriter

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message
from gemini_desk.errors import StorageError
from gemini_desk.paths import assets_dir
from gemini_desk.ui.background import Background
from gemini_desk.ui.chat import export_controller
from gemini_desk.ui.chat.export_controller import (
    ExportCancelledError,
    ExportController,
    export_formats,
    file_name,
    path_in_format,
)
from gemini_desk.ui.printing import pages, pdf
from gemini_desk.ui.printing.content import Html
from gemini_desk.ui.printing.objects import PaperFormulas
from gemini_desk.ui.printing.paper import PrintOrder, print_messages
from gemini_desk.ui.printing.pdf import write_pdf
from gemini_desk.ui.theme import Theme, ThemeChoice

ANSWER = """# Shapes

A *red* circle, `x = 1`, $e^x$.

| form | colour |
|---|---|
| circle | red |

```python
print("hello")  # 42
```

> A quote.
"""


@pytest.fixture
def exports(parts):
    background = Background("test")
    yield ExportController(parts.open, parts.calls, background)
    background.close()


@pytest.fixture
def attached_picture():
    path = assets_dir() / "samples" / "shapes.png"
    data = path.read_bytes()
    return Attachment(
        AttachmentKind.IMAGE, hashlib.sha256(data).hexdigest(), "image/png", path.name, len(data),
        path, 640, 480,
    )  # fmt: skip


def text_of(path):
    """The text of all pages, with one blank between words."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def fonts_of(page):
    """The names of a page's fonts, without the mark of the subset that is in the file."""
    fonts = page["/Resources"]["/Font"].values()
    return {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}


def conversation_of(*messages):
    conversation = Conversation.new()
    conversation.title = "A trip to Kraków"
    for message in messages:
        conversation.append(message)
    return conversation


@pytest.mark.parametrize("suffix", [".md", ".html", ".txt", ".pdf"])
def test_a_conversation_is_written_in_every_format(qtbot, parts, exports, tmp_path, suffix):
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("What is the capital of France?")
    stored = parts.conversation.id
    target = tmp_path / f"trip{suffix}"
    with qtbot.waitSignal(exports.exported) as done:
        exports.export(stored, str(target))
    assert done.args == [str(target)]
    first = target.read_bytes()
    parts.conversations.open_new()
    with qtbot.waitSignal(exports.exported):
        exports.export(stored, str(target))  # now from the disk
    assert target.stat().st_size >= len(first) // 2
    text = text_of(target) if suffix == ".pdf" else target.read_text(encoding="utf-8")
    assert "capital of France" in text


def test_what_cannot_be_written_is_said(qtbot, parts, exports, tmp_path):
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("Hi")
    with qtbot.waitSignal(exports.notice) as said:
        exports.export(parts.conversation.id, str(tmp_path / "x.docx"))
    assert said.args[0] == "warning"
    for suffix in (each.suffix for each in export_formats()):
        with qtbot.waitSignal(exports.notice) as said:
            exports.export(parts.conversation.id, str(tmp_path / "missing" / f"x{suffix}"))
        assert said.args[0] == "error"


def test_names_of_files():
    assert file_name('What is 1/2? "half": *yes*') == "What is 1 2 half yes"
    assert file_name("..") == "Conversation"
    assert file_name("\n\t") == "Conversation"
    assert len(file_name("word " * 100)) <= 80
    assert len(file_name("🦊" * 100).encode()) <= 200  # file systems count bytes
    assert file_name("🦊" * 100).startswith("🦊" * 40)


@pytest.mark.parametrize(
    ("path", "taken", "wanted"),
    [
        ("/a/trip.md", ".md", "/a/trip.md"),
        ("/a/trip.md", ".pdf", "/a/trip.pdf"),  # another type was chosen, the name left alone
        ("/a/trip.html", ".md", "/a/trip.html"),  # another suffix was typed
        ("/a/trip.HTML", ".pdf", "/a/trip.HTML"),
        ("/a/trip", ".txt", "/a/trip.txt"),
        ("/a/v1.2", ".txt", "/a/v1.2.txt"),
    ],
)
def test_the_format_is_the_one_that_was_meant(path, taken, wanted):
    assert path_in_format(path, ".md", taken) == wanted


def test_an_export_can_be_stopped_and_leaves_nothing(qtbot, parts, exports, tmp_path):
    for number in range(3):
        with qtbot.waitSignal(parts.messages.answer_ended):
            parts.messages.send(f"message {number}")
    for suffix in (each.suffix for each in export_formats()):
        gate = threading.Event()
        exports._background.run(gate.wait, lambda _: None, lambda _: None)
        with qtbot.waitSignal(exports.notice) as said:
            exports.export(parts.conversation.id, str(tmp_path / f"trip{suffix}"))
            exports.cancel()
            gate.set()
        assert said.args[0] == "info"
        assert [path.name for path in tmp_path.iterdir()] == ["profile"]
    with qtbot.waitSignal(exports.exported):  # the next one is not stopped
        exports.export(parts.conversation.id, str(tmp_path / "trip.txt"))


def test_a_pdf_can_be_stopped_between_its_pages(qapp, tmp_path):
    conversation = conversation_of(*(Message.assistant("Word. " * 900) for _ in range(4)))
    seen = []

    def stop(done, total):
        seen.append((done, total))
        if len(set(seen)) < len(seen):  # once more for a page
            raise ExportCancelledError("stopped")

    with pytest.raises(ExportCancelledError):
        write_pdf(conversation, tmp_path / "out.pdf", stop)
    assert seen[-1][0] < 4, "its first pages are painted while the last messages come"
    assert not list(tmp_path.iterdir())


def test_long_lines_of_code_are_broken_on_paper(qapp, tmp_path):
    line = " ".join(f"word{number}" for number in range(60))
    write_pdf(conversation_of(Message.assistant(f"```\n{line}\n```")), tmp_path / "out.pdf")
    lines = PdfReader(tmp_path / "out.pdf").pages[0].extract_text().splitlines()
    assert sum("word" in each for each in lines) > 1


def test_markdown_and_pictures_are_put_on_paper(qapp, tmp_path, attached_picture):
    conversation = conversation_of(
        Message.user("What is here?", attached_picture), Message.assistant(ANSWER)
    )
    Theme.apply(ThemeChoice.DARK)  # paper is white all the same
    write_pdf(conversation, tmp_path / "out.pdf")
    Theme.apply(ThemeChoice.LIGHT)
    reader = PdfReader(tmp_path / "out.pdf")
    assert reader.metadata.title == conversation.title
    assert len(reader.pages[0].images) == 1
    text = text_of(tmp_path / "out.pdf").replace(" ", "")
    for words in ("AtriptoKraków", "Whatishere?", "Shapes", "circle", 'print("hello")'):
        assert words in text
    assert "e^x" not in text, "it is drawn"
    assert "|---|" not in text
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_a_long_conversation_goes_over_many_pages_without_a_gap(qapp, tmp_path):
    messages = [Message.assistant(f"Paragraph number {n} ends.") for n in range(120)]
    seen = []
    write_pdf(conversation_of(*messages), tmp_path / "out.pdf", lambda *step: seen.append(step))
    assert len(PdfReader(tmp_path / "out.pdf").pages) > 3
    text = text_of(tmp_path / "out.pdf")
    assert all(f"number {n} ends" in text for n in range(120))
    assert list(dict.fromkeys(seen)) == [(n, 120) for n in range(121)]  # the last for its pages


def test_what_is_there_stays_when_writing_ends_early(qapp, tmp_path):
    target = tmp_path / "out.pdf"
    target.write_bytes(b"before")

    def stop(_number, _count):
        raise StorageError("Stopped.")

    with pytest.raises(StorageError):
        write_pdf(conversation_of(Message.user("Hi")), target, stop)
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_no_page_is_laid_out_in_the_windows_process(qapp, tmp_path, monkeypatch):
    """Qt does it with the interpreter's lock held, which the window's thread would wait for."""
    monkeypatch.setattr(pages.Pages, "add", lambda *_: pytest.fail("laid out here"))
    write_pdf(conversation_of(Message.user("Boats")), tmp_path / "out.pdf")
    assert "Boats" in text_of(tmp_path / "out.pdf")


def test_paper_has_the_fonts_of_the_window(qapp, tmp_path, monkeypatch):
    conversation = conversation_of(Message.assistant("Words.\n\n```\ncode\n```"))
    mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    print_messages(PrintOrder(conversation, tmp_path / "here.pdf", mono), conversation.branch())
    write_pdf(conversation, tmp_path / "there.pdf")
    here, there = (PdfReader(tmp_path / f"{name}.pdf").pages[0] for name in ("here", "there"))
    assert fonts_of(here) == fonts_of(there)
    assert here.extract_text() == there.extract_text()


def test_a_program_that_ends_early_is_told_of(qapp, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(pdf, "_PROGRAM", "gemini_desk.paths")  # a module that says nothing
    target = tmp_path / "out.pdf"
    target.write_bytes(b"before")
    with pytest.raises(StorageError, match="ended early"):
        write_pdf(conversation_of(Message.user("Hi" * 200_000)), target)
    assert "ended with code 0" in caplog.text
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_pages_are_filled_whatever_is_laid_out_at_once(qapp, tmp_path, monkeypatch):
    """What comes in many documents stands where it would in one."""
    words = "Boats wait in the harbour until the lighthouse is lit again. " * 3
    messages = [Message.user(f"Number {number}. {words}") for number in range(60)]
    conversation = conversation_of(*messages)  # once: the minute stands on it
    texts = []
    for largest in (10**9, 300):
        monkeypatch.setattr(pages, "_LARGEST_DOCUMENT", largest)
        order = PrintOrder(conversation, tmp_path / "out.pdf")
        print_messages(order, conversation.branch())
        reader = PdfReader(order.path)
        texts.append([page.extract_text().split() for page in reader.pages])
    assert len(texts[0]) > 3
    assert texts[0] == texts[1]


def test_pages_that_are_full_are_painted_and_let_go(qapp, tmp_path):
    """However long the conversation is, few documents are there at once."""
    writer = QPdfWriter(str(tmp_path / "out.pdf"))
    painted = []
    made = pages.Pages(writer, PaperFormulas(), lambda: painted.append(most[-1]))
    most = [0]
    for number in range(400):
        made.add(Html(f"<p>Number {number}. {'Boats wait in the harbour. ' * 20}</p>"))
        most.append(len(made._documents))
    assert max(most) <= 2
    assert len(painted) > 20, "before the end"
    assert made.finish()
    assert len(PdfReader(tmp_path / "out.pdf").pages) == len(painted)


def test_it_is_told_how_far_a_file_is(qtbot, parts, exports, tmp_path, monkeypatch):
    monkeypatch.setattr(export_controller, "_PROGRESS_EVERY_S", 0.0)
    for number in range(2):
        with qtbot.waitSignal(parts.messages.answer_ended):
            parts.messages.send(f"message {number}")
    for suffix in (each.suffix for each in export_formats()):
        told = []
        exports.progressed.connect(lambda *step, told=told: told.append(step))
        with qtbot.waitSignal(exports.exported):
            exports.export(parts.conversation.id, str(tmp_path / f"trip{suffix}"))
        assert list(dict.fromkeys(told))[:4] == [(number, 4) for number in range(4)]


def test_formulas_are_drawn_on_paper(qapp, tmp_path):
    """As shapes of their own; what cannot be drawn stays text."""
    answer = r"Mass: $E = mc^2$. Broken: $\frac{$." + "\n\n$$\\int_0^1 x\\,dx$$\n\nThe end."
    shapes = []
    for text in (answer, "Mass and the end."):
        write_pdf(conversation_of(Message.assistant(text)), tmp_path / "out.pdf")
        page = PdfReader(tmp_path / "out.pdf").pages[0]
        shapes.append(page.get_contents().get_data().count(b" c\n"))
        assert not page.images, "no pixels"
        if text is answer:
            words = page.extract_text().replace("\t", " ")
            assert "mc" not in words
            assert "int" not in words
            assert r"\frac{" in words
            assert "The end." in words
    assert shapes[0] > shapes[1] + 20, "curves of letters that are drawn"

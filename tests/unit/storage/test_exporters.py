"""One conversation as a file: every format, and what each must never do."""

import base64
import hashlib
import html.parser
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message, Role, TextPart, ThoughtPart, TranscriptPart
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.errors import StorageError
from gemini_desk.storage.exporters import EXPORTERS, export_conversation
from gemini_desk.storage.exporters.html_text import markdown_html
from gemini_desk.storage.exporters.markdown import closed
from gemini_desk.storage.exporters.mathml import mathml
from gemini_desk.transcripts.transcript import Damage, Segment, Transcript
from tests.helpers.media_files import heic_file

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) "
    '[b](https://x.example/"onmouseover="alert(1)) ![c](https://x.example/c.png) '
    "[d](ms-thing:run) ![e](file:///etc/passwd) &lt;b&gt;\n\n```<b>\n</code></pre><script>\n```\n"
)
_NAMED = {exporter.name: exporter for exporter in EXPORTERS}


@pytest.fixture
def conversation(attached):
    conversation = Conversation.new()
    conversation.title = "Boats & <b>harbours</b>"
    conversation.setup = ConversationSetup(system_prompt="Be <brief>.")
    conversation.append(Message.user("What is this?\n  And <i>this</i>?", attached("boat.png")))
    answer = conversation.append(
        Message(Role.ASSISTANT, (ThoughtPart("Hmm, **well**.", 3.25), TextPart("A *boat*.")))
    )
    conversation.update(answer.id, answer=AnswerDetails(ModelIdentity("nano")))
    clip = attached("song.wav", b"la la la", AttachmentKind.AUDIO)
    conversation.append(Message.user("", clip))
    said = (
        Segment(0.25, 0.75, "La <i>la</i>\n*la*.", speaker="Ada [a]"),
        Segment(0.75, 1.5, "Half"),
    )
    heard = TranscriptPart(clip, Transcript(None, 1.5, said, 1.5))
    failed = conversation.append(
        Message(Role.ASSISTANT, (heard, TextPart("A song."))), status=MessageStatus.INTERRUPTED
    )
    conversation.add_version(Message.assistant("On another branch"), failed.parent_id)
    conversation.open_branch(failed.id)
    return conversation


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()

    def run(conversation, name, **options):
        path = folder / f"my boats{_NAMED[name].suffix}"
        export_conversation(conversation, path, _NAMED[name], **options)
        return path.read_text("utf-8")

    run.folder = folder
    return run


def test_a_film_is_in_every_format(attached, export):
    conversation = Conversation.new()
    film = attached("boat <1>.mp4", b"frames", AttachmentKind.VIDEO)
    conversation.append(Message.user("What happens?", film))
    page = export(conversation, "html")
    assert '<video controls preload="metadata" src="data:video/mp4;base64,ZnJhbWVz"' in page
    assert 'aria-label="boat &lt;1&gt;.mp4"></video>' in page
    assert "boat &lt;1&gt;.mp4, 4 × 3, 1.5 s</figcaption>" in page
    text = export(conversation, "markdown")
    link = next(line for line in text.splitlines() if "boat" in line)
    assert link.startswith("[")
    assert [file.read_bytes() for file in export.folder.glob("*-files/*")] == [b"frames"]
    assert "[Film: boat <1>.mp4, 4 × 3, 1.5 s]" in export(conversation, "text")


class Page(html.parser.HTMLParser):
    """The elements of a page, as a browser sees them."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda it: it.name)
class TestEveryFormat:
    def test_holds_the_open_branch_in_order(self, exporter, export, conversation):
        text = export(conversation, exporter.name)
        places = [
            text.index(it) for it in ("brief", "boat.png", "What is this?", "song.wav", "Half")
        ]
        assert places == sorted(places)
        assert "nano" in text
        assert "interrupted" in text
        assert "another branch" not in text

    def test_an_empty_conversation_is_a_file(self, exporter, export):
        assert "New conversation" in export(Conversation.new(), exporter.name)

    def test_a_file_that_is_missing_is_named(self, exporter, export, conversation):
        for version in conversation.branch():
            for attachment in version.message.attachments:
                attachment.path.unlink(missing_ok=True)
        assert "boat.png" in export(conversation, exporter.name)

    def test_lone_surrogates_are_replaced(self, exporter, export):
        conversation = Conversation.new()
        conversation.append(Message.user("a \ud83d b"))
        assert "a ? b" in export(conversation, exporter.name)

    def test_stopping_leaves_what_was_there(self, exporter, export, conversation):
        before = export(conversation, exporter.name)
        conversation.append(Message.user("and more"))

        class StopError(Exception):
            pass

        def stop(number, total):
            assert total == 5
            if number == 4:
                raise StopError

        with pytest.raises(StopError):
            export(conversation, exporter.name, progress=stop)
        path = export.folder / f"my boats{exporter.suffix}"
        assert path.read_text("utf-8") == before
        assert not list(export.folder.glob(".*"))

    def test_a_folder_that_is_not_there_is_told(self, exporter, tmp_path, conversation):
        with pytest.raises(StorageError, match=r"out\.x could not be written"):
            export_conversation(conversation, tmp_path / "no" / "out.x", exporter)


def test_plain_text_leaves_thoughts_out_and_names_files(export, conversation):
    text = export(conversation, "text")
    assert "Hmm" not in text
    assert "[Picture: boat.png, 4 × 3]" in text
    assert "[Sound: song.wav, 1.5 s]" in text
    assert "  And <i>this</i>?" in text


def test_transcripts_are_written_with_their_times_and_speakers(export, conversation):
    assert "[0:00] Ada [a]: La <i>la</i> *la*.\n[0:00] Half\nA song." in export(
        conversation, "text"
    )
    text = export(conversation, "markdown")
    assert "**Transcript of song.wav, 1.5 s, up to 0:01**\n\n" in text
    assert r"**0:00** Ada \[a\]: La &lt;i&gt;la&lt;/i&gt; \*la\*." in text
    page = export(conversation, "html")
    assert "<b>Ada [a]:</b> La &lt;i&gt;la&lt;/i&gt; *la*.</td>" in page
    assert page.count("<time>0:00</time>") == 2
    assert page.count("<audio") == 1, "the recording is in the page once"


@pytest.mark.parametrize("name", _NAMED)
def test_what_could_not_be_read_of_a_recording_is_told(attached, export, name):
    cut = replace(
        attached("memo.wav", b"la", AttachmentKind.AUDIO),
        note="The file was cut off: its sound ends at 1:23.",
    )
    said = (Segment(0.0, 2.0, "Hello."),)
    whole = TranscriptPart(cut, Transcript(None, 83.0, said, damages=(Damage(5.0, 9.0),)))
    conversation = Conversation.new()
    conversation.append(Message.user("", cut))
    conversation.append(Message(Role.ASSISTANT, (whole, TextPart("A greeting."))))
    text = export(conversation, name)
    assert text.count("The file was cut off: its sound ends at 1:23.") == 1
    assert "The file is damaged from 0:05 to 0:09, where something is missing." in text


def test_a_page_has_the_recording_of_a_transcript_without_its_question(export, conversation):
    (part, _) = conversation.branch()[-1].message.parts
    alone = Conversation.new()
    alone.append(Message(Role.ASSISTANT, (part,)))
    assert export(alone, "html").count("<audio") == 1


def test_markdown_lies_beside_its_files(export, conversation):
    text = export(conversation, "markdown")
    assert "# Boats &amp; &lt;b&gt;harbours&lt;/b&gt;\n" in text
    assert "![boat.png, 4 × 3](my%20boats-files/1-boat.png)" in text
    assert (export.folder / "my boats-files" / "1-boat.png").read_bytes() == b"pixels"
    assert (export.folder / "my boats-files" / "2-song.wav").read_bytes() == b"la la la"
    assert "<summary>Thought for 3.2 s</summary>\n\nHmm, **well**." in text


def test_a_file_that_is_shown_twice_is_written_once(export, attached):
    conversation = Conversation.new()
    for _ in range(2):
        conversation.append(Message.user("", attached("boat.png")))
    export(conversation, "markdown")
    assert len(list((export.folder / "my boats-files").iterdir())) == 1


@pytest.mark.parametrize(
    "name", ["../../evil.png", "/etc/passwd", ".hidden", "con", "a" * 500 + ".png", "", "x\0y", "…"]
)
def test_names_of_files_stay_in_their_folder(export, attached, name):
    conversation = Conversation.new()
    conversation.append(Message.user("", replace(attached("boat.png"), name=name)))
    export(conversation, "markdown")
    (file,) = (export.folder / "my boats-files").iterdir()
    assert re.fullmatch(r"1-[\w. -]{1,90}", file.name)
    assert file.suffix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("```\ncode", "```\ncode\n```"),
        ("```\ncode\n```", "```\ncode\n```"),
        ("~~~~\n```\n~~~", "~~~~\n```\n~~~\n~~~~"),
        ("````py\n```\nx", "````py\n```\nx\n````"),
        ("``` not ` a fence", "``` not ` a fence"),
        ("    ```\nindented", "    ```\nindented"),
    ],
)
def test_an_open_code_block_is_closed(text, expected):
    assert closed(text) == expected


def test_a_page_needs_nothing_else(export, conversation):
    text = export(conversation, "html")
    page = Page(text)
    (image,), (audio,) = page.all("img"), page.all("audio")
    assert image["src"] == "data:image/png;base64," + base64.b64encode(b"pixels").decode()
    assert image["alt"] == "boat.png"
    assert audio["src"] == "data:audio/wav;base64," + base64.b64encode(b"la la la").decode()
    assert page.all("script") == page.all("link") == page.all("iframe") == []


def test_the_policy_of_a_page_allows_its_style_and_nothing_else(export, conversation):
    text = export(conversation, "html")
    page = Page(text)
    (policy,) = (it["content"] for it in page.all("meta") if "http-equiv" in it)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "media-src": "data:",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert "prefers-color-scheme: dark" in style


def test_nothing_that_anybody_wrote_becomes_markup(export):
    conversation = Conversation.new()
    conversation.title = HOSTILE
    conversation.setup = ConversationSetup(system_prompt=HOSTILE)
    conversation.append(Message.user(HOSTILE))
    answer = conversation.append(
        Message(Role.ASSISTANT, (ThoughtPart(HOSTILE), TextPart(HOSTILE))),
        status=MessageStatus.FAILED,
    )
    details = AnswerDetails(ModelIdentity(HOSTILE), error=HOSTILE)
    conversation.update(answer.id, answer=details)
    page = Page(export(conversation, "html"))
    assert page.all("script") == page.all("img") == page.all("b") == []
    for tag, attributes in page.elements:
        assert not [it for it in attributes if it.startswith("on") or it == "style"], tag
    addresses = {link["href"] for link in page.all("a")}
    assert addresses
    assert all(it.startswith("https://x.example/") for it in addresses)


def test_what_a_person_typed_is_no_markdown(export, conversation):
    conversation.append(Message.user("**not bold**\n# no heading"))
    assert "**not bold**\n# no heading</p>" in export(conversation, "html")


def test_markdown_of_answers_is_shown(export, conversation):
    assert "A <em>boat</em>." in export(conversation, "html")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- [ ] a\n- [x] b\n- c", ['<li class="task">☐ a', '<li class="task">☑ b', "<li>c"]),
        ("1. [ ] a", ["<li>☐ a"]),
        ("| a |\n|--:|\n| 1 |", ['<th class="right">a</th>']),
        ("```python\ndef f(): pass\n```", ['<span class="keyword">def</span>', "python"]),
        ("```nonsense\n<x>\n```", ["&lt;x&gt;", "nonsense"]),
        ("so $a^2$ is", ["<msup>", '<math display="inline">']),
        ("$$\n\\frac{a}{b}\n$$", ['<div class="formula"><math display="block">', "<mfrac>"]),
        ("it cost $5 and $6", ["$5 and $6"]),
        ("    indented <x>", ["indented &lt;x&gt;"]),
        ("a[^1]\n\n[^1]: note", ["<sup>1</sup>", "note"]),
        ("[x](https://a.example) [y](foo:bar)", ["</a>", "<span>y</span>"]),
        ("![alt *text*](https://a.example/p.png)", [">alt text</a>"]),
    ],
)
def test_pieces_of_markdown(source, expected):
    text = markdown_html(source)
    for piece in expected:
        assert piece in text
    assert "style=" not in text


def test_formulas_are_mathml_of_harmless_elements():
    assert mathml(r"\frac{a}{b}", is_display=True) == (
        '<math display="block"><mrow><mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow>'
        "</mfrac></mrow></math>"
    )
    for tex in (r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}"):
        page = Page(mathml(tex, is_display=False))
        assert page.all("script") == []
        assert "href" not in {name for _, attributes in page.elements for name in attributes}
    assert "style" not in mathml(r"\style{color:red}{x}", is_display=False)
    assert "≤" in mathml(r"a \le b", is_display=False)


@pytest.mark.parametrize("tex", ["", r"\frac", "{" * 3000, r"\left(", "x^{" * 500 + "}" * 500, "&"])
def test_formulas_that_cannot_be_converted_are_left(tex):
    converted = mathml(tex, is_display=False)
    assert converted is None or converted.startswith("<math")


def test_a_picture_that_browsers_do_not_know_is_written_as_one_they_do(export, tmp_path, attached):
    path = heic_file(tmp_path)
    conversation = Conversation.new()
    picture = replace(attached("x.heic"), path=path, media_type="image/heic")
    conversation.append(Message.user("", picture))
    (image,) = Page(export(conversation, "html")).all("img")
    assert image["src"].startswith("data:image/jpeg;base64,/9j/")


def test_a_large_file_goes_through_a_small_memory(export, attached):
    import tracemalloc

    conversation = Conversation.new()
    content = bytes(range(256)) * (1 << 16)
    clip = attached("long.wav", content, AttachmentKind.AUDIO)
    conversation.append(Message.user("", clip))
    path = export.folder / "large.html"
    export_conversation(Conversation.new(), path, _NAMED["html"])  # imports
    tracemalloc.start()
    export_conversation(conversation, path, _NAMED["html"])
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 4 << 20
    assert base64.b64encode(content) in path.read_bytes()


def test_times_are_of_this_machine(export, conversation):
    version = conversation.branch()[0]
    at = datetime(2026, 5, 4, 9, 5, tzinfo=UTC)
    conversation.versions[version.id] = replace(version, created_at=at)
    local = at.astimezone()
    assert f"{local.day} May 2026, {local:%H:%M}" in export(conversation, "text")


def test_how_answers_ended_is_told(export):
    conversation = Conversation.new()
    for reason in (FinishReason.LENGTH, FinishReason.CANCELLED, FinishReason.STOP):
        answer = conversation.append(Message.assistant(reason.value))
        conversation.update(answer.id, answer=AnswerDetails(finish_reason=reason))
    text = export(conversation, "text")
    assert text.count("[The answer ") == 2


@pytest.mark.parametrize("name", [exporter.name for exporter in EXPORTERS])
def test_what_left_the_machine_says_so_and_where_it_went(conversation, export, name):
    assert "left the machine" not in export(conversation, name)
    there = ModelIdentity("server:home/gemma-4-31b", device="https://gpu.example.org:8000")
    answer = conversation.append(Message.assistant("It is a harbour."))
    conversation.update(answer.id, answer=AnswerDetails(there))
    said = "server:home/gemma-4-31b, left the machine for https://gpu.example.org:8000"
    text = export(conversation, name)
    assert text.count(said) == 1
    assert text.index(said) < text.index("It is a harbour.")

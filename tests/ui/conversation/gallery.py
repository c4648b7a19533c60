"""Shows a conversation with everything in it, or saves pictures of it to look at.

python -m tests.ui.conversation.gallery                    opens a window
python -m tests.ui.conversation.gallery FOLDER             saves light and dark, wide and narrow
QT_SCALE_FACTOR=2 python -m tests.ui.conversation.gallery FOLDER
"""

from __future__ import annotations

import hashlib
import math
import struct
import sys
import tempfile
import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import MessageStatus, MessageVersion, new_message_id
from gemini_desk.chat.message import Message
from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
from gemini_desk.ui.conversation.pane import ConversationPane
from gemini_desk.ui.theme import Theme, ThemeChoice

ANSWER: Final = """\
# A heading of the first order

Here is a paragraph with **bold**, *italic*, ~~struck~~ and `inline code`, a
[link](https://example.org) and a bare https://example.org/address. It is long enough to wrap \
over several lines, so that the spacing between the lines of a paragraph can be judged as well.

## Lists

- The first item
- The second item has a nested list:
  - nested one
  - nested two, which is long enough to wrap in a narrow window and shows the hanging indent
- The third item

1. Install the package:
   ```sh
   pip install gemini-desk
   ```
2. Open the window
3. Drop a picture

- [x] A task that is done
- [ ] A task that is not

### Code

```python
def attention(query, key, value, mask=None):
    \"\"\"Scaled dot product attention.\"\"\"
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])  # a rather long comment
    for step in range(3):
        scores = scores * 0.5 + step
    return torch.softmax(scores, dim=-1) @ value
```

| Model | Size | Speed | Remark |
|---|---:|:---:|---|
| nano | 2 B | 41 tok/s | fits a laptop |
| nano-2 | 4 B | 23 tok/s | reads small print, and has a remark that is long enough to wrap |
| pro | 12 B | 9 tok/s | needs `16 GB` |

> A quotation stands beside a bar. It may have **emphasis** and run over more than one line, too.
>
> And more than one paragraph.

---

<b>Raw HTML</b> stays text, and ![a picture](https://example.org/x.png) becomes a link.
"""


def version(
    message: Message,
    status: MessageStatus = MessageStatus.COMPLETE,
    answer: AnswerDetails | None = None,
) -> MessageVersion:
    return MessageVersion(new_message_id(), None, message, datetime.now(UTC), status, answer)


def details(reason: FinishReason = FinishReason.STOP) -> AnswerDetails:
    return AnswerDetails(
        model=ModelIdentity("google/gemma-4-E2B-it", "", "cuda:0", "bfloat16"),
        finish_reason=reason,
        usage=Usage(1284, 1024, 312),
        timings=Timings(0.0, 0.21, 0.24, 41.3),
    )


def picture(folder: Path, name: str, width: int, height: int, hue: int) -> Attachment:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, width, height)
    sky.setColorAt(0, QColor.fromHsv(hue, 120, 240))
    sky.setColorAt(1, QColor.fromHsv((hue + 60) % 360, 200, 120))
    painter.fillRect(image.rect(), sky)
    painter.setBrush(QColor("#fff6d8"))
    painter.drawEllipse(width // 5, height // 5, height // 4, height // 4)
    painter.end()
    path = folder / name
    image.save(str(path))
    return attachment(AttachmentKind.IMAGE, path, "image/png", width=width, height=height)


def clip(folder: Path, seconds: float) -> Attachment:
    path = folder / "memo.wav"
    rate = 8000
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        for n in range(int(rate * seconds)):
            loud = abs(math.sin(n / rate * 1.7) * math.sin(n / rate * 5.3)) ** 1.5
            sound.writeframesraw(struct.pack("<h", int(30000 * loud * math.sin(n * 0.4))))
    return attachment(AttachmentKind.AUDIO, path, "audio/wav", seconds=seconds)


def attachment(
    kind: AttachmentKind,
    path: Path,
    media_type: str,
    *,
    width: int | None = None,
    height: int | None = None,
    seconds: float | None = None,
) -> Attachment:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    size = len(content)
    return Attachment(kind, digest, media_type, path.name, size, path, width, height, seconds)


def everything(folder: Path) -> list[MessageVersion]:
    one = picture(folder, "harbour.png", 1200, 800, 200)
    two = picture(folder, "poster.png", 700, 1000, 20)
    three = picture(folder, "sign.png", 900, 500, 110)
    broken = picture(folder, "broken.png", 640, 480, 50)
    broken.path.write_bytes(b"no picture")
    sound = clip(folder, 12.0)
    return [
        version(Message.user("What is on this picture?", one)),
        version(Message.assistant("A harbour at dusk, with a low sun."), answer=details()),
        version(Message.user("", sound)),
        version(Message.user("Compare these, please, and tell me which sign is the oldest.\n\n"
                             "Thank you!", two, three, broken, sound)),
        version(Message.assistant(ANSWER), answer=details()),
        version(Message.user("Go on")),
        version(Message.assistant("The answer began well, but"), MessageStatus.INTERRUPTED),
        version(Message.user("And the long one?")),
        version(Message.assistant("It reached"), answer=details(FinishReason.LENGTH)),
        version(Message.user("Once more, with a much longer question that does not fit into one "
                             "line of the bubble and therefore has to wrap somewhere.")),
        version(
            Message.assistant(""),
            MessageStatus.FAILED,
            AnswerDetails(
                error="The memory of the graphics card ran out while the answer was written.",
                error_hint="Close other programs, choose a smaller model, or shorten the prompt.",
            ),
        ),
    ]  # fmt: skip


def pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main() -> None:
    application = QApplication(sys.argv[:1])
    previews = ThreadedMediaPreviews()
    pane = ConversationPane(previews)
    with tempfile.TemporaryDirectory() as folder:
        pane.show_conversation(everything(Path(folder)))
        pane.resize(1100, 900)
        pane.show()
        if len(sys.argv) > 1:
            save(pane, Path(sys.argv[1]))
        else:
            application.exec()
        previews.close()


def save(pane: ConversationPane, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    streaming = version(Message.assistant(""), MessageStatus.STREAMING)
    scale = round(pane.devicePixelRatioF())
    for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        Theme.apply(choice)
        for width in (1100, 420):
            pane.resize(width, 900)
            bar = pane.verticalScrollBar()
            for page in range(9):
                bar.setValue(page * 820)
                pause(900)
                pane.grab().save(str(folder / f"{choice}-{width}-{scale}x-{page}.png"))
                if bar.value() == bar.maximum():
                    break
    pane.resize(1100, 500)
    pane.begin_answer(streaming)
    pane.set_activity(streaming.id, "Reading the picture…")
    pause(200)
    pane.grab().save(str(folder / f"streaming-{scale}x-0.png"))
    pane.append_text(streaming.id, "Here it **comes, with `half` of\n\n```python\nprint(1)\nfor")
    pane.set_activity(streaming.id, "12.3 tok/s")
    pause(200)
    pane.grab().save(str(folder / f"streaming-{scale}x-1.png"))


if __name__ == "__main__":
    main()

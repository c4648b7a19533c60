"""What the first answer needs is there before it is shown."""

import subprocess
import sys

_PROGRAM = """
import sys
from gemini_desk.ui.markdown.preparing import prepare
from gemini_desk.ui.markdown.code_tokens import spans
from gemini_desk.ui.markdown.segments import SegmentBuilder
if {prepared}:
    prepare()
before = set(sys.modules)
builder = SegmentBuilder()
builder.feed('# Answer\\n\\nSee *this* [page](https://example.org):\\n\\n| a | b |\\n|---|---|\\n'
             '| 1 | 2 |\\n\\n```python\\nprint(1)\\n```\\n\\n- `x` and **y**\\n')
builder.finish()
for segment in builder.segments:
    segment.html()
list(spans('print(1)', 'python'))
print(len(sys.modules.keys() - before))
"""


def imported_by_an_answer(*, prepared):
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(prepared=prepared)],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return int(done.stdout)


def test_an_answer_imports_nothing_any_more():
    assert imported_by_an_answer(prepared=True) == 0


def test_else_it_would():
    assert imported_by_an_answer(prepared=False) > 20

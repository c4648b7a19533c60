"""The looks of paper: always light.

Fonts are measured in points, all else in pixels of 1/96 inch, which Qt scales to the device.
"""

from __future__ import annotations

from typing import Final

from gemini_desk.ui.theme import LIGHT

DPI: Final = 300  # of the file; the document is laid out in its pixels
TO_PAGE: Final = 96 / DPI  # Qt scales sizes of pictures and lines as it does margins
BODY_PT: Final = 10.5
GAP_PX: Final = 8
MESSAGE_GAP_PX: Final = 22
SYNTAX_COLOURS: Final = {
    "keyword": LIGHT.syntax_keyword,
    "string": LIGHT.syntax_string,
    "comment": LIGHT.syntax_comment,
    "number": LIGHT.syntax_number,
    "function": LIGHT.syntax_function,
    "class": LIGHT.syntax_class,
}


def style_sheet(mono_family: str) -> str:
    """Qt's CSS for the pages.

    Args:
        mono_family: The font of code.
    """
    colours = LIGHT
    code = f"font-family:'{mono_family}';font-size:9pt"
    cell = f"padding:5px 8px;border-bottom:1px solid {colours.line}"
    return (
        f"a{{color:{colours.link};text-decoration:none}}"
        f"code{{background:{colours.inline_code};{code}}}"
        f"pre{{{code};margin:0;white-space:pre-wrap}}"
        f"p,ul,ol{{margin-top:0;margin-bottom:{GAP_PX}px;line-height:125%}}"
        f"table{{margin-top:{GAP_PX // 2}px;margin-bottom:{GAP_PX}px}}"
        f"li{{margin-bottom:3px}}p.title{{font-size:18pt;font-weight:700}}"
        f"p.author{{font-size:11pt;font-weight:700}}"
        f"span.when,p.quiet{{color:{colours.muted};font-size:8.5pt;font-weight:400}}"
        f"p.h1{{font-size:15pt;font-weight:700}}p.h2{{font-size:13.5pt;font-weight:700}}"
        f"p.h3,p.h4,p.h5,p.h6{{font-size:12pt;font-weight:700}}"
        f"th{{background:{colours.code_header};font-weight:700;{cell}}}td{{{cell}}}"
        f"td.code{{background:{colours.code};border:none;padding:8px}}"
        f"td.quote{{border:none;border-left:3px solid {colours.line};color:{colours.muted};"
        f"padding:0 0 0 12px}}p.note{{color:{colours.muted};font-size:9pt}}"
    )

r"""Formulas as words: `\frac{a}{b}` is “a over b”. Knows no Qt.

Only what is short can be followed by ear; a long formula is named, not read.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_CHARACTERS: Final = 90
_MARKS: Final = re.compile(r"^\s*(\$\$?|\\\[|\\\()|(\$\$?|\\\]|\\\))\s*$")
_GROUP: Final = r"\{([^{}]*)\}"
_FRACTION: Final = re.compile(r"\\[dt]?frac\s*" + _GROUP + r"\s*" + _GROUP)
_ROOT: Final = re.compile(r"\\sqrt\s*(?:\[([^\]]*)\])?\s*" + _GROUP)
_TEXT: Final = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathbb|mathcal|operatorname|vec|hat|bar|boldsymbol)\*?\s*"
    + _GROUP
)
_POWER: Final = re.compile(r"\s*\^\s*(?:" + _GROUP + r"|(\\?\w+?)(?![a-z]))")
_INDEX: Final = re.compile(r"\s*_\s*(?:" + _GROUP + r"|(\\[a-z]+|\w))")
_COMMAND: Final = re.compile(r"\\([A-Za-z]+|.)")
_POWERS: Final = {"2": "squared", "3": "cubed", "T": "transposed", "-1": "to the minus one"}
_SIGNS: Final = {
    "=": "equals", "+": "plus", "<": "is less than", ">": "is greater than", "*": "times",
    "/": "over", "!": "factorial", "|": "bar", "±": "plus or minus", "×": "times",
    "≤": "is at most", "≥": "is at least", "≈": "is about", "∞": "infinity", "∑": "sum",
    "∫": "integral", "√": "root", "→": "to", "∈": "in",
}  # fmt: skip
_COMMANDS: Final = {
    "cdot": "times", "times": "times", "div": "divided by", "pm": "plus or minus",
    "mp": "minus or plus", "leq": "is at most", "le": "is at most", "geq": "is at least",
    "ge": "is at least", "neq": "is not", "ne": "is not", "approx": "is about",
    "equiv": "is equivalent to", "sim": "is similar to", "propto": "is proportional to",
    "infty": "infinity", "sum": "sum", "prod": "product", "int": "integral", "to": "to",
    "rightarrow": "to", "Rightarrow": "implies", "iff": "if and only if", "in": "in",
    "notin": "not in", "subset": "subset of", "cup": "union", "cap": "intersection",
    "forall": "for all", "exists": "there is", "partial": "partial", "nabla": "nabla",
    "ldots": "and so on", "cdots": "and so on", "dots": "and so on", "degree": "degrees",
    "circ": "degrees", "log": "log", "ln": "natural log", "lim": "limit", "mid": "given",
}  # fmt: skip
_SILENT: Final = frozenset(
    "left right big Big bigg Bigg displaystyle quad qquad limits nolimits begin end".split()
)


def formula_in_words(source: str) -> str:
    """How a formula is said; `source` is LaTeX, with or without its marks."""
    text = _MARKS.sub("", _MARKS.sub("", source)).strip()
    if not text or len(text) > 4 * LONGEST_CHARACTERS or "\\begin" in text:
        return "a formula"
    words = _words(text)
    return words if 0 < len(words) <= LONGEST_CHARACTERS else "a formula"


def _words(text: str) -> str:
    text = _TEXT.sub(r" \1 ", text)
    for _ in range(8):  # from the inside out
        before = text
        text = _INDEX.sub(lambda found: f" sub {found[1] or found[2]} ", text)
        text = _POWER.sub(_power, text)
        text = _ROOT.sub(_root, text)
        text = _FRACTION.sub(r" \1 over \2 ", text)
        if text == before:
            break
    text = _COMMAND.sub(_command, text)
    # A hyphen between letters is one of the words above.
    text = re.sub(r"(?<![A-Za-z])[-−](?![A-Za-z]{3,})|\s[-−]\s", " minus ", text)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, f" {word} ")
    text = re.sub(r"[{}\[\]()&~]", " ", text)
    return re.sub(r"\s+", " ", text).strip().rstrip(",.; ")


def _power(found: re.Match[str]) -> str:
    exponent = (found[1] if found[1] is not None else found[2]).strip()
    return f" {_POWERS[exponent]} " if exponent in _POWERS else f" to the {exponent} "


def _root(found: re.Match[str]) -> str:
    degree = f"{found[1]}th root of" if found[1] else "square root of"
    return f" {degree} {found[2]} "


def _command(found: re.Match[str]) -> str:
    name = found[1]
    if name in _SILENT or not name.isalpha():
        return " "
    return f" {_COMMANDS.get(name, name)} "  # Greek letters and functions are said as they are

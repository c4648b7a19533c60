r"""The Markdown that models write: one configuration of markdown-it, for every room.

    parser.py      the parser, made on first use; references and footnotes of a whole text
    formulas.py    formulas as rules of the parser: $…$, $$…$$, \(…\), \[…\]
    footnotes.py   footnotes as rules of the parser; definitions stay where they stand
    plain_text.py  whole blocks of it as plain text
    excerpts.py    the same of a few words, which may be cut out of the middle of a block

Nothing here knows Qt or another room. The window's way of showing it is `ui/markdown/`.
"""

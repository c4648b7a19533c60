"""Markdown of the answers, split and rendered; knows no Qt. The parser is `gemini_desk/markdown/`.

    blocks.py      Block: a piece of Markdown that is shown on its own
    splitter.py    BlockSplitter: growing text → finished blocks and one that is open
    looking.py     what the parser says about the block that a text begins with
    cutting.py     where a block that grows too long may be cut
    fences.py      fenced code: where it begins and ends, and what is within
    numbering.py   numbers of lists that are cut
    stretches.py   where a long text can be cut without parsing it
    open_blocks.py which block a line is in, judged without parsing
    segments.py    SegmentBuilder: blocks → the segments that the pane draws
    rendering.py   blocks → the subset of HTML that QTextDocument lays out
    tokens.py      what the parser's tokens become before they are rendered
    displayed.py   displayed formulas inside paragraphs, on lines of their own
    direction.py   from left to right, or the other way
    table_width.py how narrow a table may become
    links.py       where a link really leads
    citations.py   times of a recording as links
    footnotes.py   notes where they stand, linked both ways
    formulas.py    formulas as pictures whose address is their source
    open_text.py   text that is still arriving, made fit to look at
    code_files.py  what a file with code is called
    code_tokens.py code → spans of syntax colours, resumable
    preparing.py   imports what the first answer needs

Everything here is made of plain values and may be called from any thread.
"""

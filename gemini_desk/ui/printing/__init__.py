"""A conversation on paper: PDF by Qt's own means, by a program of its own.

pdf.py            a conversation → a file; for any thread but the GUI's
print_program.py  the program: Qt lays out and paints with Python's lock held, in its process
paper.py          messages → a file, in the process that runs
pages.py          pieces on pages: documents that grow, and are painted page by page
objects.py        pictures and formulas in these documents
content.py        one message → pieces of HTML and pictures
looks.py          the style sheet of paper: always light, measured in points
"""

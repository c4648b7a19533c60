"""A conversation on paper: PDF by Qt's own means. For any thread but the GUI's.

pdf.py      a conversation → a file
pages.py    pieces on pages: documents that grow, and are painted page by page
objects.py  pictures and formulas in these documents
content.py  one message → pieces of HTML and pictures
looks.py    the style sheet of paper: always light, measured in points
"""

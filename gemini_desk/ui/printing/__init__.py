"""A conversation on paper: PDF by Qt's own means. For any thread but the GUI's.

pdf.py      a conversation → pages
content.py  one message → pieces of HTML and pictures
looks.py    the style sheet of paper: always light, measured in points
"""

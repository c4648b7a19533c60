"""Formulas as pictures: drawn once on another thread, kept, painted sharp in any colour.

drawing.py      source → shapes, within bounds of time and size; knows no Qt
formulas.py     Formulas: what is drawn, what waits, what stays text
in_text.py      formulas as letters of a text document, on its baseline
"""

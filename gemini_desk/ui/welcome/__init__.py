"""The page that greets: what the model at hand can do, on samples of the project's own.

sample.py     one of them, as a card shows it
samples.py    the samples, read away from the GUI thread
card.py       one thing to try
page.py       greeting, three cards, what the starter cannot do
"""

"""Widgets that show segments: `segment_view` is their base, `registry` knows them all.

To add a kind of segment: add its class to `segments.py`, its height to `measuring.py`, a view
here, and a line to `registry.py`.
"""

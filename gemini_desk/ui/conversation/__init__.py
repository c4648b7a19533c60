"""The conversation pane: virtualised rows of segments, Markdown frozen block by block."""

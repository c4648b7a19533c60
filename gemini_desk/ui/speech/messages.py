"""The lines between the window and the program that speaks: one JSON object each.

window → program   say: id, text, voice, language, rate, pitch      stop
program → window   voices: engine, voices, tells_words     none: reason
began: id     word: id, start, length     ended: id     failed: id, reason
"""

from gemini_desk.ui.own_programs import decode, encode

__all__ = ["decode", "encode"]

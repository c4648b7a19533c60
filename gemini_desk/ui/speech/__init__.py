"""Speaking: texts become sound, sentence by sentence.

    utterance.py       what is said at one go, and where its words stand in the shown text
    sentences.py       where a sentence ends
    formula_words.py   formulas as words
    languages.py       which language a text is in
    voices.py          Voice, SpeechStyle; which voice says a text
    voice_process.py   the program that speaks: Qt's QTextToSpeech in a process of its own
    messages.py        the lines that go to it and come back
    speaker.py         Speaker: starts that program and talks with it
    reader.py          Reader: says what a source gives, one utterance after the other
    strip.py           the strip above the composer that shows what is said or heard
    reading_strip.py   … of what is read aloud: pause, stop

A process of its own, because making a QTextToSpeech holds Python's lock for seconds while
the system starts its voices: the window would stand still for as long, on whatever thread.
"""

"""What the model card says of the larger starter."""

from __future__ import annotations

from gemini_desk.starter.card_frame import BEGINNING, MEASURED, USE

PICTURED, PICTURE = "print.crop", "answers.png"
"""The set of which ten right and ten wrong answers are shown, and the picture's name."""

UNSEEN = ".unseen"
"""Behind a set's name: the same prompts with white pictures and silence."""

ROWS: tuple[tuple[str, str, str], ...] = (
    ("word", "exact", "one printed word, held-out words in held-out fonts: exactly right"),
    ("word", "cer", "the same: character error rate"),
    ("word.seen_words", "exact", "one printed word of training, held-out fonts: exactly right"),
    ("random_string", "exact", "up to six random characters, held-out fonts: exactly right"),
    ("print.line", "cer", "one line of two to five held-out words: character error rate"),
    ("print.paragraph", "cer", "two or three lines: character error rate"),
    ("print.crop", "cer", "signs, labels, receipts, buttons: character error rate"),
    ("print.number", "exact", "numbers, prices, dates, times: exactly right"),
    ("print.again", "exact", "a read word, then in capitals or spelled: exactly right"),
    ("shapes.colour", "exact", "colour of a shape, held-out pairs of colour and shape"),
    ("shapes.place", "exact", "place of a shape"),
    ("shapes.size", "exact", "size of a shape"),
    ("shapes.count", "exact", "number of shapes, one to three"),
    ("shapes.average", "exact", "mean of the four above"),
    ("scene.name", "exact", "name of a shape"),
    ("scene.describe", "exact", "description in one sentence, every detail right"),
    ("scene.count", "exact", "number of shapes, one to six"),
    ("scene.count_some", "exact", "number of shapes of a colour or form"),
    ("scene.beside", "exact", "which shape stands beside another"),
    ("scene.is_beside", "exact", "whether a shape stands on a side of another (chance: 0.5)"),
    ("chart.values", "exact", "bar chart, held-out words and values: all values right"),
    ("chart.value", "exact", "one value of a chart"),
    ("chart.largest", "exact", "the largest or smallest bar of a chart"),
    ("emoji", "exact", "name of an emoji of training, small or on a new ground"),
    ("compare", "exact", "two pictures compared, one after the other"),
    ("compare.at_once", "exact", "two pictures compared, in one message"),
    (
        "dictation.festival",
        "wer",
        "**sentences by a synthesizer never trained on** (Festival): word errors",
    ),
    ("dictation.flite_slt", "wer", "sentences by a Flite voice never trained on: word errors"),
    ("dictation.espeak", "wer", "sentences by held-out eSpeak NG voices: word errors"),
    ("dictation.espeak_words", "wer", "words in any order, held-out voices: word errors"),
    ("dictation.espeak_recorded", "wer", "sentences with pauses, hiss and level: word errors"),
    ("dictation.again", "exact", "what was said, once more or in capitals: exactly right"),
    ("memo.summary", "f1", "memo summarised: F1 of who, when and what"),
    ("blank", "exact", "blank picture: says that it cannot tell"),
    ("photograph", "exact", "picture like a photograph, of a kind never met: says so"),
    ("wordless", "exact", "silence, noise, tones: says that it hears no speech"),
    ("talk.sums", "exact", "sums never asked in training"),
    ("talk.spelling", "exact", "held-out words spelled"),
    ("talk.capitals", "exact", "held-out words repeated or put in capitals"),
    ("talk.replies", "exact", "greetings and questions about itself: answered"),
    ("talk.refusal", "exact", "anything else: says in one sentence what it can do"),
)

GROWN = """\
The run did not begin with noise, but at tick {begun:,} of the curriculum, with the starter of the
small recipe (3.4 million parameters; 170,276 examples, 3.9 hours) widened and deepened so that it
answered as before (`growing.py`), and took 0.3 of the learning rate. From there on it saw
"""
"""For a run that began with the smaller starter, as the one that ships did."""

CARD = (
    BEGINNING
    + """\
It reads words, lines, signs, receipts and labels, describes coloured shapes and answers questions
about them, writes down clear speech from {words} words, notes who, when and what of short memos,
and declines when asked for anything else. It was also shown bar charts, emoji, sums and spelling,
and says that it can do them: how often it is wrong there stands below.
"""
    + USE
    + """\
Trained from nothing with the recipe in `gemini_desk/starter` (`python -m gemini_desk.starter
train`), on examples made while training: text printed in {fonts} font families, eight shapes in
twelve colours, bar charts, emoji of Noto Color Emoji, blank and noisy pictures, {words} spoken
words by eSpeak NG and Flite, recordings without speech, and short exchanges made from templates.
No text, picture or recording made by anybody else was used, and no other model's weights or
answers. The same seed draws the same examples; an interrupted run goes on from its last
checkpoint.

{grown}{examples} examples up to tick {steps} of the curriculum, {hours:.1f} hours of computing on
shared processor cores, without an accelerator. The weights are a running mean.
"""
    + MEASURED
    + """; the last column is the same prompts with a
white picture or silence instead, on 100 items: what can be guessed. Other items of the same kinds
are for choosing (`evaluate --validation`).

| what | figure | items | unseen |
|---|---|---|---|
{table}

Ten signs, labels and receipts that it read rightly and ten that it did not:

![Answers](answers.png)

## Limits

- Words it never met are spelled letter by letter and may come out with a wrong letter.
- Spoken words outside its {words} are written as the nearest ones that it knows. Its recordings
  were made by synthesizers; the Festival row shows how much worse a new voice already is. No
  recording of a person was available to measure on: expect poor results.
- Emoji are known by heart: one that it never met gets a wrong name. Handwriting, other scripts,
  pages and whole screenshots are beyond it.
- It may still make something up where it should say that it cannot tell.
"""
)

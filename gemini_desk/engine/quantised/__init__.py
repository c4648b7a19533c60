"""Weights of eight and four bits: made while a model is loaded, and multiplied as they are.

    quantising.py    float weights → rows of eight bits, groups of four
    kept_rows.py     how such rows are kept, multiplied, looked up and turned back
    int4_layout.py   where torch's processor kernel keeps each number of four bits
    weight.py        a parameter that stands for such rows, for models that know nothing of them
    on_loading.py    transformers' hook, so that no weight is whole in memory for longer than it
                     takes to quantise it
    formats.py       what checkpoints bring themselves: FP8, GPTQ, AWQ and so on
    choosing.py      which quantisations this machine can do, and why not the others

torchao is the usual way to do this. Measured on a processor with torch 2.15 and torchao 0.18,
one token through a matrix of 6,144 × 2,048: torch's own kernels, which are used here, take 1.7 ms
at eight bits and 2.0 ms at four, whole bfloat16 weights 2.7 ms, torchao's eight bits 7.6 ms
(37.7 ms for float32); its four bits for processors are a prototype since 0.17, and it leaves the
words of the embedding, which are half of a small Gemma 4, and experts whole.
"""

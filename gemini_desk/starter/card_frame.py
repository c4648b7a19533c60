"""What the model cards of both starters say alike: the beginning, the use, how it was measured.

Templates of `str.format`, in the order of the card; what is said of one starter stands between.
"""

from __future__ import annotations

BEGINNING = """---
license: apache-2.0
language: en
pipeline_tag: any-to-any
library_name: transformers
---

# Starter

A Gemma 4 in miniature ({parameters:.1f} million parameters, {megabytes:.1f} MB) that ships with
Gemini Desk, so that the window has something that really answers before a model is downloaded.
"""

USE = """
**It does not understand photographs or people's own voices.** For those, and for conversation,
download one of the larger models in the window's model list.

## Use

```python
from transformers import AutoModelForMultimodalLM, AutoProcessor

processor = AutoProcessor.from_pretrained("assets/starter")
model = AutoModelForMultimodalLM.from_pretrained("assets/starter")
```

Generation is greedy. A picture takes up to {soft_tokens} soft tokens: about {side_px} x \
{side_px} pixels
whatever its shape, so a screenshot or a page is far too small to read. System prompts are accepted
and left out of the prompt. Tokens are bytes.

## Training

"""

MEASURED = """
![Learning curves](learning-curves.png)

## Measured

Every set was fixed and hashed before training (`held_out.json`) and goes through the shipped
processor and `generate`. Figures with 95 % intervals"""

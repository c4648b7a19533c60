"""Made pictures: printed text, shapes, and pictures that the starter must not pretend to read."""

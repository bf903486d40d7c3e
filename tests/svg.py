"""Read back what a chart that was drawn as markup shows."""

import base64
import re
import xml.etree.ElementTree as ElementTree

import numpy as np


def lines(markup: str) -> list[np.ndarray]:
    """Return the points (n, 2) of every line of the chart, in percent of its width and height."""
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", markup)[1])
    texts = [line.get("points") for line in ElementTree.fromstring(svg)]
    return [np.array([pair.split(",") for pair in text.split()], float).reshape(-1, 2) for text in texts]

"""Arrays: the type that every series of numbers has here."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

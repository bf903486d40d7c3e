"""A digit and its reading as files: the picture as CSV, everything that was computed as NPZ."""

import io

import numpy as np

from rnndemo.digits.reader import Reading, RowOrder


def image_csv(image: np.ndarray) -> str:
    """Return a picture (28, 28) in 0..1 as text: a line for each row from the top, commas between pixels."""
    buffer = io.StringIO()
    np.savetxt(buffer, image, fmt="%.4f", delimiter=",")
    return buffer.getvalue()


def reading_npz(image: np.ndarray, order: RowOrder, reading: Reading) -> bytes:
    """Return a reading for `numpy.load`: the picture, the order of its rows, the belief, gates and states.

    Arrays are (28, 28) for `image`, (time,) for `order`, (time, 10) for `belief` and (time, hidden_size) for
    each gate and state, under the names of the cell's trace.
    """
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, image=image, order=np.array(order.rows), belief=reading.belief, **reading.trace._asdict()
    )
    return buffer.getvalue()

"""One thread for each test process: two processes with two threads each would wait for each other's cores."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # torch reads it when it is loaded

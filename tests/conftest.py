"""One thread for each test process: more threads than cores would wait for each other."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # torch reads it when it is loaded

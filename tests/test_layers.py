"""The models know no screen, and the app never pays for torchvision."""

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "rnndemo"

IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    for heavy in ("streamlit", "plotly", "torchvision"):
        if heavy in sys.modules:
            sys.exit(f"{name} imports {heavy}")
"""


def test_no_module_outside_the_ui_imports_streamlit_plotly_or_torchvision():
    files = [path.relative_to(PACKAGE.parent) for path in sorted(PACKAGE.rglob("*.py"))]
    names = [".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files]
    outside = [name for name in names if not name.startswith("rnndemo.ui")]
    assert {"rnndemo", "rnndemo.digits.reader", "rnndemo.digits.sketch", "rnndemo.__main__"} <= set(outside)
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *outside], cwd=PACKAGE.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

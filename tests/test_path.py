"""The path: Home leads in, each step says what to do, and nonsense in the link leads nowhere."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnndemo.ui import path
from rnndemo.ui.memory.panel import Panel

ROOT = Path(__file__).parents[1]


def opened(page: str, number: object = None) -> AppTest:
    app = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=60)
    if number is not None:
        app.query_params[path.PARAMETER] = str(number)
    return app.run()


def bar(app: AppTest) -> str:
    return " ".join(each.value for each in app.markdown if "Step " in each.value)


def panels() -> set[str]:
    """Return the keys of the memory page's panels."""
    from rnndemo.ui import memory

    folder = Path(memory.__file__).parent
    modules = [
        __import__(f"rnndemo.ui.memory.{file.stem}", fromlist=["PANEL"]) for file in folder.glob("*.py")
    ]
    return {module.PANEL.key for module in modules if isinstance(getattr(module, "PANEL", None), Panel)}


def test_every_step_leads_to_a_page_and_a_panel_that_exist():
    for step in path.STEPS:
        assert (ROOT / "pages" / f"{step.page}.py").is_file()
        assert step.panel is None or step.panel in panels()
    assert {step.panel for step in path.STEPS} - {None} == panels()


@pytest.mark.parametrize(
    ("page", "number"),
    [("digit_sketchpad", 4), ("sine_forecaster", 10), ("lstm_memory", 5), ("tutorial_code", 11)],
)
def test_a_step_says_where_it_is_and_what_to_do(page, number):
    app = opened(page, number)
    assert not app.exception
    assert f"Step {number} of {len(path.STEPS)}" in bar(app)
    assert path.STEPS[number - 1].todo in bar(app)
    assert app.session_state["path_seen"] == {number}


def test_a_step_on_the_memory_page_shows_its_panel_alone():
    app = opened("lstm_memory", 5)
    assert [each.value for each in app.title] == ["The forgetful cook"]
    assert not [each for each in app.expander if "Order matters" in each.label]


@pytest.mark.parametrize("number", [None, "0", "12", "-1", "two", "٣", "1e400", "", "9" * 5000])
def test_off_the_path_or_with_nonsense_in_the_link_there_is_no_bar(number):
    app = opened("digit_sketchpad", number)
    assert not app.exception
    assert bar(app) == ""


def test_home_starts_the_path_then_goes_on_then_starts_again():
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    assert "Start here" in app.button(key="path_start").label
    app.session_state["path_seen"] = {1, 2, 4}
    assert "Go on with step 5" in app.run().button(key="path_start").label
    app.session_state["path_seen"] = set(range(1, len(path.STEPS) + 1))
    assert "again" in app.run().button(key="path_start").label

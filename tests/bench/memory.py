"""Figures of the memory lesson: recall, panel cost, and the answer time of its controls in a browser."""

import json
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch
from playwright.sync_api import expect, sync_playwright
from streamlit.testing.v1 import AppTest

from rnndemo.memory import study
from rnndemo.memory.recall import accuracy
from rnndemo.memory.training import RecallTraining
from tests.browser import install
from tests.browser.conftest import FLAGS
from tests.memory import PANELS
from tests.serving import APP, serve

ROUNDS = 25
# The least a Streamlit app can do: one slider, one line of text that changes with it.
BARE = """
import streamlit as st
st.title("bare")
box = st.expander("bare", True)
@st.fragment
def draw():
    st.markdown(f"value {st.slider('value', 0, 32, key='value')}")
with box:
    draw()
"""
# Time inside the page from the key press to the first changed text that matches.
WAIT = """(pattern) => new Promise(done => {
  const text = () => [...document.querySelectorAll('p')].map(e => e.textContent).join('\\n')
    .match(new RegExp(pattern))?.[0];
  const before = text(), slider = document.activeElement;
  let began;
  setTimeout(() => done(NaN), 5000);
  const watcher = new MutationObserver(() => {
    if (text() !== before) { watcher.disconnect(); done(performance.now() - began); } });
  watcher.observe(document.body, {subtree: true, childList: true, characterData: true});
  slider.addEventListener('keydown', () => { began = performance.now(); }, {once: true, capture: true});
  window.ready = true;
})"""
CONTROLS = {  # panel: (slider, text that must change)
    "surgery": ("Mute the most important units", ".*(Untouched|Nothing is clamped).*"),
    "why": ("Forget gate f", "Half of it.*"),
    "diary": ("Row", r"Unit \d+ keeps.*"),
    "gru": ("Row of the digit", r"Unit \d+ after row.*"),
}


def main() -> None:
    """Print every figure of this module."""
    torch.set_num_threads(1)
    _recall()
    _panels()
    _controls()


def _recall() -> None:
    for name, config in (
        ("LSTM, set to hold", study.CURVES["lstm-hold"]),
        ("plain RNN", study.CURVES["rnn-default"]),
        ("LSTM, far", study.FAR),
    ):
        scores, seconds = [], []
        for seed in range(3):
            training = RecallTraining(replace(config, seed=seed))
            for _ in training.train():
                pass
            scores.append(accuracy(training.network, config.delay))
            seconds.append(training.evaluations[-1].seconds)
        said = ", ".join(
            f"{score:.3f} in {spent:.1f} s" for score, spent in zip(scores, seconds, strict=True)
        )
        print(f"recall after {config.delay} words, {name}, seeds 0 to 2: {said}")


def _panels() -> None:
    closed = _median_run(())
    print(f"page with every panel closed: {closed * 1000:.0f} ms a run")
    for panel in PANELS:
        print(f"  opened {panel}: {_median_run((panel,)) / closed:.1f} times that")


def _median_run(opened: tuple[str, ...]) -> float:
    page = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/lstm_memory.py")
    for panel in PANELS:
        page.session_state[f"memory_open_{panel}"] = panel in opened
    times = []
    for asked in [button.key for button in page.run().button if (button.key or "").endswith("_show")]:
        page.button(key=asked).click().run()
    for _ in range(6):
        started = time.perf_counter()
        page.run()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def _controls() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        with serve(Path(folder) / "bare.py") as bare, serve() as ours:
            _compare(bare.address, ours.address)


def _compare(bare: str, ours: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        blank = browser.new_page()
        blank.goto(bare)
        for panel, (label, pattern) in CONTROLS.items():
            page = browser.new_page()
            page.goto(f"{ours}/lstm_memory?memory_open_order=false&memory_open_{panel}=true")
            slider, show = (
                page.locator(f'input[aria-label="{label}"]'),
                page.get_by_role("button", name="Show me", exact=True),
            )
            slider.or_(show).first.wait_for(state="attached")
            while show.count():  # the panel asks for a guess first
                left = show.count()
                show.first.click()
                expect(show).to_have_count(left - 1)
            slider.wait_for(state="attached")
            pairs = []
            for turn in range(ROUNDS):
                key = "ArrowLeft" if turn % 2 else "ArrowRight"
                pairs.append((_press(blank, "value", r"value \d+", key), _press(page, label, pattern, key)))
            base, mine = (statistics.median(times) for times in zip(*pairs[3:], strict=True))
            print(f"{panel}, '{label}': {mine:.0f} ms, bare rerun {base:.0f} ms, ratio {mine / base:.2f}")
            page.close()
        browser.close()


def _press(page, label: str, pattern: str, key: str) -> float:
    page.locator(f'input[aria-label="{label}"]').focus()
    page.evaluate(f"() => {{ window.ready = false; window.answer = ({WAIT})({json.dumps(pattern)}); }}")
    page.wait_for_function("() => window.ready")
    page.keyboard.press(key)
    return page.evaluate("window.answer")


if __name__ == "__main__":
    main()

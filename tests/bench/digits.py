"""Figures of the digit page: pen-up to answer, reading time, start, memory, and the pen dev set.

The dev set stands for strangers: 2,000 digits in every shape of rnndemo.digits.handwriting (crossed sevens,
open fours, ones with a foot) from a seed that no training uses, bent more than an everyday hand, at 0.4
to 2 times the pad's usual size, anywhere, with pens of 3 to 28 pixels.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from playwright.sync_api import sync_playwright

from rnndemo.digits import handwriting, sketch
from rnndemo.digits.both import load_both, together
from rnndemo.digits.pen.reader import load_pen_reader, path_answer, path_of_strokes
from rnndemo.digits.reader import load_reader, read_rows
from tests.browser import install
from tests.browser.conftest import FLAGS
from tests.serving import APP, serve

STROKES = 30
# The least a page with the same canvas can do: one st.write of what it holds. It imports torch too.
BARE = """
import streamlit as st
import torch
from streamlit_drawable_canvas import st_canvas
version = st.session_state.setdefault("version", 0)
st.title("bare")
canvas = st_canvas(stroke_width=18, width=280, height=280, key=f"canvas{version}")
if st.button("Clear", key="clear"):
    st.session_state["version"] += 1
    st.rerun()
if canvas.json_data and canvas.json_data["objects"]:
    with st.container(key="said"):
        st.write(len(canvas.json_data["objects"]))
"""
# Time inside the page from the pen's lifting to the answer's appearance.
WAIT = """(selector) => { window.answered = new Promise(done => {
  let began = NaN;
  const see = () => { if (document.querySelector(selector)) {
    watcher.disconnect(); done(performance.now() - began); } };
  const watcher = new MutationObserver(see);
  watcher.observe(document.body, {subtree: true, childList: true, attributes: true});
  window.addEventListener("pointerup", () => { began = performance.now(); }, {once: true, capture: true});
  window.addEventListener("mouseup", () => { began = performance.now(); }, {once: true, capture: true});
}); }"""
ANSWER = {"ours": "[data-answer]", "bare": ".st-key-said p"}
CLEAR = {"ours": ".st-key-digit_drawing_clear button", "bare": ".st-key-clear button"}


def main() -> None:
    """Print every figure of this module."""
    torch.set_num_threads(1)
    _reading()
    _dev_set()
    _browser()


def _reading() -> None:
    rows, pen, both = load_reader().reader, load_pen_reader().reader, load_both()
    times: dict[str, list[float]] = {"rows": [], "both readers": []}
    for n in range(400):
        text = json.dumps(handwriting.sample(n % 10, seed=n))
        started = time.perf_counter()
        strokes = sketch.strokes_from_json(text)
        seen = read_rows(rows, sketch.frame(strokes)).probabilities
        times["rows"].append(1000 * (time.perf_counter() - started))
        path = path_of_strokes(strokes)
        together(seen, path_answer(pen, path).probabilities, both.weights)
        times["both readers"].append(1000 * (time.perf_counter() - started))
    for name, taken in times.items():
        taken = sorted(taken[20:])
        print(
            f"canvas JSON to probabilities, {name}: median {statistics.median(taken):.1f} ms, "
            f"p95 {taken[int(0.95 * len(taken))]:.1f} ms"
        )


def _dev_set() -> None:
    reader, random = load_reader().reader, np.random.default_rng(20_260_823)
    right, sure = [], []
    for n in range(2000):
        strokes = handwriting.write(n % 10, random, wildness=1.4)
        at = tuple(random.uniform(60, 220, 2))
        drawing = handwriting.drawing(strokes, 196 * random.uniform(0.4, 2), at, random.uniform(3, 28))
        reading = read_rows(reader, sketch.from_drawing(drawing))
        right.append(reading.digit == n % 10)
        sure.append(reading.sure)
    right, sure = np.array(right), np.array(sure)
    print(
        f"pen dev set: {right.mean():.1%} of {len(right)} right; sure of {sure.mean():.1%}, "
        f"{right[sure].mean():.1%} of those right"
    )


def _browser() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        browser = playwright.chromium.launch(executable_path=install.find(), args=FLAGS)
        started, penned = {}, {}
        for name, script, path in (("bare", bare, "/"), ("ours", APP, "/digit_sketchpad")):
            began = time.perf_counter()
            with serve(script) as server:
                page = browser.new_page()
                page.goto(server.address + path)
                _stroke(page, name)
                started[name] = time.perf_counter() - began
                page.goto(server.address)
                page.goto(server.address + path)
                penned[name] = statistics.median([_stroke(page, name) for _ in range(STROKES)])
                print(f"peak memory of the server, {name}: {server.peak_memory():.0f} MB")
        browser.close()
    for title, seen, unit in (("pen-up to answer", penned, "ms"), ("start to a drawn answer", started, "s")):
        ratio = seen["ours"] / seen["bare"]
        print(f"{title}: {seen['ours']:.1f} {unit}, bare {seen['bare']:.1f} {unit}, ratio {ratio:.2f}")


def _stroke(page, name: str) -> float:
    """Draw a 7 on a blank pad; return the milliseconds from pen-up to the answer, and clear the pad."""
    page.wait_for_selector("canvas")
    page.wait_for_selector(ANSWER[name], state="detached")
    page.wait_for_timeout(300)
    page.evaluate(WAIT, ANSWER[name])
    box = page.locator("canvas").first.bounding_box()
    points = [(70, 60), (200, 62), (150, 150), (120, 230)]
    page.mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
    page.mouse.up()
    taken = page.evaluate("window.answered")
    page.locator(CLEAR[name]).click()
    return taken

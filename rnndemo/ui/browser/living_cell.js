// The living cell on the memory page: a Streamlit component that plays a reading of the digit, row by row.
//
// The server sends the trace of one reading; every row and unit of it is drawn here, without asking again.

import { drawing, unrolled } from "./cell_view.js";
import { fill } from "./look.js";
import { filled, stepOf } from "./step.js";

const ROWS = 28;
const TURN = 220; // milliseconds from one turn of computing to the next while it plays

const LOOK = `
  .cell { color: var(--st-text-color); font-family: var(--st-font); line-height: 1.3; }
  .both { display: grid; grid-template-columns: minmax(0, 46rem) minmax(14.4rem, 1fr); gap: 0 1.5rem; }
  .stage { position: relative; container-type: inline-size; line-height: 1.15; }
  .stage svg { position: absolute; inset: 0; width: 100%; height: 100%; }
  .stage [data-part] { cursor: pointer; }
  .playing [data-part] { transition: stroke-width .2s ease-out, transform .2s ease-out, opacity .2s; }
  .reach { fill: none; stroke: transparent; stroke-width: 34; }
  .label { font-size: clamp(11px, 2.5cqw, .94rem); position: absolute; white-space: nowrap; text-align: center; transform: translate(-50%, -50%); }
  .label.start { transform: translate(0, -50%); }
  .label.end { transform: translate(-100%, -50%); }
  .later { opacity: .18; }
  .chosen:not(.reach):not(.label) { filter: drop-shadow(0 0 2px var(--st-text-color)); }
  .label.chosen { text-decoration: underline; text-underline-offset: 3px; }
  .bar, .parts { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; padding: .4rem 0; }
  .bar input { flex: 1 1 140px; min-width: 100px; accent-color: var(--st-primary-color); }
  .bar output { min-width: 5.6rem; font-variant-numeric: tabular-nums; }
  button, select { font: inherit; color: inherit; background: transparent; cursor: pointer; min-height: 2.2rem;
    border: 1px solid var(--st-border-color); border-radius: 8px; padding: .1rem .7rem; }
  select option { color: initial; }
  button:focus-visible, select:focus-visible, input:focus-visible { outline: 3px solid var(--st-primary-color); }
  .parts button { border-width: 0 0 4px; border-radius: 4px; font-weight: 600; }
  .parts button[aria-pressed=true] { background: var(--st-secondary-background-color); }
  .unrolled { display: flex; }
  .unrolled svg { flex: 1; min-width: 0; height: 48px; cursor: pointer; }
  .unrolled .now { background: var(--st-secondary-background-color); outline: 2px solid var(--st-text-color); }
  .block { fill: transparent; stroke: var(--st-text-color); stroke-opacity: .35; vector-effect: non-scaling-stroke; }
  .ink { position: relative; width: 8.75rem; }
  .ink > :first-child { width: 100% !important; }
  .row { position: absolute; left: -4px; right: -4px; height: calc(100% / 28); outline: 2px solid; }
  .note { padding-top: .6rem; }
  .note b { display: block; }
  .note .value { font-size: 1.6rem; font-weight: 700; }
  .note code { display: block; white-space: pre-wrap; font-family: var(--st-code-font); font-size: .85rem;
    background: var(--st-secondary-background-color); border-radius: 4px; padding: .3rem .5rem; }
  .small { font-size: .85rem; opacity: .8; }
  @media (max-width: 760px) {
    .both { grid-template-columns: minmax(0, 1fr); }
    .side { display: flex; gap: 1rem; }
    .side .note { flex: 1; padding-top: 0; min-width: 0; }
    .ink { width: 84px; }
  }
  @media (prefers-reduced-motion: reduce) { .playing [data-part] { transition: none; } }
`;

const views = new WeakMap(); // element -> its view: Streamlit calls `show` again with every answer of the server

export default function show({ data, parentElement }) {
  if (!views.has(parentElement)) views.set(parentElement, open(parentElement));
  views.get(parentElement).take(data);
  return () => setTimeout(() => {
    if (parentElement.isConnected) return;
    views.get(parentElement)?.close();
    views.delete(parentElement);
  });
}

function open(place) {
  const hidden = document.head.appendChild(document.createElement("style"));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const root = element("div", { className: "cell" });
  place.append(element("style", { textContent: LOOK }), root);
  let [row, unit, part, playing, turn] = [null, null, "main", 0, Infinity];
  let data, parts, stage, strip, steps, told;

  function build(fresh) {
    const signature = JSON.stringify([fresh.trace, fresh.cell, fresh.ink, fresh.words]);
    if (signature === told) return; // the same reading, in the same language: it plays on
    stop();
    told = signature;
    // Streamlit may call again with the same object, so it stays as it came.
    data = { ...fresh, trace: Object.fromEntries(Object.entries(fresh.trace).map(([name, text]) => [name, floats(text)])) };
    if (row === null) [row, unit] = [data.row, data.unit];
    root.replaceChildren();
    const both = element("div", { className: "both" });
    const left = element("div", {});
    stage = drawing(left, data, choose);
    left.append(bar());
    strip = unrolled(left, data, ROWS, go);
    left.append(element("div", { className: "small", textContent: data.scene.caption }));
    const frame = element("div", { className: "row" });
    const ink = element("div", { className: "ink" });
    ink.innerHTML = data.ink;
    ink.append(frame);
    const note = element("div", { className: "note" });
    note.setAttribute("role", "status");
    both.append(left, element("div", { className: "side" }, ink, note));
    root.append(both);
    parts = { frame, note, ...parts };
    if (!data.scene.parts.some(({ key }) => key === part)) part = "side";
    measure();
  }

  function bar() {
    const play = button(data.words.play, toggle);
    const slider = element("input", { type: "range", min: 1, max: ROWS, ariaLabel: data.words.slider });
    slider.addEventListener("input", () => go(Number(slider.value) - 1));
    const said = element("output", {});
    const units = element("select", { ariaLabel: data.words.choice });
    units.append(new Option(fill(data.words.mean, data), ""));
    for (let at = 0; at < data.units; at++) units.append(new Option(fill(data.words.unit, { unit: at }), at));
    units.value = unit ?? "";
    units.addEventListener("change", () => {
      unit = units.value === "" ? null : Number(units.value);
      measure();
    });
    const chips = data.scene.parts.map(({ key, symbol, name, quantity }) => {
      const chip = button(symbol, () => choose(key));
      chip.ariaLabel = name;
      chip.title = name;
      chip.style.borderColor = data.colors[quantity];
      return [key, chip];
    });
    parts = { play, slider, said, chips };
    const step = (by, label) => Object.assign(button(label, () => go((row + by + ROWS) % ROWS)), {
      ariaLabel: by < 0 ? data.words.back : data.words.on,
    });
    return element("div", {},
      element("div", { className: "bar" }, step(-1, "◀"), play, step(1, "▶|"), slider, said, units),
      element("div", { className: "parts" }, ...chips.map(([, chip]) => chip), element("span", { className: "small", textContent: data.words.parts })));
  }

  function measure() {
    steps = Array.from({ length: ROWS }, (_, at) => stepOf(data.cell, data.trace, data.units, at, unit));
    paint();
  }

  function paint() {
    const [step, signed] = [steps[row], unit !== null];
    stage.show(step, signed);
    stage.light(turn);
    stage.choose(part);
    const chosen = data.scene.parts.find(({ key }) => key === part);
    strip.show(chosen, row, steps);
    parts.slider.value = row + 1;
    parts.said.textContent = fill(data.words.row, { row: row + 1, rows: ROWS });
    root.classList.toggle("playing", Boolean(playing));
    parts.play.textContent = playing ? data.words.pause : data.words.play;
    parts.chips.forEach(([key, chip]) => (chip.ariaPressed = key === part));
    parts.frame.style.top = `${(100 * row) / ROWS}%`;
    parts.frame.style.outlineColor = data.colors.highlight;
    tell(chosen, step, signed);
  }

  function tell({ name, value, meaning, equation, pytorch, quantity }, step, signed) {
    const number = element("div", { className: "value", textContent: filled(value, step, signed) });
    parts.note.replaceChildren(
      element("b", { textContent: name }),
      number,
      element("div", { className: "small", textContent: fill(signed ? data.words.of_unit : data.words.of_mean, { unit }) }),
      element("div", { textContent: filled(meaning, step, signed) }),
      element("div", { textContent: equation }),
      element("code", { textContent: pytorch }),
    );
    number.style.borderBottom = `4px solid ${data.colors[quantity]}`;
    number.style.display = "inline-block";
    parts.note.ariaLive = playing ? "off" : "polite"; // not 28 announcements while it plays
  }

  const choose = (key) => {
    part = key;
    paint();
  };

  const go = (to) => {
    stop();
    row = to;
    paint();
  };

  function toggle() {
    if (playing) return go(row);
    if (row === ROWS - 1) row = 0;
    turn = still.matches ? Infinity : 0;
    playing = setInterval(tick, TURN * (still.matches ? stage.turns + 2 : 1));
    paint();
  }

  /** Light what is computed next; after the last of a row go on to the next row. */
  function tick() {
    if (turn <= stage.turns) turn += 1;
    else if (row < ROWS - 1) [row, turn] = [row + 1, still.matches ? Infinity : 0];
    else stop();
    paint();
  }

  function stop() {
    clearInterval(playing);
    [playing, turn] = [0, Infinity];
  }

  return {
    take(fresh) {
      build(fresh);
      hidden.textContent = fresh.hide; // only now that the browser's own drawing stands
    },
    close() {
      stop();
      hidden.remove();
    },
  };
}

/** Return the numbers of an array that was sent as base64 of float32. */
function floats(text) {
  return new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
}

function button(textContent, onClick) {
  const made = element("button", { type: "button", textContent });
  made.addEventListener("click", onClick);
  return made;
}

function element(kind, properties, ...children) {
  const made = Object.assign(document.createElement(kind), properties);
  made.append(...children);
  return made;
}

// What the page shows of a reading: the picture, the belief after each row and each step of the pen, the answer.

import { SIZE } from "./frame.js";

const LEAST_STEPS = 48; // rows of the pen's map: most digits have fewer steps, so one step stays as high

const LOOK = `
  .live { display: flex; flex-wrap: wrap; gap: .5rem 1rem; line-height: 1.1; color: var(--st-text-color);
    font-family: var(--st-font); }
  .live[data-state="empty"] { display: none; }
  .map { width: 84px; }
  .seen { width: 168px; }
  canvas { display: block; width: 100%; height: 168px; image-rendering: pixelated; }
  .seen canvas { border-radius: 6px; }
  .map canvas { border: 1px solid var(--st-border-color); box-sizing: border-box; }
  .digits { display: flex; font-size: .7rem; text-align: center; }
  .digits > span { flex: 1; }
  .caption { font-size: .85rem; opacity: .75; padding-top: .2rem; }
  .said { flex: 1 1 220px; min-width: 200px; }
  .first { font-size: 3.2rem; font-weight: 700; }
  .sure, .each { opacity: .75; min-height: 1.1em; }
  .each { font-size: .85rem; padding-top: .3rem; }
  .bars { display: flex; gap: 4px; padding-top: .4rem; text-align: center; }
  .bars > div { flex: 1; }
  .value { font-size: .7rem; min-height: 1.1em; }
  .rail { height: 120px; display: flex; align-items: flex-end; }
  .bar { flex: 1; min-height: 1px; }
  .nothing .map canvas, .nothing .bars { opacity: .4; }
  /* On a phone the answer comes first, small enough to be in sight below the pad while the finger draws. */
  @media (max-width: 640px) {
    .live { gap: .5rem; }
    .map { width: 80px; }
    .said { order: -1; flex-basis: 100%; }
    .words { display: flex; align-items: baseline; gap: .6rem; }
    .first { font-size: 2rem; }
    .rail { height: 56px; }
  }
`;

/** Build the view in an element; return {root, show(reading, drawing), blank()}. `colors` come from ui/style.py. */
export function view(place, colors) {
  const style = element("style", { textContent: LOOK });
  // A screen reader hears the server's answer, once the pen is up: not sixty answers a second.
  const root = element("div", { className: "live", ariaHidden: "true" });
  root.dataset.state = "empty";
  const picture = element("canvas", { width: SIZE, height: SIZE });
  const rows = element("canvas", { width: 10, height: SIZE });
  const steps = element("canvas", { width: 10, height: LEAST_STEPS });
  const caption = element("div", { className: "caption" });
  const pen = element("div", { className: "map" }, steps, digits(), words("caption", "after each step of the pen"));
  const [first, sure, each] = ["first", "sure", "each"].map((name) => element("div", { className: name }));
  const columns = Array.from({ length: 10 }, (_, digit) => column(digit, colors.lstm));
  root.append(
    element("div", { className: "seen" }, picture, caption),
    element("div", { className: "map" }, rows, digits(), words("caption", "P(digit) after each row")),
    pen,
    element(
      "div",
      { className: "said" },
      element("div", { className: "words" }, first, sure),
      element("div", { className: "bars" }, ...columns.map(({ whole }) => whole)),
      each,
    ),
  );
  place.append(style, root);
  const blue = rgb(colors.lstm);

  function bars(probabilities) {
    columns.forEach(({ value, bar }, digit) => {
      const p = probabilities[digit];
      bar.style.height = `${(100 * p).toFixed(1)}%`;
      value.textContent = p >= 0.1 ? percent(p) : "";
    });
  }

  return {
    root,
    /** Show a reading: {image, rows, pen, answer}; `pen` is null where only rows were read. */
    show({ image, source, rows: byRows, pen: byPen, answer }, drawing) {
      root.classList.remove("nothing");
      root.dataset.choice = answer.digit;
      caption.textContent = `${source} → what the LSTM reads: 28 rows of 28 pixels`;
      ink(picture, image);
      belief(rows, byRows.belief, byRows.belief.length, blue);
      pen.hidden = !byPen;
      if (byPen) belief(steps, byPen.belief, Math.max(LEAST_STEPS, byPen.belief.length), blue);
      const [large, small] = said(answer);
      first.textContent = large;
      sure.textContent = drawing ? `${small}, if you stop here` : small;
      each.textContent = byPen
        ? `Rows: ${opinion(byRows.probabilities)} · pen's path: ${opinion(byPen.probabilities)}`
        : "";
      bars(answer.probabilities);
    },
    /** Show that there is ink, but no digit to read yet. */
    blank() {
      root.classList.add("nothing");
      delete root.dataset.choice;
      first.textContent = "…";
      sure.textContent = each.textContent = "";
      bars(Array(10).fill(0));
    },
  };
}

/** Return the answer's two lines, large and small, in the words of rnndemo/ui/digits/panels.py. */
function said({ digit, runnerUp, sure, strange, probabilities }) {
  if (strange) return ["No digit I know", `what it saw looks like none; the nearest is ${digit}`];
  const p = probabilities[digit];
  if (sure) return [`${digit}`, p < 0.995 ? `${percent(p)} sure` : "over 99% sure"];
  return [`${digit} or ${runnerUp}?`, `not sure: ${percent(p)} and ${percent(probabilities[runnerUp])}`];
}

function opinion(probabilities) {
  const p = Math.max(...probabilities);
  return `${probabilities.indexOf(p)}, ${p < 0.995 ? percent(p) : "over 99%"}`;
}

const percent = (p) => `${Math.round(100 * p)}%`;

/** Draw the ink (784,) white on black, as MNIST has it. */
function ink(canvas, image) {
  const pixels = new ImageData(SIZE, SIZE);
  image.forEach((value, at) => {
    const grey = Math.trunc(255 * value);
    pixels.data.set([grey, grey, grey, 255], 4 * at);
  });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

/** Draw a belief (time, 10) from the top on, one row of pixels a time step: the more probable, the darker. */
function belief(canvas, probabilities, height, [red, green, blue]) {
  if (canvas.height !== height) canvas.height = height;
  const pixels = new ImageData(10, height);
  probabilities.forEach((after, time) => {
    after.forEach((p, digit) => {
      pixels.data.set([red, green, blue, 255 * (0.04 + 0.96 * p)], 4 * (10 * time + digit));
    });
  });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

function column(digit, color) {
  const value = element("div", { className: "value" });
  const bar = element("div", { className: "bar" });
  bar.style.background = color;
  const rail = element("div", { className: "rail" }, bar);
  return { value, bar, whole: element("div", {}, value, rail, `${digit}`) };
}

function digits() {
  const names = Array.from({ length: 10 }, (_, digit) => element("span", { textContent: `${digit}` }));
  return element("div", { className: "digits" }, ...names);
}

const words = (className, textContent) => element("div", { className, textContent });

function element(kind, properties, ...children) {
  const made = Object.assign(document.createElement(kind), properties);
  made.append(...children);
  return made;
}

const rgb = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

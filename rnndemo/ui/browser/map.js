// The map of a reading: what is read, and beside each row the belief after it; a scrubber and Play walk through it.

import { SIZE } from "./frame.js";
import { LOOK, drawn, element, fill, percent } from "./look.js";
import { GOES_ON, GONE, PIECE, SET_DOWN } from "./path.js";

const LEAST_STEPS = 48; // of the pen's map: most digits have fewer steps, so one step stays as high
const BEAT = 160; // milliseconds from one step to the next while it plays
const TICKS = [1, 7, 14, 21, 28]; // rows whose number is written beside them

/**
 * Build the view; return {parts, root, show(reading), blank(), step(), rewind(), stop()}. `colors` come from
 * ui/style.py, `words` from ui/digits/live.py. `moved()` is called when the visitor looks at another step.
 */
export function mapView(colors, words, moved) {
  const root = element("div", { className: "map" });
  root.dataset.reader = "rows";
  root.style.setProperty("--highlight", colors.highlight);
  root.style.setProperty("--decided", colors.decided);
  const ink = element("canvas", { className: "ink", width: SIZE, height: SIZE });
  const belief = element("canvas", { className: "belief", width: 10, height: SIZE });
  const [whole, read] = ["way whole", "way"].map((name) => drawn("path", { class: name }));
  const tip = drawn("circle", { r: 0.09, fill: colors.highlight });
  const path = drawn("svg", { viewBox: "-1.15 -1.15 2.3 2.3" }, whole, read, tip);
  const [unread, now, decided] = ["unread", "now", "decided"].map((className) => element("div", { className }));
  const axis = element("div", { className: "axis" }, ...TICKS.map((row) => element("span", { textContent: row })));
  const picture = element(
    "div",
    { className: "picture", role: "img" },
    axis,
    element("div", { className: "paper" }, ink, path),
    belief,
    element("div", { className: "over" }, unread, now, decided),
  );
  const [reads, believes] = [element("span"), element("span")];
  const play = element("button", { type: "button" });
  const range = element("input", { type: "range", min: 1, max: SIZE, step: 1, ariaLabel: words.row.slider });
  const output = element("output", { ariaLive: "off" }); // it changes while the pen moves; the range says it too
  const [byRows, byPen] = [words.by_rows, words.by_pen].map((name) => element("button", { type: "button", textContent: name }));
  const readers = element("span", { role: "group", ariaLabel: words.readers }, byRows, " ", byPen);
  root.append(
    element("div", { className: "heads" }, element("span"), reads, believes),
    picture,
    element("div", { className: "below" }, element("div", { className: "digits" }, ...digits())),
    element("div", { className: "scrub" }, play, range, output, readers),
  );
  const blue = rgb(colors.lstm);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let reading = null; // what is shown
  let time = null; // the step that is looked at; null is the last one
  let beat = 0; // of Play

  const penned = () => root.dataset.reader === "pen" && reading?.pen;
  const chosen = () => (penned() ? reading.pen : reading.rows);
  const last = () => chosen().belief.length - 1;
  const at = () => Math.min(time ?? last(), last());
  const unit = () => (penned() ? "step" : "row");
  const name = (step) => fill(words[unit()].place, { at: step + 1, count: last() + 1 });

  function look(step) {
    time = step >= last() ? null : step;
    mark();
    moved();
  }

  function pause() {
    clearInterval(beat);
    beat = 0;
    play.textContent = calm.matches ? words.next : words.play;
  }

  play.addEventListener("click", () => {
    if (beat) return pause();
    if (calm.matches) return look(time === null ? 0 : at() + 1);
    look(time === null ? 0 : at());
    play.textContent = words.pause;
    beat = setInterval(() => {
      look(at() + 1);
      if (time === null) pause();
    }, BEAT);
  });
  range.addEventListener("input", () => {
    pause();
    look(range.value - 1);
  });
  picture.addEventListener("click", ({ clientY }) => {
    if (!reading) return;
    const { top, height } = belief.getBoundingClientRect();
    pause();
    look(Math.max(0, Math.floor(((clientY - top) / height) * belief.height)));
  });
  for (const [button, reader] of [[byRows, "rows"], [byPen, "pen"]]) {
    button.addEventListener("click", () => {
      root.dataset.reader = reader;
      rewind();
      if (reading) paint();
      moved();
    });
  }

  function rewind() {
    pause();
    time = null;
  }

  /** Draw what does not depend on the step that is looked at. */
  function paint() {
    const pen = penned();
    ink.hidden = pen;
    path.toggleAttribute("hidden", !pen);
    axis.hidden = pen;
    for (const [button, on] of [[byRows, !pen], [byPen, pen]]) button.setAttribute("aria-pressed", Boolean(on));
    byPen.disabled = !reading.pen;
    reads.textContent = pen ? words.path : reading.reads;
    believes.textContent = words.believes;
    drawBelief(belief, chosen().belief, pen ? LEAST_STEPS : 0, blue);
    if (pen) whole.setAttribute("d", way(reading.steps));
    else drawInk(ink, reading.image, reading.order);
    const { decided: since, digit } = chosen();
    const share = 100 / belief.height;
    decided.style.top = `${share * since}%`;
    number(share);
    range.max = last() + 1;
    range.ariaLabel = words[unit()].slider;
    range.disabled = play.disabled = false;
    picture.ariaLabel = fill(words[unit()].map, { count: last() + 1, place: name(since), digit });
    mark();
  }

  function number(share) {
    [...axis.children].forEach((label, at) => (label.style.top = `${share * (TICKS[at] - 0.5)}%`));
  }

  /** Draw what changes with the step that is looked at. */
  function mark() {
    const step = at();
    const share = 100 / belief.height;
    now.style.top = `${share * step}%`;
    now.style.height = `${share}%`;
    unread.style.top = `${share * (step + 1)}%`;
    if (penned()) {
      read.setAttribute("d", way(reading.steps.slice(0, step + 1)));
      const piece = reading.steps[Math.min(step, last() - 1)];
      tip.setAttribute("cx", piece[0] + (piece[2] * PIECE) / 2);
      tip.setAttribute("cy", piece[1] + (piece[3] * PIECE) / 2);
    }
    const p = chosen().belief[step];
    const best = p.indexOf(Math.max(...p));
    range.value = step + 1;
    output.textContent = fill(words.at, { place: name(step), digit: best, share: percent(p[best], words.over) });
    range.setAttribute("aria-valuetext", output.textContent);
  }

  function blank() {
    rewind();
    reading = null;
    for (const canvas of [ink, belief]) canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    for (const line of [whole, read]) line.setAttribute("d", "");
    for (const over of [unread, now, decided, tip]) over.toggleAttribute("hidden", true);
    reads.textContent = words.rows;
    believes.textContent = words.believes;
    output.textContent = "";
    range.disabled = play.disabled = byPen.disabled = true;
    picture.ariaLabel = words.nothing;
  }

  blank();
  number(100 / SIZE);
  return {
    parts: [element("style", { textContent: LOOK }), root],
    root,
    /** Show a reading: {image, order, reads, rows, pen, steps}; `pen` is null where only rows were read. */
    show(newest) {
      reading = newest;
      for (const over of [unread, now, decided, tip]) over.toggleAttribute("hidden", false);
      paint();
    },
    blank,
    rewind,
    stop: pause,
    /** Return the step that is looked at: {belief (10,), name, last}, and `by` which reader, in which unit. */
    step: () => ({ belief: chosen().belief[at()], name: name(at()), last: time === null, by: chosen(), unit: unit() }),
  };
}

/** Draw the ink (784,) in white, the rows in the order in which they are read; −1 is a blank row. */
function drawInk(canvas, image, order) {
  if (canvas.height !== order.length) canvas.height = order.length;
  const pixels = new ImageData(SIZE, order.length);
  pixels.data.fill(255);
  order.forEach((row, time) => {
    for (let column = 0; column < SIZE; column++) {
      const ink = row < 0 ? 0 : image[row * SIZE + column];
      pixels.data[4 * (time * SIZE + column) + 3] = 255 * ink;
    }
  });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

/** Draw a belief (time, 10) from the top on, one row of pixels a time step: the more probable, the darker. */
function drawBelief(canvas, belief, least, [red, green, blue]) {
  const height = Math.max(least, belief.length);
  if (canvas.height !== height) canvas.height = height;
  const pixels = new ImageData(10, height);
  belief.forEach((after, time) => {
    after.forEach((p, digit) => {
      pixels.data.set([red, green, blue, 255 * (0.04 + 0.96 * p)], 4 * (10 * time + digit));
    });
  });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

/** Return steps of the pen (time, 5) as an SVG path: through the middles of the pieces, to both ends of a stroke. */
function way(steps) {
  const half = PIECE / 2;
  const to = ([x, y, right, down], along) => `${(x + along * right).toFixed(3)},${(y + along * down).toFixed(3)}`;
  return steps.map((step, at) => {
    if (step[4] === GONE) return "";
    const begins = step[4] === SET_DOWN ? `M${to(step, -half)}` : "";
    const ends = steps[at + 1]?.[4] === GOES_ON ? "" : `L${to(step, half)}`;
    return `${begins}L${to(step, 0)}${ends}`;
  }).join("");
}

const digits = () => Array.from({ length: 10 }, (_, digit) => element("span", { textContent: `${digit}` }));

const rgb = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

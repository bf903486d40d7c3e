// The pen's path: a drawing as pieces of its line, as rnndemo/digits/pen/path.py.
//
// Every rule has the name it has there; a test in Chromium holds the two together.

import { box, evenly, travelled } from "./lines.js";

const PIECES = 12;
const MOST_PIECES = PIECES * 9;
const POINTS = 96;
export const PIECE = 2 / PIECES;
const LIFT = 1e-4;
const LEAST_INK = 0.01;
export const [SET_DOWN, GOES_ON, GONE] = [1, 0, -1];

/** Return the strokes of a digit as steps (time, 5). */
export function pathOfLines(strokes) {
  return cut(linesOf(strokes.map((stroke) => stroke.points)));
}

/** Describe one drawing's strokes by POINTS points: {points, stroke}, the stroke of each point. */
function linesOf(strokes) {
  const lengths = strokes.map((stroke) => travelled(stroke).at(-1));
  const whole = sum(lengths);
  const kept = strokes.map((_, at) => at).filter((at) => lengths[at] > LEAST_INK * whole).slice(0, POINTS / 2);
  const ink = sum(kept.map((at) => lengths[at]));
  const points = [];
  const stroke = [];
  let [drawn, before] = [0, 0];
  kept.forEach((at, number) => {
    drawn += lengths[at];
    const end = halfToEven((drawn / ink) * (POINTS - 2 * kept.length));
    const count = 2 + end - before; // every stroke has its two ends
    before = end;
    points.push(...evenly(strokes[at], count));
    stroke.push(...Array(count).fill(number));
  });
  return { points, stroke };
}

/** Cut a drawing's line into even pieces: a step has a piece's middle, its direction, and the pen. */
function cut({ points: unframed, stroke }) {
  const { low, high } = box(unframed);
  const scale = 2 / Math.max(high[0] - low[0], high[1] - low[1], 1e-9);
  const points = unframed.map((point) =>
    point.map((at, axis) => (at - (low[axis] + high[axis]) / 2) * scale),
  );
  const last = points.length - 1;
  const along = new Float64Array(points.length); // travelled, a lifted pen's way counting LIFT
  const begins = new Float64Array(points.length); // where each point's stroke begins ...
  const ends = new Float64Array(points.length); // ... and ends
  for (let at = 1; at <= last; at++) {
    const lifted = stroke[at] !== stroke[at - 1];
    const [[x, y], [toX, toY]] = [points[at - 1], points[at]];
    along[at] = along[at - 1] + (lifted ? LIFT : Math.hypot(toX - x, toY - y));
    begins[at] = lifted ? along[at] : begins[at - 1];
  }
  ends[last] = along[last];
  for (let at = last - 1; at >= 0; at--) ends[at] = stroke[at + 1] !== stroke[at] ? along[at] : ends[at + 1];
  const pieces = Math.min(MOST_PIECES, Math.max(1, halfToEven(along[last] / PIECE)));
  const size = along[last] / pieces;
  const steps = [];
  for (let piece = 0, before = -1; piece < pieces; piece++) {
    const middle = (piece + 0.5) * size;
    const at = segment(along, middle);
    const [x, y] = place(points, along, middle);
    const [fromX, fromY] = place(points, along, Math.max(begins[at], middle - size / 2));
    const [toX, toY] = place(points, along, Math.min(ends[at], middle + size / 2));
    const length = Math.max(Math.hypot(toX - fromX, toY - fromY), 1e-9);
    const pen = stroke[at] !== before ? SET_DOWN : GOES_ON;
    before = stroke[at];
    steps.push([x, y, (toX - fromX) / length, (toY - fromY) / length, pen]);
  }
  return [...steps, [0, 0, 0, 0, GONE]];
}

/** Return the point at or before a place on the line, never the last one. */
function segment(along, place) {
  let [low, high] = [0, along.length]; // the first point beyond the place lies from low to high
  while (low < high) {
    const middle = (low + high) >> 1;
    if (along[middle] <= place) low = middle + 1;
    else high = middle;
  }
  return Math.min(Math.max(low - 1, 0), along.length - 2);
}

/** Return x and y of a place on the line, given as the length travelled. */
function place(points, along, length) {
  const at = segment(along, length);
  const share = Math.min(1, Math.max(0, (length - along[at]) / Math.max(along[at + 1] - along[at], 1e-9)));
  return [0, 1].map((axis) => points[at][axis] + share * (points[at + 1][axis] - points[at][axis]));
}

/** Round as numpy and PyTorch do: a half goes to the even number. */
function halfToEven(value) {
  const down = Math.floor(value);
  return value - down === 0.5 ? down + (down % 2) : Math.round(value);
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

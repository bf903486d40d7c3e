// Which lines of a drawing are the digit, and which are stray marks, as rnndemo/digits/marks.py.
//
// Every rule has the name it has there; a test in Chromium holds the two together.

import { evenly, extent, travelled } from "./lines.js";

const STRAY = [[0.02, 0.04], [0.12, 0.07], [0.3, 0.15]];
const SPACING = 60;
const DABS = 2.5;
const MOST = 2000;

/** Return a boolean for each line: is it the digit's? Such lines are near each other or have much of the ink. */
export function ofTheDigit(lines) {
  if (lines.length < 2) return lines.map(() => true);
  const all = Math.max(extent(lines.flat()), 1e-6);
  const gaps = gapsBetween(lines, all);
  const usual = median(gaps.map((row, at) => Math.min(...row.filter((_, other) => other !== at))));
  const near = Math.max(0.03 * all, Math.min(DABS * usual, 0.15 * all));
  const cluster = joined(gaps.map((row) => row.map((gap) => gap <= near)));
  const ink = lines.map((line) => travelled(line).at(-1) + 1);
  const total = Array(Math.max(...cluster) + 1).fill(0);
  cluster.forEach((number, at) => (total[number] += ink[at]));
  const ranked = [...total.keys()].sort((a, b) => total[b] - total[a]);
  const kept = cluster.map((number) => number === ranked[0]);
  const size = Math.max(extent(lines.filter((_, at) => kept[at]).flat()), 1e-6);
  const whole = ink.reduce((sum, value) => sum + value, 0);
  for (const number of ranked.slice(1)) {
    const share = total[number] / whole;
    const between = gaps.filter((_, at) => cluster[at] === number).flatMap((row) => row.filter((_, at) => kept[at]));
    const gap = Math.min(...between) / size;
    if (STRAY.some(([least, far]) => share < least && gap > far)) continue;
    cluster.forEach((other, at) => (kept[at] ||= other === number));
  }
  return kept;
}

/** Return the least distance between any two lines (n, n). */
function gapsBetween(lines, size) {
  let points = lines.flatMap((line, owner) => sampled(line, size / SPACING).map(([x, y]) => ({ x, y, owner })));
  if (points.length > MOST) {
    const last = points.length - 1;
    const chosen = new Set(Array.from({ length: MOST }, (_, n) => Math.trunc((last * n) / (MOST - 1))));
    points = points.filter((point, at) => chosen.has(at) || point.owner !== points[at - 1]?.owner);
  }
  const gaps = lines.map(() => Array(lines.length).fill(Infinity));
  for (const a of points) {
    for (const b of points) {
      const [right, down] = [a.x - b.x, a.y - b.y];
      const squared = right * right + down * down; // Math.hypot takes several times as long
      if (squared < gaps[a.owner][b.owner]) gaps[a.owner][b.owner] = squared;
    }
  }
  return gaps.map((row) => row.map(Math.sqrt));
}

function sampled(line, spacing) {
  return evenly(line, 2 + Math.min(Math.trunc(travelled(line).at(-1) / spacing), 200));
}

/** Return the number of each line's group; lines near each other, directly or through others, are one group. */
function joined(near) {
  let number = near.map((_, at) => at);
  for (;;) {
    const lowest = near.map((row) => Math.min(...number.filter((_, other) => row[other])));
    if (lowest.every((value, at) => value === number[at])) break;
    number = lowest;
  }
  const names = [...new Set(number)].sort((a, b) => a - b);
  return number.map((value) => names.indexOf(value));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

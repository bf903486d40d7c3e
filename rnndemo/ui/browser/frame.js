// Pen strokes -> the (28, 28) picture an MNIST network expects, as rnndemo/digits/sketch.py.
//
// Every rule has the name it has there; a test in Chromium holds the two together. A stroke is
// {points: [[x, y], ...], width} in canvas pixels.

import { box, evenly, extent, travelled } from "./lines.js";
import { ofTheDigit } from "./marks.js";

export const SIZE = 28;
const BOX = 20;
const PEN_RADIUS = 1.22;
const PEN_EDGE = 1.6;
const CENTRE = SIZE / 2 + 0.5;
const MOST_STOPS = 2000;
const MOST_SEGMENTS = 2000;
const TOO_MUCH = 0.55 * BOX ** 2;
const ENDS = { M: 1, L: 1, Q: 2, C: 3, Z: 0 };
const QUARTERS = [0.25, 0.5, 0.75, 1];
// How much each control point of a Bezier curve counts there (the Bernstein polynomials), by their number.
const BERNSTEIN = {
  3: QUARTERS.map((t) => [(1 - t) ** 2, 2 * t * (1 - t), t ** 2]),
  4: QUARTERS.map((t) => [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3]),
};

/** Thrown where a drawing has no digit to read: nothing but a dot, a flat line, or a scribble. */
export class NoDigit extends Error {}

/** Return the strokes of a Fabric.js drawing's objects, in canvas pixels, after all moves and turns. */
export function strokesOf(objects) {
  return objects.filter((item) => !isErased(item)).map(stroke);
}

/** Redraw the strokes of a digit in MNIST's frame with MNIST's pen: (784,) in 0..1. Throws NoDigit. */
export function frame(lines) {
  const spacing = extent(lines.flatMap((line) => line.points)) / 25; // 0.7 pixels once framed
  return frameSegments(lines.flatMap((line) => pairs(resample(line.points, spacing))));
}

/** Return the strokes of the digit, without what a palm left beside it. Throws NoDigit. */
export function withoutStrays(strokes) {
  const lines = strokes.filter(({ points }) => points.length > 1);
  const kept = ofTheDigit(lines.map(({ points }) => points));
  const digit = lines.filter((_, at) => kept[at]);
  const broadest = Math.max(0, ...digit.map(({ width }) => width));
  if (!digit.length || extent(digit.flatMap(({ points }) => points)) <= Math.max(4, 0.6 * broadest)) {
    throw new NoDigit("nothing larger than a dot yet");
  }
  return digit;
}

/** Redraw segments [[x, y], [x, y]] of any scale as `frame` does strokes. Throws NoDigit. */
function frameSegments(segments) {
  const { low, high } = box(segments.flat());
  const [width, height] = [high[0] - low[0], high[1] - low[1]];
  if (height < 0.2 * width) throw new NoDigit("a flat line");
  const scale = (BOX - 2 * PEN_RADIUS) / Math.max(width, height);
  const framed = segments.map((ends) =>
    ends.map((point) => point.map((at, axis) => (at - (low[axis] + high[axis]) / 2) * scale + CENTRE)),
  );
  const ink = framed.length <= MOST_SEGMENTS ? render(framed) : new Float64Array(SIZE * SIZE).fill(1);
  if (ink.reduce((sum, value) => sum + value, 0) > TOO_MUCH) throw new NoDigit("a scribble");
  const centre = centreOfMass(ink);
  return render(
    framed.map((ends) => ends.map((point) => point.map((at, axis) => at + CENTRE - centre[axis]))),
  );
}

/** Draw segments with a round pen: (784,) in 0..1, x to the right, y down. */
function render(segments) {
  const nearest = new Float64Array(SIZE * SIZE).fill(Infinity);
  const reach = PEN_RADIUS + PEN_EDGE / 2; // beyond it there is no ink
  for (const [[x, y], [toX, toY]] of segments) {
    const [alongX, alongY] = [toX - x, toY - y];
    const lengthSquared = Math.max(alongX * alongX + alongY * alongY, 1e-12);
    const [left, right] = pixels(x, toX, reach);
    const [top, bottom] = pixels(y, toY, reach);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const [fromX, fromY] = [column + 0.5 - x, row + 0.5 - y];
        const share = Math.min(1, Math.max(0, (fromX * alongX + fromY * alongY) / lengthSquared));
        const [across, down] = [fromX - share * alongX, fromY - share * alongY];
        const distance = across * across + down * down;
        const at = row * SIZE + column;
        if (distance < nearest[at]) nearest[at] = distance;
      }
    }
  }
  return nearest.map((distance) =>
    Math.min(1, Math.max(0, (PEN_RADIUS - Math.sqrt(distance)) / PEN_EDGE + 0.5)),
  );
}

/** Return the first and last pixel within reach of what lies between two places on one axis. */
function pixels(from, to, reach) {
  const first = Math.floor(Math.min(from, to) - reach);
  const last = Math.floor(Math.max(from, to) + reach);
  return [Math.max(0, first), Math.min(SIZE - 1, last)];
}

function centreOfMass(ink) {
  let [sum, x, y] = [0, 0, 0];
  ink.forEach((value, at) => {
    sum += value;
    x += value * ((at % SIZE) + 0.5);
    y += value * (Math.floor(at / SIZE) + 0.5);
  });
  return [x / sum, y / sum];
}

function pairs(path) {
  return path.slice(1).map((point, at) => [path[at], point]);
}

/** Return the same line with a point about every `spacing` pixels. */
function resample(path, spacing) {
  const length = travelled(path).at(-1);
  return evenly(path, 2 + Math.min(Math.trunc(length / spacing), MOST_STOPS));
}

/** Tell whether a line leaves no ink. Strokes in white are left to the server: the pad has no white pen. */
function isErased(item) {
  return item.globalCompositeOperation === "destination-out" || item.opacity === 0;
}

function stroke(item) {
  const points = pointsOf(item.path);
  const { matrix, centre } = placement(item, points);
  const { low, high } = box(points);
  const placed = points.map(([x, y]) => {
    const moved = [x - (low[0] + high[0]) / 2, y - (low[1] + high[1]) / 2];
    return matrix.map((row, axis) => row[0] * moved[0] + row[1] * moved[1] + centre[axis]);
  });
  const [[a, b], [c, d]] = matrix;
  return { points: placed, width: (item.strokeWidth ?? 1) * Math.sqrt(Math.abs(a * d - b * c)) };
}

/** Flatten a path of M, L, Q, C and Z commands into points. */
function pointsOf(path) {
  const points = [];
  for (const [command, ...numbers] of path) {
    const ends = Array.from({ length: ENDS[command] }, (_, n) => numbers.slice(2 * n, 2 * n + 2));
    if (command === "Z") points.push(points[0]);
    else if (command === "M" || command === "L") points.push(ends[0]);
    else points.push(...bezier([points.at(-1), ...ends]));
  }
  return points;
}

/** Return points of a Bezier curve after its first control point: at a quarter of it, a half, three quarters, its end. */
export function bezier(control) {
  return BERNSTEIN[control.length].map((weights) => {
    let [x, y] = [0, 0];
    weights.forEach((weight, at) => {
      x += weight * control[at][0];
      y += weight * control[at][1];
    });
    return [x, y];
  });
}

/** Return Fabric's transform of an object: a 2 x 2 matrix about its centre, and where the centre is. */
function placement(item, points) {
  const radians = (name) => ((item[name] ?? 0) * Math.PI) / 180;
  const [angle, skewX, skewY] = [radians("angle"), radians("skewX"), radians("skewY")];
  const scale = [item.scaleX ?? 1, item.scaleY ?? 1];
  const rotate = [
    [Math.cos(angle), -Math.sin(angle)],
    [Math.sin(angle), Math.cos(angle)],
  ];
  const skew = times(
    [
      [1, Math.tan(skewX)],
      [0, 1],
    ],
    [
      [1, 0],
      [Math.tan(skewY), 1],
    ],
  );
  const stretch = [
    [scale[0] * (item.flipX ? -1 : 1), 0],
    [0, scale[1] * (item.flipY ? -1 : 1)],
  ];
  const matrix = times(times(rotate, stretch), skew);
  const { low, high } = box(points);
  if (!("left" in item) || !("top" in item)) {
    return { matrix, centre: [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2] };
  }
  // left and top name the origin corner of the box, which is as wide as the line and its pen.
  const drawn = [item.width ?? high[0] - low[0], item.height ?? high[1] - low[1]];
  const share = { left: 0.5, top: 0.5, center: 0, right: -0.5, bottom: -0.5 };
  const origins = [share[item.originX ?? "left"], share[item.originY ?? "top"]];
  const [across, down] = [0, 1].map(
    (axis) => (drawn[axis] + (item.strokeWidth ?? 1)) * scale[axis] * origins[axis],
  );
  return {
    matrix,
    centre: [item.left, item.top].map((at, row) => at + rotate[row][0] * across + rotate[row][1] * down),
  };
}

function times(a, b) {
  return a.map((row) => [0, 1].map((column) => row[0] * b[0][column] + row[1] * b[1][column]));
}

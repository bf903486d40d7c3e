// Lines of points [x, y]: the box around them, how far a pen travels on them, points at even distances.

/** Return the corners {low, high} of the box around points. */
export function box(points) {
  const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
  for (const point of points) {
    for (const axis of [0, 1]) {
      low[axis] = Math.min(low[axis], point[axis]);
      high[axis] = Math.max(high[axis], point[axis]);
    }
  }
  return { low, high };
}

/** Return the longer side of the box around points. */
export function extent(points) {
  const { low, high } = box(points);
  return Math.max(high[0] - low[0], high[1] - low[1]);
}

/** Return how far the pen has travelled at each of the points. */
export function travelled(line) {
  const lengths = new Float64Array(line.length);
  for (let at = 1; at < line.length; at++) {
    const [right, down] = [line[at][0] - line[at - 1][0], line[at][1] - line[at - 1][1]];
    lengths[at] = lengths[at - 1] + Math.sqrt(right * right + down * down); // Math.hypot takes several times as long
  }
  return lengths;
}

/** Return `count` points at even distances along a line. */
export function evenly(line, count) {
  const lengths = travelled(line);
  const whole = lengths.at(-1);
  const points = [];
  for (let stop = 0, at = 0; stop < count; stop++) {
    const place = stop === count - 1 ? whole : (whole * stop) / (count - 1);
    while (at < line.length - 2 && lengths[at + 1] < place) at++;
    const span = lengths[at + 1] - lengths[at];
    const share = span > 0 ? (place - lengths[at]) / span : 1;
    points.push([0, 1].map((axis) => line[at][axis] + share * (line[at + 1][axis] - line[at][axis])));
  }
  return points;
}

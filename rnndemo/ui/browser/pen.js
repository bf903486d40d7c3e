// The pen on the pad: its pointer events, and the stroke that the canvas will make of them.

import { bezier } from "./frame.js";

const DECIMATE = 0.4; // pixels: Fabric's pencil drops points closer together than this

/** Return the line (n, 2) that Fabric's pencil makes of the pen's points: through the middles between them. */
export function pencil(points) {
  const kept = decimated([points[0], ...points]); // Fabric's pencil takes the first point twice
  const line = [kept[0]];
  for (let at = 0; at < kept.length - 1; at++) {
    const [a, b] = [kept[at], kept[at + 1]];
    if (a[0] === b[0] && a[1] === b[1]) continue;
    line.push(...bezier([line.at(-1), a, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]]));
  }
  return [...line, kept.at(-1)];
}

function decimated(points) {
  if (points.length <= 2) return points;
  const kept = [points[0]];
  for (const point of points.slice(1, -2)) {
    const [right, down] = [point[0] - kept.at(-1)[0], point[1] - kept.at(-1)[1]];
    if (right * right + down * down >= DECIMATE * DECIMATE) kept.push(point);
  }
  return [...kept, points.at(-1)];
}

/**
 * Follow a pen, finger or mouse on the canvas inside the element that has a class beginning with `place`.
 *
 * moved(points) is called after each new point of a stroke, lifted(points) at its end; points are [x, y] in pixels
 * of a canvas `side` pixels wide. Return a function that ends this.
 */
export function listen(place, side, { moved, lifted }) {
  let pen = null; // {id, box, points, ahead} of the pointer that draws

  const at = (event) => {
    // The canvas gets mouse events, which have whole numbers as their place.
    const whole = event.pointerType === "mouse" ? Math.floor : (value) => value;
    const scale = side / pen.box.width;
    return [(whole(event.clientX) - pen.box.left) * scale, (whole(event.clientY) - pen.box.top) * scale];
  };
  const same = (a, b) => a && b && a[0] === b[0] && a[1] === b[1];
  const add = (event) => {
    const { points, ahead } = pen;
    const point = at(event);
    pen.ahead = null;
    if (same(point, points.at(-1))) return;
    points.push(point);
    if (!same(point, ahead)) moved(points);
  };
  const handlers = {
    pointerdown(event) {
      if (pen || event.button !== 0 || !event.isPrimary) return;
      const canvas = padOf(event, place);
      if (!canvas) return;
      pen = { id: event.pointerId, box: canvas.getBoundingClientRect(), points: [], ahead: null };
      add(event);
    },
    // A browser holds moves back until its next frame; this event comes at once, on a page that it calls secure.
    // The canvas gets moves only: so this point is shown, but is no part of the stroke. One a frame is enough.
    pointerrawupdate(event) {
      if (event.pointerId !== pen?.id || pen.ahead || same(at(event), pen.points.at(-1))) return;
      pen.ahead = at(event);
      moved([...pen.points, pen.ahead]);
    },
    pointermove(event) {
      if (event.pointerId === pen?.id) add(event);
    },
    pointerup(event) {
      if (event.pointerId !== pen?.id) return;
      const { points } = pen;
      pen = null;
      lifted(points);
    },
  };
  handlers.pointercancel = handlers.pointerup;
  for (const [kind, handler] of Object.entries(handlers)) document.addEventListener(kind, handler, true);
  return () => {
    for (const [kind, handler] of Object.entries(handlers)) document.removeEventListener(kind, handler, true);
  };
}

/** Return the canvas that an event is about to draw on, or undefined. */
function padOf(event, place) {
  const way = event.composedPath();
  const onPad = way.some((node) => [...(node.classList ?? [])].some((name) => name.startsWith(place)));
  if (!onPad || way[0].tagName !== "CANVAS") return undefined;
  // In the toolbar's edit mode the pointer moves strokes and draws none.
  const editing = way[0].getRootNode().querySelector('[aria-label="Edit"][aria-pressed="true"]');
  return editing ? undefined : way[0];
}

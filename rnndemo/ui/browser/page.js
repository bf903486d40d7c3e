// The live reading on the digit page: a Streamlit component beside the canvas.
//
// While the pen moves, the drawing is read here at each frame. The server reads it too, once the pen is up; its
// answer stays in the page for screen readers, and is seen where there is nothing to read.

import { NoDigit, frame, strokesOf } from "./frame.js";
import { pathOfStrokes } from "./path.js";
import { listen, pencil } from "./pen.js";
import { answer, load, readPath, readRows, together } from "./reading.js";
import { view } from "./view.js";

const pages = new WeakMap(); // element -> its page: Streamlit calls `show` again with every answer of the server

export default function show({ data, parentElement }) {
  if (!pages.has(parentElement)) pages.set(parentElement, open(parentElement, data));
  const page = pages.get(parentElement);
  page.answered(data);
  // Streamlit also calls this when a newer answer has overtaken this one. Then the place is still in use.
  return () => setTimeout(() => {
    if (!parentElement.isConnected && pages.delete(parentElement)) page.close();
  });
}

function open(place, { colors, pad, side, weights }) {
  const seen = view(place, colors);
  const hidden = document.head.appendChild(document.createElement("style"));
  let readers = null; // until their weights have come, the page is as the server draws it
  let server = null; // the latest answer of the server
  let waiting = []; // strokes that the server has not answered yet
  let drawing = null; // points of the stroke that is being drawn
  let due = 0; // the frame that will show the newest reading

  load(new URL(weights, import.meta.url)).then((loaded) => {
    readers = loaded;
    redraw();
  }, console.warn);

  const stop = listen(pad, side, {
    moved(points) {
      drawing = points;
      redraw();
    },
    lifted(points) {
      drawing = null;
      waiting.push(points);
      redraw();
    },
  });

  function redraw() {
    if (readers) due ||= requestAnimationFrame(draw);
  }

  function draw() {
    due = 0;
    const state = drawing ? "drawing" : waiting.length ? "waiting" : server.readable ? "settled" : "empty";
    if (state !== "empty") {
      const reading = read(state === "settled");
      if (reading) seen.show(reading, state === "drawing");
      else seen.blank();
    }
    seen.root.dataset.state = state;
    hidden.textContent = state === "empty" ? "" : server.hide;
  }

  /** Return what the readers make of the picture the page is about, or null where there is no digit. */
  function read(settled) {
    try {
      if (settled && server.image) {
        const image = floats(server.image);
        const rows = readRows(readers.rows, image, server.order);
        const said = answer(rows.probabilities, rows.strange);
        return { image, source: "your picture", rows, pen: null, answer: said };
      }
      const lines = [...waiting, ...(drawing ? [drawing] : [])].map((points) => ({
        points: pencil(points),
        width: server.pen,
      }));
      const strokes = [...strokesOf(server.objects), ...lines];
      const image = frame(strokes);
      const rows = readRows(readers.rows, image, server.order);
      const usual = server.order.every((row, time) => row === time);
      const pen = usual ? readPath(readers.pen, pathOfStrokes(strokes)) : null;
      const both = pen ? together(rows.probabilities, pen.probabilities, readers.weights) : rows.probabilities;
      return { image, source: "your drawing", rows, pen, answer: answer(both, rows.strange) };
    } catch (error) {
      if (!(error instanceof NoDigit)) console.warn(error);
      return null;
    }
  }

  return {
    /** Take over the server's newest answer; the strokes that it has seen no longer wait. */
    answered(data) {
      const fresh = server?.version !== data.version;
      const more = data.objects.length - (server?.objects.length ?? 0);
      const changed = fresh || more || JSON.stringify(data.objects) !== JSON.stringify(server.objects);
      if (changed) waiting = fresh || more < 1 ? [] : waiting.slice(more);
      server = data;
      redraw();
    },
    close() {
      stop();
      cancelAnimationFrame(due);
      hidden.remove();
    },
  };
}

/** Return the numbers of an array that was sent as base64 of float32. */
function floats(text) {
  return new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
}

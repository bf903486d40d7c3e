// The live reading on the digit page: two Streamlit components beside the canvas, the map and the answer.
//
// While the pen moves, the drawing is read here at every move. The server reads it too, once the pen is up; its
// answer stays in the page for screen readers.

import { answerView } from "./answer.js";
import { NoDigit, frame, strokesOf, withoutStrays } from "./frame.js";
import { mapView } from "./map.js";
import { pathOfLines } from "./path.js";
import { listen, pencil } from "./pen.js";
import { answer, load, readPath, readRows, together } from "./reading.js";

let page = null; // the page in sight: Streamlit calls `show` for both parts, again with every answer of the server
let seat = null; // where its answer goes

export default function show({ data, parentElement }) {
  if (data.part === "answer") {
    seat = parentElement;
    page?.sit();
    return () => {};
  }
  if (page?.place !== parentElement || !page.speaks(data.words)) {
    page?.close();
    page = open(parentElement, data);
  }
  page.answered(data);
  // Streamlit also calls this when a newer answer has overtaken this one. Then the place is still in use.
  return () => setTimeout(() => {
    if (page?.place === parentElement && !parentElement.isConnected) {
      page.close();
      page = null;
    }
  });
}

function open(place, { colors, pad, side, weights, words }) {
  const said = answerView(colors, words);
  const map = mapView(colors, words, () => shown && said.show(shown, map.step(), drawing));
  const hidden = document.head.appendChild(document.createElement("style"));
  const readers = {}; // each one is here once its weights have come; without them the page is as the server draws it
  let server = null; // the latest answer of the server
  let waiting = []; // strokes that the server has not answered yet
  let drawing = null; // points of the stroke that is being drawn
  let shown = null; // the reading on the screen

  const fetched = (name) => load(name, new URL(weights[name], import.meta.url)).then((loaded) => {
    readers[name] = loaded;
    draw();
  }, console.warn);
  fetched("rows").then(sit);

  const stop = listen(pad, side, {
    moved(points) {
      if (!drawing) map.rewind();
      drawing = points;
      draw();
    },
    lifted(points) {
      drawing = null;
      waiting.push(points);
      draw();
    },
  });

  function sit() {
    if (!readers.rows) return;
    place.append(...map.parts);
    seat?.append(...said.parts);
    hidden.textContent = server.hide;
  }

  function draw() {
    if (!readers.rows || !server) return;
    const state = drawing ? "drawing" : waiting.length ? "waiting" : server.readable ? "settled" : "empty";
    shown = state === "empty" ? null : read(state === "settled");
    if (shown) {
      map.show(shown);
      said.show(shown, map.step(), drawing);
    } else {
      map.blank();
      said.invite(state === "empty" ? server.sentence : "…");
    }
    said.root.dataset.state = state;
  }

  /** Return what the readers make of the picture the page is about, or null where there is no digit. */
  function read(settled) {
    const { order, reads } = server;
    try {
      if (settled && server.image) {
        const image = floats(server.image);
        const rows = readRows(readers.rows, image, order);
        return { image, order, reads, rows, pen: null, answer: answer(rows.probabilities, rows.strange) };
      }
      const drawn = [...waiting, ...(drawing ? [drawing] : [])].map((points) => ({
        points: pencil(points),
        width: server.pen,
      }));
      const lines = withoutStrays([...strokesOf(server.objects), ...drawn]);
      const image = frame(lines);
      const rows = readRows(readers.rows, image, order);
      const usual = order.every((row, time) => row === time);
      if (!usual || !pen()) return { image, order, reads, rows, pen: null, answer: answer(rows.probabilities, rows.strange) };
      const steps = pathOfLines(lines);
      const byPen = readPath(readers.pen, steps);
      const both = together(rows.probabilities, byPen.probabilities, readers.pen.weights);
      return { image, order, reads, rows, pen: byPen, steps, answer: answer(both, rows.strange) };
    } catch (error) {
      if (!(error instanceof NoDigit)) console.warn(error);
      return null;
    }
  }

  /** Tell whether the reader of the pen's path is here. It is fetched when there is a first line to read. */
  function pen() {
    if (!("pen" in readers)) {
      readers.pen = null;
      fetched("pen");
    }
    return readers.pen;
  }

  return {
    place,
    sit,
    /** Tell whether the page says this: not once the visitor has chosen another language. */
    speaks: (others) => JSON.stringify(others) === JSON.stringify(words),
    /** Take over the server's newest answer; the strokes that it has seen no longer wait. */
    answered(data) {
      const fresh = server?.version !== data.version;
      const more = data.objects.length - (server?.objects.length ?? 0);
      const changed = fresh || more || JSON.stringify(data.objects) !== JSON.stringify(server.objects);
      if (changed) waiting = fresh || more < 1 ? [] : waiting.slice(more);
      if (changed || data.image !== server.image || String(data.order) !== String(server.order)) map.rewind();
      server = data;
      draw();
    },
    close() {
      stop();
      map.stop();
      for (const part of [hidden, ...map.parts, ...said.parts]) part.remove();
    },
  };
}

/** Return the numbers of an array that was sent as base64 of float32. */
function floats(text) {
  return Float64Array.from(new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer));
}

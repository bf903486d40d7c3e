// Both digit readers: their weights, the belief after each row and each step of the pen, the answer.
//
// The reading part of rnndemo/digits/reader.py, pen/reader.py and both.py; a test in Chromium holds them together.

import { linear, trace } from "./cells.js";
import { SIZE } from "./frame.js";
import { GONE } from "./path.js";

const CLASSES = 10;
const SURE = 0.8; // as in digits/reader.py
const LOOKED_AT = [10, 14, 18, 22, 27]; // rows after which familiarity looks at the memory
const ZERO = 2 ** 17; // what a weight of zero is written as: weights.py
const EVERY = 6; // steps from one of the pen reader's temperatures to the next

/** Fetch the weights at an address and return their reader, "rows" or "pen". Throws where they cannot be had. */
export async function load(name, address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the weights were answered with ${answer.status}`);
  return READERS[name](unpack(await answer.arrayBuffer()));
}

/** Return the tensors by name in a file that weights.py has packed. */
function unpack(buffer) {
  const bytes = new Uint8Array(buffer);
  const header = new DataView(buffer).getUint32(0, true);
  const tensors = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + header)));
  const total = tensors.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  let scale = 4 + header;
  let at = scale + 4 * tensors.reduce((sum, { rows }) => sum + rows, 0);
  const view = new DataView(buffer);
  const found = {};
  for (const { name, rows, columns } of tensors) {
    const values = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++, scale += 4) {
      const unit = view.getFloat32(scale, true);
      for (let n = row * columns; n < (row + 1) * columns; n++, at++) {
        const whole = bytes[at] + 256 * bytes[at + total] + 65536 * bytes[at + 2 * total];
        values[n] = (whole - ZERO) * unit;
      }
    }
    found[name] = values;
  }
  return found;
}

/** What is made of the tensors of each file. */
const READERS = {
  rows: (tensors) => ({
    recurrent: layer(tensors),
    readout: linearOf(tensors, "readout"),
    row_readouts: linearOf(tensors, "row_readouts"),
    familiarity: linearOf(tensors, "familiarity"),
  }),
  pen: (tensors) => ({
    recurrent: layer(tensors),
    readout: linearOf(tensors, "readout"),
    temperature: tensors.temperature,
    weights: { rows: tensors.both_weights[0], pen: tensors.both_weights[1] },
  }),
};

function layer(tensors) {
  const [W_x, W_h, b_x, b_h] = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"].map(
    (name) => tensors[`recurrent.${name}`],
  );
  const [turned_x, turned_h] = [W_x, W_h].map((W) => columnwise(W, b_x.length, W.length / b_x.length));
  return { cell: "lstm", hidden_size: b_x.length / 4, W_x: turned_x, W_h: turned_h, b_x, b_h };
}

function linearOf(tensors, name) {
  const [W, b] = [tensors[`${name}.weight`], tensors[`${name}.bias`]];
  const height = Math.min(CLASSES, b.length); // 27 readouts lie one after another
  return { W: columnwise(W, height, W.length / b.length), b };
}

/** Return matrices (height, width), one after another, each column after column instead of row after row. */
function columnwise(W, height, width) {
  const size = height * width;
  return W.map((_, at) => {
    const [start, inside] = [at - (at % size), at % size];
    return W[start + (inside % height) * width + Math.floor(inside / height)];
  });
}

/**
 * Read an image (784,) row by row, in an order of rows (−1 is a blank one).
 * Return {belief (time, 10), probabilities (10,), digit, decided, trace, strange}.
 */
export function readRows(reader, image, order = Array.from({ length: SIZE }, (_, row) => row)) {
  const blank = new Float64Array(SIZE);
  const xs = order.map((row) => (row < 0 ? blank : image.subarray(row * SIZE, (row + 1) * SIZE)));
  const traced = trace(reader.recurrent, xs);
  const topDown = order.slice(0, SIZE).every((row, time) => row === time);
  const { W, b } = reader.row_readouts;
  const size = CLASSES * reader.recurrent.hidden_size;
  const belief = traced.map(({ hidden_state }, time) => {
    const own = topDown && time < SIZE - 1;
    if (!own) return softmax(linear(reader.readout.W, reader.readout.b, hidden_state));
    const weight = W.subarray(time * size, (time + 1) * size);
    return softmax(linear(weight, b.subarray(time * CLASSES, (time + 1) * CLASSES), hidden_state));
  });
  const strange = topDown && familiarity(reader.familiarity, traced) < 0;
  return { ...settled(belief), trace: traced, strange };
}

function familiarity({ W, b }, traced) {
  const memory = ["hidden_state", "cell_state"].flatMap((name) =>
    LOOKED_AT.flatMap((row) => [...traced[row][name]]),
  );
  return linear(W, b, Float64Array.from(memory))[0];
}

/** Read a path (time, 5) step by step; return {belief (time, 10), probabilities (10,), digit, decided, trace}. */
export function readPath(reader, steps) {
  const traced = trace(reader.recurrent, steps.map((step) => Float64Array.from(step))); // one kind of array is fastest
  const belief = traced.map(({ hidden_state }, time) =>
    penBelief(reader, hidden_state, time, steps[time][4] === GONE),
  );
  return { ...settled(belief), trace: traced };
}

/** Return a belief (time, 10), its end, the first choice there, and the step from which on that was the first choice. */
function settled(belief) {
  const choices = belief.map((after) => after.indexOf(Math.max(...after)));
  const digit = choices.at(-1);
  return { belief, probabilities: belief.at(-1), digit, decided: choices.findLastIndex((choice) => choice !== digit) + 1 };
}

function penBelief({ readout, temperature }, hidden, time, gone) {
  const knots = temperature.length - 1;
  const place = Math.min(time / EVERY, knots - 1);
  const before = Math.min(Math.trunc(place), knots - 2);
  const underWay = temperature[before] + (temperature[before + 1] - temperature[before]) * (place - before);
  const heat = gone ? temperature[knots] : underWay;
  return softmax(linear(readout.W, readout.b, hidden).map((logit) => logit / heat));
}

/** Return the probabilities (10,) of both readers together, from each one's. */
export function together(rows, pen, weights) {
  return softmax(
    rows.map((p, digit) => weights.rows * Math.log(p + 1e-12) + weights.pen * Math.log(pen[digit] + 1e-12)),
  );
}

/** Return the answer that probabilities (10,) give: {digit, runnerUp, sure, strange, probabilities}. */
export function answer(probabilities, strange = false) {
  const ranked = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
  const sure = probabilities[ranked[0]] >= SURE && !strange;
  return { digit: ranked[0], runnerUp: ranked[1], sure, strange, probabilities };
}

function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

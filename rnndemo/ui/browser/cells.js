// The three recurrent cells in the letters of the papers, as rnndemo/cells.py has them.
//
// The equations stand here a second time, for the browser. A test in Chromium holds every quantity of every step
// to the ones that PyTorch computes.

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** Return the state before the first step: zeros. */
export function start({ hidden_size }) {
  return { hidden_state: new Float64Array(hidden_size), cell_state: new Float64Array(hidden_size) };
}

/** Return every gate and state, each (hidden_size,), after one more step with the input x (input_size,). */
export function step(layer, x, state) {
  return STEPS[layer.cell](layer, x, state);
}

/** Return the quantities of `step` after each of the inputs xs (time, input_size). */
export function trace(layer, xs, state = start(layer)) {
  return xs.map((x) => (state = step(layer, x, state)));
}

const TOGETHER = 8; // columns that are added at once: a sum is then fetched and put back an eighth as often

/**
 * Return W @ x + b, where W (b.length, x.length) lies column after column: a pixel without ink costs nothing.
 * `sum` (b.length,), where given, is added to, and returned.
 */
export function linear(W, b, x, sum = new Float64Array(b.length)) {
  const height = b.length;
  for (let row = 0; row < height; row++) sum[row] += b[row];
  const [starts, values] = [[], []]; // of the columns that count
  for (let column = 0; column < x.length; column++) {
    if (x[column] === 0) continue;
    starts.push(column * height);
    values.push(x[column]);
  }
  while (starts.length % TOGETHER) {
    starts.push(0);
    values.push(0);
  }
  for (let next = 0; next < starts.length; next += TOGETHER) {
    const [c0, c1, c2, c3, c4, c5, c6, c7] = starts.slice(next, next + TOGETHER);
    const [x0, x1, x2, x3, x4, x5, x6, x7] = values.slice(next, next + TOGETHER);
    for (let row = 0; row < height; row++) {
      sum[row] +=
        W[c0 + row] * x0 + W[c1 + row] * x1 + W[c2 + row] * x2 + W[c3 + row] * x3 +
        W[c4 + row] * x4 + W[c5 + row] * x5 + W[c6 + row] * x6 + W[c7 + row] * x7;
    }
  }
  return sum;
}

function rnn({ W_x, W_h, b_x, b_h }, x, { hidden_state: h }) {
  return { hidden_state: linear(W_h, b_h, h, linear(W_x, b_x, x)).map(Math.tanh) };
}

function gru({ hidden_size, W_x, W_h, b_x, b_h }, x, { hidden_state: h }) {
  const of_x = linear(W_x, b_x, x);
  const of_h = linear(W_h, b_h, h);
  const [r, z, n, next] = vectors(4, hidden_size);
  for (let unit = 0, to_z = hidden_size, to_n = 2 * hidden_size; unit < hidden_size; unit++, to_z++, to_n++) {
    r[unit] = sigmoid(of_x[unit] + of_h[unit]);
    z[unit] = sigmoid(of_x[to_z] + of_h[to_z]);
    n[unit] = Math.tanh(of_x[to_n] + r[unit] * of_h[to_n]);
    next[unit] = (1 - z[unit]) * n[unit] + z[unit] * h[unit];
  }
  return { reset_gate: r, update_gate: z, candidate: n, hidden_state: next };
}

function lstm({ hidden_size, W_x, W_h, b_x, b_h }, x, { hidden_state, cell_state }) {
  const sum = linear(W_h, b_h, hidden_state, linear(W_x, b_x, x));
  const [i, f, g, o, c, h] = vectors(6, hidden_size);
  let [to_f, to_g, to_o] = [hidden_size, 2 * hidden_size, 3 * hidden_size];
  for (let unit = 0; unit < hidden_size; unit++, to_f++, to_g++, to_o++) {
    i[unit] = sigmoid(sum[unit]);
    f[unit] = sigmoid(sum[to_f]);
    g[unit] = Math.tanh(sum[to_g]);
    o[unit] = sigmoid(sum[to_o]);
    c[unit] = f[unit] * cell_state[unit] + i[unit] * g[unit];
    h[unit] = o[unit] * Math.tanh(c[unit]);
  }
  return { input_gate: i, forget_gate: f, candidate: g, output_gate: o, cell_state: c, hidden_state: h };
}

/** Return `count` vectors of one length, in one piece of memory: to ask for memory takes long. */
function vectors(count, length) {
  const { buffer } = new Float64Array(count * length);
  const found = [];
  for (let number = 0; number < count; number++) found.push(new Float64Array(buffer, 8 * number * length, length));
  return found;
}

const STEPS = { rnn, gru, lstm };

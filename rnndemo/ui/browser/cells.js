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

/** Return W @ x + b, where W (b.length, x.length) lies column after column: a pixel without ink costs nothing. */
export function linear(W, b, x) {
  const height = b.length;
  const sum = Float64Array.from(b);
  for (let column = 0, at = 0; column < x.length; column++, at += height) {
    const value = x[column];
    if (value === 0) continue;
    for (let row = 0; row < height; row++) sum[row] += W[at + row] * value;
  }
  return sum;
}

function rnn({ W_x, W_h, b_x, b_h }, x, { hidden_state: h }) {
  const of_h = linear(W_h, b_h, h);
  return { hidden_state: linear(W_x, b_x, x).map((of_x, unit) => Math.tanh(of_x + of_h[unit])) };
}

function gru({ hidden_size, W_x, W_h, b_x, b_h }, x, { hidden_state: h }) {
  const of_x = linear(W_x, b_x, x);
  const of_h = linear(W_h, b_h, h);
  const [r, z, n, next] = [0, 1, 2, 3].map(() => new Float64Array(hidden_size));
  for (let unit = 0; unit < hidden_size; unit++) {
    const [to_z, to_n] = [hidden_size + unit, 2 * hidden_size + unit];
    r[unit] = sigmoid(of_x[unit] + of_h[unit]);
    z[unit] = sigmoid(of_x[to_z] + of_h[to_z]);
    n[unit] = Math.tanh(of_x[to_n] + r[unit] * of_h[to_n]);
    next[unit] = (1 - z[unit]) * n[unit] + z[unit] * h[unit];
  }
  return { reset_gate: r, update_gate: z, candidate: n, hidden_state: next };
}

function lstm({ hidden_size, W_x, W_h, b_x, b_h }, x, { hidden_state, cell_state }) {
  const of_x = linear(W_x, b_x, x);
  const of_h = linear(W_h, b_h, hidden_state);
  const [i, f, g, o, c, h] = [0, 1, 2, 3, 4, 5].map(() => new Float64Array(hidden_size));
  for (let unit = 0; unit < hidden_size; unit++) {
    const [to_f, to_g, to_o] = [1, 2, 3].map((gate) => gate * hidden_size + unit);
    i[unit] = sigmoid(of_x[unit] + of_h[unit]);
    f[unit] = sigmoid(of_x[to_f] + of_h[to_f]);
    g[unit] = Math.tanh(of_x[to_g] + of_h[to_g]);
    o[unit] = sigmoid(of_x[to_o] + of_h[to_o]);
    c[unit] = f[unit] * cell_state[unit] + i[unit] * g[unit];
    h[unit] = o[unit] * Math.tanh(c[unit]);
  }
  return { input_gate: i, forget_gate: f, candidate: g, output_gate: o, cell_state: c, hidden_state: h };
}

const STEPS = { rnn, gru, lstm };

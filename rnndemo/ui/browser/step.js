// The numbers of one step of a recurrent cell, as rnndemo/memory/step.py; a test in Chromium holds them together.

/**
 * Return what one step did, in one unit or, with null, as the mean size over all units.
 * `trace`: quantity → values (time, units), row after row; `row`: the time step.
 */
export function stepOf(cell, trace, units, row, unit) {
  const which = unit === null ? [...Array(units).keys()] : [unit];
  const each = which.map((at) => numbers(cell, (name, time) => (time < 0 ? 0 : trace[name][time * units + at]), row));
  if (unit !== null) return each[0];
  const mean = (name) => each.reduce((sum, step) => sum + Math.abs(step[name]), 0) / units;
  return Object.fromEntries(Object.keys(each[0]).map((name) => [name, mean(name)]));
}

function numbers(cell, at, row) {
  const state = cell === "lstm" ? "cell_state" : "hidden_state";
  const [before, after] = [at(state, row - 1), at(state, row)];
  const keep = { lstm: () => at("forget_gate", row), gru: () => at("update_gate", row), rnn: () => 0 }[cell]();
  const write = { lstm: () => at("input_gate", row), gru: () => 1 - keep, rnn: () => 1 }[cell]();
  const candidate = cell === "rnn" ? after : at("candidate", row); // a plain RNN keeps nothing and writes all
  return {
    before, kept: keep * before, keep, candidate, write, written: write * candidate, after,
    squashed: Math.tanh(after),
    read: cell === "lstm" ? at("output_gate", row) : 1,
    hidden_before: at("hidden_state", row - 1),
    hidden: at("hidden_state", row),
    reset: cell === "gru" ? at("reset_gate", row) : 0,
    erase: 1 - keep,
  };
}

/** Return a text with the numbers of a step in their places, as `filled` in rnndemo/ui/memory/cell/shapes.py. */
export function filled(text, step, signed) {
  return text.replace(/\{(\w+)(:%|:gate)?\}/g, (_, name, kind) => {
    const value = step[name];
    if (kind === ":%") return `${Math.round(100 * value)}%`;
    const size = Math.abs(value).toFixed(2);
    if (kind === ":gate" || !signed) return size;
    return (value < 0 ? "−" : "+") + size;
  });
}

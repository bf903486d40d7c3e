// The answer beside the pad: the digit, how sure, since which row, and the probability of each digit.

import { LOOK, element, percent } from "./look.js";

/** Build the view; return {parts, root, show(reading, seen), invite(sentence)}. `colors` come from ui/style.py. */
export function answerView(colors) {
  // A screen reader hears the server's answer, once the pen is up: not sixty answers a second.
  const root = element("div", { className: "live", ariaHidden: "true" });
  root.dataset.state = "empty";
  const line = (className) => element("div", { className });
  const [first, sure, since, when, each] = ["first", "sure", "since", "small when", "small each"].map(line);
  const columns = Array.from({ length: 10 }, (_, digit) => column(digit, colors.lstm));
  root.append(
    element("div", { className: "words" }, first, sure),
    since,
    when,
    element("div", { className: "bars" }, ...columns.map(({ whole }) => whole)),
    each,
  );

  function bars(probabilities) {
    columns.forEach(({ value, bar }, digit) => {
      const p = probabilities[digit];
      bar.style.height = `${(100 * p).toFixed(1)}%`;
      value.textContent = p < 0.1 ? "" : p < 0.995 ? percent(p) : ">99%";
    });
  }

  return {
    parts: [element("style", { textContent: LOOK }), root],
    root,
    /** Show a reading {rows, pen, answer} at the step {belief, name, last, by, unit} that the map shows of it. */
    show({ rows, pen, answer }, step, drawing) {
      root.dataset.choice = answer.digit;
      const [large, small] = said(answer);
      first.textContent = large;
      sure.textContent = drawing ? `${small}, if you stop here` : small;
      since.textContent = settled(step, answer.digit);
      when.textContent = step.last ? "" : `after ${step.name}`;
      each.textContent = pen ? `Rows: ${opinion(rows)} · pen's path: ${opinion(pen)}` : "";
      bars(step.last ? answer.probabilities : step.belief);
    },
    /** Show that there is no digit to read, and why. */
    invite(sentence) {
      delete root.dataset.choice;
      first.textContent = "?";
      sure.textContent = sentence;
      since.textContent = when.textContent = each.textContent = "";
      bars(Array(10).fill(0));
    },
  };
}

/** Return the answer's two lines, large and small, in the words of rnndemo/ui/digits/panels.py. */
function said({ digit, runnerUp, sure, strange, probabilities }) {
  if (strange) return ["No digit I know", `what it saw looks like none; the nearest is ${digit}`];
  const p = probabilities[digit];
  if (sure) return [`${digit}`, `${percent(p)} sure`];
  return [`${digit} or ${runnerUp}?`, `not sure: ${percent(p)} and ${percent(probabilities[runnerUp])}`];
}

/** Say from which row or step on the reader that is shown gave its last answer. */
function settled({ by: { decided, digit, belief }, unit }, answer) {
  if (digit !== answer) return `The ${unit}s alone say ${digit}.`;
  if (decided === belief.length - 1) return `Only the last ${unit} decided.`;
  return `From ${unit} ${decided + 1} on it says ${digit}.`;
}

const opinion = ({ digit, probabilities }) => `${digit}, ${percent(probabilities[digit])}`;

function column(digit, color) {
  const value = element("div", { className: "value" });
  const bar = element("div", { className: "bar" });
  bar.style.background = color;
  const rail = element("div", { className: "rail" }, bar);
  return { value, bar, whole: element("div", {}, value, rail, `${digit}`) };
}

// The answer beside the pad: the digit, how sure, since which row, and the probability of each digit.

import { LOOK, element, fill, percent } from "./look.js";

/**
 * Build the view; return {parts, root, show(reading, seen), invite(sentence)}. `colors` come from ui/style.py,
 * `words` from ui/digits/live.py.
 */
export function answerView(colors, words) {
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
      value.textContent = p < 0.1 ? "" : percent(p, ">99%");
    });
  }

  return {
    parts: [element("style", { textContent: LOOK }), root],
    root,
    /** Show a reading {rows, pen, answer} at the step {belief, name, last, by, unit} that the map shows of it. */
    show({ rows, pen, answer }, step, drawing) {
      root.dataset.choice = answer.digit;
      const [large, small] = said(answer, words);
      first.textContent = large;
      sure.textContent = drawing ? fill(words.drawing, { said: small }) : small;
      since.textContent = settled(step, answer.digit, words);
      when.textContent = step.last ? "" : fill(words.after, { place: step.name });
      each.textContent = pen ? fill(words.each, { rows: opinion(rows, words), path: opinion(pen, words) }) : "";
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

/** Return the answer's two lines, large and small, as rnndemo/ui/digits/panels.py says them. */
function said({ digit, runnerUp, sure, strange, probabilities }, words) {
  if (strange) return [words.none, fill(words.nearest, { digit })];
  const [p, second] = [digit, runnerUp].map((each) => percent(probabilities[each], words.over));
  if (sure) return [`${digit}`, fill(words.sure, { share: p })];
  return [fill(words.either, { first: digit, second: runnerUp }), fill(words.unsure, { first: p, second })];
}

/** Say from which row or step on the reader that is shown gave its last answer. */
function settled({ by: { decided, digit, belief }, unit }, answer, words) {
  const { alone, last, since } = words[unit];
  if (digit !== answer) return fill(alone, { digit });
  if (decided === belief.length - 1) return last;
  return fill(since, { at: decided + 1, digit });
}

const opinion = ({ digit, probabilities }, words) =>
  fill(words.opinion, { digit, share: percent(probabilities[digit], words.over) });

function column(digit, color) {
  const value = element("div", { className: "value" });
  const bar = element("div", { className: "bar" });
  bar.style.background = color;
  const rail = element("div", { className: "rail" }, bar);
  return { value, bar, whole: element("div", {}, value, rail, `${digit}`) };
}

// A cell, drawn: the shapes of rnndemo/ui/memory/cell/shapes.py as SVG, moved by the numbers of a step.

import { filled } from "./step.js";

const SVG = "http://www.w3.org/2000/svg";

/** Build the drawing in an element; return {show(step, signed), light(turn), choose(part)}. */
export function drawing(place, { scene, size, colors }, onPick) {
  const svg = make("svg", { viewBox: `0 0 ${size.WIDTH} ${size.HEIGHT}`, role: "img" });
  svg.innerHTML =
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" ` +
    `orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="${colors.truth}"/></marker></defs>`;
  const stage = document.createElement("div");
  stage.className = "stage";
  stage.style.aspectRatio = `${size.WIDTH} / ${size.HEIGHT}`;
  stage.append(svg);
  const drawn = scene.shapes.map((shape) => {
    const { nodes, update } = KINDS[shape.kind](shape, size, colors);
    for (const node of nodes) {
      node.dataset.part = shape.part;
      (shape.kind === "label" ? stage : svg).append(node);
    }
    return { ...shape, nodes, update };
  });
  stage.addEventListener("click", ({ target }) => {
    const part = target.closest("[data-part]")?.dataset.part;
    if (part) onPick(part);
  });
  place.append(stage);
  return {
    show(step, signed) {
      drawn.forEach(({ update }) => update(step, signed));
      svg.setAttribute("aria-label", filled(scene.alt, step, signed));
    },
    /** Show only what is computed by now: the shapes whose turn has come. */
    light(turn) {
      drawn.forEach((shape) => shape.nodes.forEach((node) => node.classList.toggle("later", shape.turn > turn)));
    },
    choose(part) {
      drawn.forEach((shape) => shape.nodes.forEach((node) => node.classList.toggle("chosen", shape.part === part)));
    },
    turns: Math.max(...scene.shapes.map(({ turn }) => turn)),
  };
}

// kind of shape → how it is drawn: {nodes, update(step, signed)}.
const KINDS = {
  line({ points, value, quantity }, size, colors) {
    const line = make("polyline", { points: points.join(" "), fill: "none" });
    const reach = make("polyline", { points: points.join(" "), class: "reach" }); // a thin line is hard to hit
    return {
      nodes: [reach, line],
      update(step) {
        carry(line, step[value], colors[quantity], size, colors);
      },
    };
  },
  wire({ points, bare }, size, colors) {
    const line = { points: points.join(" "), fill: "none", stroke: colors.truth, "stroke-width": 1.5 };
    return { nodes: [make("polyline", bare ? line : { ...line, "marker-end": "url(#tip)" })], update() {} };
  },
  valve({ x, y, value, quantity, upright }, size, colors) {
    const [wide, high] = upright ? [64, 26] : [26, 64];
    const [left, top] = [x - wide / 2, y - high / 2];
    const whole = { x: left, y: top, width: wide, height: high };
    const frame = make("rect", { ...whole, rx: 4, fill: "transparent", stroke: colors[quantity], "stroke-width": 3 });
    const jaws = ["first", "last"].map((end) => {
      const jaw = make("rect", { ...whole, fill: colors[quantity], class: "jaw" });
      jaw.style.transformOrigin = `${end === "first" ? left : left + wide}px ${end === "first" ? top : top + high}px`;
      return jaw;
    });
    return {
      nodes: [...jaws, frame],
      update(step) {
        const shut = (1 - step[value]) / 2;
        jaws.forEach((jaw) => (jaw.style.transform = upright ? `scaleX(${shut})` : `scaleY(${shut})`));
      },
    };
  },
  box({ x, y, quantity }, size, colors) {
    const frame = { x: x - 36, y: y - 17, width: 72, height: 34, rx: 8, fill: colors[quantity] };
    return { nodes: [make("rect", frame)], update() {} };
  },
  joint({ x, y }, size, colors) {
    const circle = make("circle", { cx: x, cy: y, r: 17, fill: colors.paper, stroke: colors.truth, "stroke-width": 2 });
    const plus = make("path", { d: `M${x - 9} ${y}h18M${x} ${y - 9}v18`, stroke: colors.pixel, "stroke-width": 2.5 });
    return { nodes: [circle, plus], update() {} };
  },
  label({ x, y, text, anchor, boxed }, size, colors) {
    const span = document.createElement("span");
    span.className = `label ${anchor}`;
    span.style.left = `${(100 * x) / size.WIDTH}%`;
    span.style.top = `${(100 * y) / size.HEIGHT}%`;
    if (boxed) span.style.color = colors.pixel;
    return { nodes: [span], update: (step, signed) => (span.innerHTML = filled(text, step, signed)) };
  },
};

/**
 * Build the same cell once for each row, small: its lines, and a box filled as far as the chosen part's value.
 * Return {show(part, row, steps)}, where steps has the numbers of every row.
 */
export function unrolled(place, { cell, colors, size }, rows, onRow) {
  const strip = document.createElement("div");
  strip.className = "unrolled";
  strip.ariaHidden = "true"; // the slider has the same rows
  const two = cell === "lstm"; // a main line and a side line
  const cells = Array.from({ length: rows }, (_, row) => {
    const svg = make("svg", { viewBox: "0 0 24 48", preserveAspectRatio: "none" });
    const [upper, lower] = ["M0 8H24", "M0 40H24"].map((d) => make("path", { d }));
    const fill = make("rect", { x: 4, width: 16 });
    svg.append(upper, ...(two ? [lower] : []), make("rect", { x: 4, y: 16, width: 16, height: 16, class: "block" }), fill);
    svg.addEventListener("click", () => onRow(row));
    strip.append(svg);
    return { svg, upper, lower, fill };
  });
  place.append(strip);
  return {
    show({ key, value, quantity }, now, steps) {
      const name = /\{(\w+)/.exec(value)[1];
      cells.forEach(({ svg, upper, lower, fill }, row) => {
        const step = steps[row];
        carry(upper, step.after, two ? colors.cell_state : colors.hidden_state, size, colors);
        carry(lower, step.hidden, colors.hidden_state, size, colors);
        // Ten of the large drawing's units are about four here.
        for (const line of [upper, lower]) line.style.strokeWidth = 0.4 * parseFloat(line.style.strokeWidth);
        upper.style.opacity = key === (two ? "main" : "side") ? 1 : 0.5;
        lower.style.opacity = key === "side" ? 1 : 0.5;
        const share = Math.min(Math.abs(step[name]), 1);
        fill.setAttribute("y", 32 - 16 * share);
        fill.setAttribute("height", 16 * share);
        fill.style.fill = step[name] < 0 ? colors.negative : colors[quantity];
        svg.classList.toggle("now", row === now);
      });
    },
  };
}

/** Make a line as wide as what it carries; grey is negative. */
function carry(line, value, color, size, colors) {
  line.style.strokeWidth = size.THIN + (size.THICK - size.THIN) * Math.min(Math.abs(value) / size.FULL, 1);
  line.style.stroke = value < 0 ? colors.negative : color;
}

function make(kind, attributes) {
  const node = document.createElementNS(SVG, kind);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  return node;
}

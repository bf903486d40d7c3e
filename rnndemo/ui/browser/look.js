// How the live reading looks: one stylesheet for its two parts, and the making of elements.

export const LOOK = `
  .live, .map { color: var(--st-text-color); font-family: var(--st-font); line-height: 1.2; }
  .small { font-size: .85rem; opacity: .75; }
  .first { font-size: 2.8rem; font-weight: 700; line-height: 1.1; }
  .words { min-height: 5.6rem; } /* so that nothing below moves when the second line is long */
  .since { min-height: 2.4em; }
  .live > .small { min-height: 1.2em; padding-top: .6rem; }
  .bars { display: flex; gap: 4px; padding-top: .2rem; text-align: center; font-size: .85rem; }
  .bars > div { flex: 1; }
  .value { font-size: .7rem; height: 1.2em; }
  .rail { height: 96px; display: flex; align-items: flex-end; }
  .bar { flex: 1; min-height: 1px; }
  .live[data-state="empty"] .rail, .live[data-state="empty"] .first { opacity: .6; }

  /* Row k of the digit stands at the height of the belief after row k. */
  .map { max-width: 608px; }
  .picture, .heads, .below { display: grid; grid-template-columns: 1.5rem minmax(0, 1.55fr) minmax(0, 1fr);
    column-gap: 8px; }
  .picture { height: 336px; cursor: pointer; }
  .heads { height: 26px; font-weight: 600; font-size: .9rem; white-space: nowrap; }
  .below { font-size: .85rem; text-align: center; font-weight: 600; }
  .digits { display: flex; grid-column: 3; }
  .digits > span { flex: 1; }
  .axis { grid-area: 1 / 1; position: relative; font-size: .75rem; opacity: .75; }
  .axis > span { position: absolute; right: 0; transform: translateY(-50%); }
  .paper { grid-area: 1 / 2; background: var(--st-background-color); isolation: isolate; min-height: 0;
    overflow: hidden; } /* the picture of the other reader must not lie on the controls below */
  .paper, canvas.belief { border: 1px solid var(--st-border-color); box-sizing: border-box; }
  canvas { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
  /* White ink becomes black on a light ground and stays white on a dark one. */
  canvas.ink { mix-blend-mode: difference; }
  canvas.belief { grid-area: 1 / 3; min-height: 0; }
  .over { grid-area: 1 / 2 / 2 / 4; position: relative; pointer-events: none; }
  .map[data-reader="pen"] .over { grid-area: 1 / 3; }
  .unread { position: absolute; inset: 0; background: var(--st-background-color); opacity: .85; }
  .now, .decided { position: absolute; left: 0; right: 0; }
  .now { outline: 2px solid var(--highlight); }
  .decided { border-top: 2px dotted var(--decided); }
  svg { display: block; width: 100%; height: 100%; }
  .way { fill: none; stroke: var(--st-text-color); stroke-width: .1; stroke-linecap: round; }
  .whole { opacity: .2; }
  [hidden] { display: none; }

  .scrub { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .6rem; padding-top: .6rem; }
  .scrub > input { flex: 1 1 120px; min-width: 80px; accent-color: var(--highlight); height: 1.6rem; margin: 0; }
  .scrub > output { min-width: 10.5em; font-size: .9rem; font-variant-numeric: tabular-nums; }
  button { font: inherit; font-size: .9rem; color: inherit; background: none; cursor: pointer;
    border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, 8px); padding: .25rem .6rem; }
  button:disabled, input:disabled { opacity: .5; cursor: default; }
  button[aria-pressed="true"] { border-color: var(--st-primary-color); color: var(--st-primary-color); }
  button:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }

  /* On a phone the answer is a line above the pad, in sight while the finger draws. */
  @media (max-width: 640px) {
    .words { display: flex; align-items: center; gap: .6rem; min-height: 0; height: 4.2rem; overflow: hidden; }
    .first { font-size: 1.8rem; white-space: nowrap; }
    .sure { flex: 1; font-size: .9rem; line-height: 1.15; } /* of any length: the pad must not move under the finger */
    .since { min-height: 0; height: 1.2em; overflow: hidden; }
    .live > .small, .bars { display: none; }
    .picture { height: 252px; }
  }
`;

/** Return a new element with these properties and children. */
export function element(kind, properties = {}, ...children) {
  const made = Object.assign(document.createElement(kind), properties);
  made.append(...children);
  return made;
}

/** Return a new SVG element with these attributes and children. */
export function drawn(kind, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Return a probability as a reader is told it: no answer is ever called 100% sure; `over` says that of 99%. */
export const percent = (p, over) => (p < 0.995 ? `${Math.round(100 * p)}%` : over);

/** Return a text with each {name} in it replaced by the value of that name. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

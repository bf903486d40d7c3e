// Scroll to what the visitor asked for, where it is drawn outside the screen: on a phone most of a page is.

const HEADER = 64; // CSS pixels at the top that Streamlit's header covers
const brought = new WeakMap(); // element -> what was asked for: Streamlit calls this again at every change

export default function show({ data, parentElement }) {
  if (brought.get(parentElement) === data.asked) return;
  brought.set(parentElement, data.asked);
  const place = parentElement.host ?? parentElement;
  const { top } = place.getBoundingClientRect();
  if (top >= HEADER && top < innerHeight / 2) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.style.scrollMarginTop = `${HEADER + 16}px`;
  place.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
}

// Read a sentence aloud: a place without size that a screen reader watches. Its page may name its language.

const LATER = 200; // milliseconds: a screen reader must have seen the empty place first
const places = new WeakMap(); // element -> its place, and what it was told

export default function show({ data, parentElement }) {
  const told = JSON.stringify(data);
  const before = places.get(parentElement);
  if (data.language) document.documentElement.lang = data.language;
  if (before?.told === told) return; // Streamlit calls this again at every change
  const place = before?.place ?? open(parentElement);
  places.set(parentElement, { place, told });
  place.textContent = "";
  if (data.sentence && (before || data.count === 0)) setTimeout(() => (place.textContent = data.sentence), LATER);
}

function open(parentElement) {
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  place.style.cssText = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)";
  parentElement.append(place);
  return place;
}

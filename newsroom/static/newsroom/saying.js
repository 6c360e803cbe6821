/* What the workbench says of keys, and what they are for. */

export const CONTROL = "a[href], button, summary";
export const CAPS = { Enter: "⏎", Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", " ": "␣" };
export const toast = document.querySelector("#toast");

export function say(name, values = {}) {
  const sentence = toast.dataset[name].replace(/\{(\w+)\}/g, (_whole, value) => values[value]);
  toast.querySelector("p").textContent = sentence;
  toast.hidden = false;
}

export const caps = (keys) => keys.map((key) => CAPS[key] ?? key.toUpperCase()).join(" ");

/* What a key is for, on the whole page. */
export function bearersOf(key) {
  const wanted = ({ dataset }) => dataset.key.toLowerCase().split(" ").includes(key.toLowerCase());
  return [...document.querySelectorAll("[data-key]:not(mark)")].filter(wanted);
}

/* Enter and Space are those of the button that has the focus. */
export const controlOf = ({ key, target }) => (key === "Enter" || key === " " ? target.closest?.(CONTROL) : null);

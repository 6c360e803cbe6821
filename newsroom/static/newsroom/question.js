/* A question of the workbench, before a repair that touches articles of a round, stays until it is
   answered: other keys and clicks are not done, and a sentence names the keys. */

import { bearersOf, caps, CONTROL, controlOf, say } from "./saying.js";

export const QUESTION = "#panel [role=alertdialog]";

/* The question that waits, and the keys that were refused since. */
const unanswered = { question: null, keys: [] };

export function refuse(key) {
  const question = document.querySelector(QUESTION);
  if (question !== unanswered.question) Object.assign(unanswered, { question, keys: [] });
  if (key) unanswered.keys.push(key);
  question.scrollIntoView({ block: "nearest" });
  say(key ? "asked" : "first", { keys: caps(unanswered.keys) });
}

/* Whether a key would do or leave something while a question waits for its answer. */
export function disturbs(event) {
  const question = document.querySelector(QUESTION);
  if (!question) return false;
  const control = controlOf(event);
  if (control) {
    if (question.contains(control) || !control.closest("#main, #turns")) return false;
    if (event.key === "Enter") question.querySelector("[data-key=enter]").click();
    else refuse(event.key);
    return true;
  }
  const own = bearersOf(event.key).some((one) => question.contains(one) || one.matches("[data-opens]"));
  if (own || !(bearersOf(event.key).length || /^\d$/.test(event.key))) return false;
  if (!event.repeat) refuse(event.key);
  return true;
}

document.addEventListener("click", (event) => {
  const question = document.querySelector(QUESTION);
  if (!question || !event.isTrusted || question.contains(event.target)) return;
  if (!event.target.closest("#main, #turns") || !event.target.closest(`[data-at], ${CONTROL}`)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  refuse();
}, { capture: true });

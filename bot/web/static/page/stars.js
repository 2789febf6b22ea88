// One to five stars as a radio group: arrows choose, Enter or a tap decides.

import { h, icon } from "./dom.js";
import { t } from "./words.js";

let groups = 0;

/**
 * Return a group of stars. `names` are the words of 1 to 5; `decide` is told how many were chosen, at once for a tap
 * and by Enter or the button for keys; without `button` every change decides.
 */
export function stars({ legend, names, chosen = 0, fixed = false, button = true, decide }) {
  groups += 1;
  const name = `stars-${groups}`;
  const said = h("span", { class: "stars-said", text: chosen ? names[chosen - 1] : "" });
  const send = h("button", { class: "button primary small", type: "button", hidden: true, text: t("page-send") });
  const row = h("div", { class: "stars-row" }, names.map((words, place) => star(name, words, place + 1)));
  const group = h("fieldset", { class: "stars", disabled: fixed }, h("legend", { class: "unseen", text: legend }), row);
  const foot = h("div", { class: "stars-foot" }, said, button ? send : null);
  const inputs = [...row.querySelectorAll("input")];
  const current = () => inputs.findIndex((input) => input.checked) + 1;
  const paint = (count) => {
    inputs.forEach((input, place) => input.parentElement.classList.toggle("lit", place < count));
    said.textContent = count ? names[count - 1] : "";
  };
  if (chosen) inputs[chosen - 1].checked = true;
  paint(chosen);
  row.addEventListener("pointerover", (event) => {
    const over = inputs.findIndex((input) => input.parentElement.contains(event.target)) + 1;
    if (over && !group.disabled) paint(over);
  });
  row.addEventListener("pointerleave", () => paint(current()));
  row.addEventListener("change", () => {
    paint(current());
    send.hidden = !button;
    if (!button) decide(current());
  });
  row.addEventListener("click", (event) => {
    if (button && event.detail > 0 && event.target instanceof HTMLInputElement) decide(current());
  });
  row.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !current()) return;
    event.preventDefault();
    decide(current());
  });
  send.addEventListener("click", () => decide(current()));
  group.append(foot);
  return group;
}

function star(name, words, count) {
  const input = h("input", { type: "radio", name, value: String(count), "aria-label": words });
  return h("label", { class: "star", title: words }, input, icon("star"));
}

// The fields of a form, one for each kind of answer. Each has `element`, `value` and `focus`, and says `changed`.

import { h, icon } from "./dom.js";
import { stars } from "./stars.js";
import { Uploads } from "./uploads.js";
import { t } from "./words.js";

const MANY = 8;
const LONG = 200;

/** Return a field for what the server describes. `changed(settled)` is called as it changes; `tools` come from the page. */
export function makeField(about, value, changed, tools) {
  const id = `field-${about.id}`;
  const control = kinds[about.kind] ?? kinds.text;
  const made = control(about, value, changed, id, tools);
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const help = h("p", { class: "field-help", id: `${id}-help`, text: about.help });
  const optional = about.optional ? h("span", { class: "optional", text: t("page-optional") }) : null;
  const head = made.group
    ? h("legend", { class: "field-label" }, about.label, optional)
    : h("label", { class: "field-label", for: id }, about.label, optional);
  const element = h(made.group ? "fieldset" : "div", { class: `form-field ${about.kind}`, "data-field": about.id }, head, help, made.element, error);
  for (const each of made.inputs()) each.setAttribute("aria-describedby", `${id}-help ${id}-error`);
  return { ...made, element, about, fault: (words) => fault(made, error, words) };
}

function fault(made, error, words) {
  error.hidden = !words;
  error.replaceChildren(...(words ? [icon("alert"), h("span", { text: words })] : []));
  for (const input of made.inputs()) {
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

function typed(type, properties = {}) {
  return (about, value, changed, id) => {
    const long = type === "text" && about.max > LONG;
    const input = long
      ? h("textarea", { class: "field", id, rows: "3", maxlength: about.max || null, dir: "auto" })
      : h("input", { class: "field", id, type, maxlength: type === "text" ? about.max || null : null, dir: type === "text" ? "auto" : null, autocomplete: complete(about), ...properties });
    input.value = typeof value === "string" ? value : "";
    input.addEventListener("input", () => changed(false));
    input.addEventListener("change", () => changed(true));
    return { element: input, value: () => input.value.trim(), focus: () => input.focus(), inputs: () => [input] };
  };
}

const complete = ({ id, kind }) => (kind === "phone" ? "tel" : id === "name" ? "name" : "off");

function choice(about, value, changed, id) {
  return about.choices.length > MANY ? list(about, value, changed, id) : radios(about, value, changed, id);
}

function list(about, value, changed, id) {
  const options = about.choices.map((each) => h("option", { value: each.id, text: each.label, selected: each.id === value }));
  const input = h("select", { class: "field", id, on: { change: () => changed(true) } }, h("option", { value: "", text: t("page-please-choose") }), options);
  return { element: input, value: () => input.value, focus: () => input.focus(), inputs: () => [input] };
}

function radios(about, value, changed, id) {
  const inputs = about.choices.map((each) => h("input", { type: "radio", name: id, value: each.id, on: { change: () => changed(true) } }));
  for (const input of inputs) input.checked = input.value === value;
  const drawn = inputs.map((input, place) => h("label", { class: "option" }, input, h("span", { text: about.choices[place].label })));
  const picked = () => inputs.find((input) => input.checked);
  return { group: true, element: h("div", { class: "options" }, drawn), value: () => picked()?.value ?? "", focus: () => (picked() ?? inputs[0])?.focus(), inputs: () => inputs };
}

function yesNo(about, value, changed, id) {
  const choices = [
    { id: "yes", label: t("page-yes") },
    { id: "no", label: t("page-no") },
  ];
  return radios({ ...about, choices }, value, changed, id);
}

function rating(about, value, changed) {
  let count = Number(value) || 0;
  const names = [1, 2, 3, 4, 5].map((stars) => t("page-of-five", { stars }));
  const decide = (chosen) => {
    count = chosen;
    changed(true);
  };
  const element = stars({ legend: about.label, names, chosen: count, button: false, decide });
  const inputs = [...element.querySelectorAll("input")];
  return { group: true, element, value: () => (count ? String(count) : ""), focus: () => inputs[0].focus(), inputs: () => inputs };
}

function files(about, value, changed, id, { base, limits, known, gone }) {
  const tray = h("ul", { class: "tray", role: "list", hidden: true });
  const limit = () => Math.min(about.max || Infinity, 100);
  const uploads = new Uploads({ base, list: tray, limits, limit, gone });
  const input = h("input", { type: "file", class: "unseen", id, multiple: true, tabindex: "-1", "aria-label": about.label });
  const button = h("button", { class: "button plain", type: "button", on: { click: () => input.click() } }, icon("clip"), h("span", { text: t("page-choose-files") }));
  const element = h("div", { class: "shelf" }, tray, h("div", { class: "row" }, button), input);
  input.addEventListener("change", () => {
    uploads.add([...input.files]);
    input.value = "";
  });
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    uploads.add([...event.dataTransfer.files]);
  });
  uploads.restore((Array.isArray(value) ? value : []).map((file) => known.get(file) ?? { id: file }));
  uploads.addEventListener("emptied", () => button.focus());
  uploads.addEventListener("change", () => {
    for (const ref of uploads.ready) known.set(ref.id, ref);
    changed(!uploads.busy);
  });
  return { group: true, element, busy: () => uploads.busy, value: () => uploads.ready.map((ref) => ref.id), focus: () => button.focus(), inputs: () => [button] };
}

const kinds = {
  text: typed("text"),
  date: typed("date", { max: "9999-12-31" }),
  time: typed("time"),
  number: typed("text", { inputmode: "decimal" }),
  phone: typed("tel"),
  choice,
  yes_no: yesNo,
  stars: rating,
  files,
};

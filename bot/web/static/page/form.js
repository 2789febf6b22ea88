// A whole capture as one form: fields open as answers change, and what is wrong stands at its field.

import { by } from "./dom.js";
import { makeField } from "./fields.js";
import { keep, recall } from "./keep.js";
import { newId } from "./outbox.js";
import { t } from "./words.js";

const PAUSE = 350;

export class FormPanel {
  /** `ask` sends a frame now or says that it could not; `submit` sends one for certain; `tools` are for the fields. */
  constructor({ ask, submit, tools }) {
    Object.assign(this, { ask, submit, tools });
    this.dialog = by("form-panel");
    this.form = by("form");
    this.body = by("form-fields");
    this.note = by("form-note");
    this.button = by("form-submit");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    for (const close of this.dialog.querySelectorAll("[data-close]")) close.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.closed());
  }

  get open() {
    return this.dialog.open;
  }

  /** Open the form of a dialogue, with what was filled in before unless the chat has a newer answer. */
  show(name) {
    if (this.open) return;
    this.name = name;
    this.fields = new Map();
    this.touched = new Set();
    this.given = {};
    this.before = recall(`form.${name}`) ?? {};
    this.found = {};
    this.checking = false;
    this.sent = "";
    this.started = 0;
    this.body.replaceChildren();
    this.say("");
    this.busy(true);
    this.dialog.showModal();
    this.refresh({});
  }

  refresh(answers = this.given) {
    this.asked = newId();
    if (!this.ask({ op: "form", id: this.asked, name: this.name, answers, started: this.started })) {
      this.checking = false;
      this.busy(false);
      this.say(t("page-form-offline"));
    }
  }

  /** Take the server's view of the form. */
  take(view) {
    if (!this.open || view.id !== this.asked) return;
    this.started ||= view.started;
    if (this.before && this.merge(view)) return;
    by("form-title").textContent = view.title;
    this.button.textContent = view.submit;
    this.draw(view.fields);
    this.busy(Boolean(this.sent));
    if (this.checking) this.decide(view.fields);
  }

  /**
   * Take up what was filled in before, where the chat has not moved on from it; says whether that needs a new view.
   * What was filled in for another report is not for this one.
   */
  merge(view) {
    const { given, found } = this.before.started === this.started ? this.before : { given: {}, found: {} };
    const now = Object.fromEntries(view.fields.map((field) => [field.id, JSON.stringify(field.value)]));
    for (const [name, value] of Object.entries(given)) {
      if (now[name] !== undefined && found[name] !== undefined && now[name] !== found[name]) continue;
      this.given[name] = value;
      this.touched.add(name);
    }
    this.found = { ...found, ...now };
    this.before = null;
    if (!this.touched.size) return false;
    this.refresh();
    return true;
  }

  draw(list) {
    const open = new Set(list.map(({ id }) => id));
    for (const [name, field] of this.fields) {
      if (open.has(name)) continue;
      field.element.remove();
      this.fields.delete(name);
    }
    list.forEach((about, place) => {
      const field = this.field(about);
      if (this.body.children[place] !== field.element) this.body.insertBefore(field.element, this.body.children[place] ?? null);
      if (!this.touched.has(about.id)) field.fault("");
      else field.fault(field.element.contains(document.activeElement) && !this.checking && !about.error ? "" : about.error);
    });
  }

  field(about) {
    const signature = JSON.stringify([about.kind, about.label, about.choices.map(({ id }) => id)]);
    const old = this.fields.get(about.id);
    if (old?.signature === signature) return old;
    const start = this.given[about.id] ?? about.value;
    this.found[about.id] ??= JSON.stringify(about.value);
    const field = makeField(about, start, (settled) => this.changed(about.id, settled), this.tools);
    field.signature = signature;
    if (start && start.length && this.given[about.id] === undefined) this.given[about.id] = start;
    if (old) old.element.replaceWith(field.element);
    this.fields.set(about.id, field);
    return field;
  }

  changed(name, settled) {
    const field = this.fields.get(name);
    if (!field) return;
    this.given[name] = field.value();
    if (settled) this.touched.add(name);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), settled ? 0 : PAUSE);
  }

  /** Have the server look at everything before it is sent. */
  check() {
    if (this.sent) return;
    if ([...this.fields.values()].some((field) => field.busy?.())) {
      this.say(t("page-form-uploading"));
      return;
    }
    for (const [name, field] of this.fields) {
      this.touched.add(name);
      this.given[name] = field.value();
    }
    this.checking = true;
    this.busy(true);
    clearTimeout(this.timer);
    this.refresh();
  }

  decide(list) {
    this.checking = false;
    this.busy(false);
    const wrong = [];
    for (const about of list) {
      const field = this.fields.get(about.id);
      const missing = !about.optional && !field.value().length;
      if (missing) field.fault(t("page-form-needed"));
      if (missing || about.error) wrong.push(field);
    }
    if (wrong.length) {
      this.say(t("page-form-look", { count: wrong.length }));
      wrong[0].focus();
      wrong[0].element.scrollIntoView({ block: "center" });
      return;
    }
    this.sent = newId();
    this.busy(true);
    this.say(t("page-sending"));
    const answers = Object.fromEntries(list.map(({ id }) => [id, this.fields.get(id).value()]).filter(([, value]) => value.length));
    this.submit({ op: "submit", id: this.sent, name: this.name, answers, started: this.started });
  }

  /** The server has taken what was sent under an id. */
  done(id) {
    if (!this.sent || id !== this.sent) return;
    this.given = {};
    this.dialog.close();
  }

  /** The server has refused what was sent or asked under an id; says whether it was ours. */
  refused(id, words) {
    if (!this.open || (id !== this.sent && id !== this.asked)) return false;
    this.sent = "";
    this.checking = false;
    this.busy(false);
    this.say(words);
    return true;
  }

  closed() {
    clearTimeout(this.timer);
    const given = Object.fromEntries(Object.entries(this.given).filter(([name]) => this.touched.has(name)));
    keep(`form.${this.name}`, Object.keys(given).length ? { given, found: this.found, started: this.started } : null);
  }

  say(words) {
    this.note.textContent = words;
  }

  busy(on) {
    this.button.setAttribute("aria-disabled", String(on));
    this.form.classList.toggle("busy", on);
  }
}

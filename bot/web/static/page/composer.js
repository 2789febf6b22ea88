// Where people write: Enter sends, Shift and Enter begin a line, files come by button, paste or drop.

import { by } from "./dom.js";
import { keep, recall } from "./keep.js";
import { Uploads } from "./uploads.js";
import { t } from "./words.js";

const NEARLY = 0.9;

export class Composer {
  /** `send` is given words and files; `limits` and `tell` come from the page. */
  constructor({ base, send, limits, tell, gone }) {
    Object.assign(this, { send, limits, tell });
    this.form = by("composer");
    this.field = by("words");
    this.count = by("count");
    this.picker = by("picker");
    this.camera = by("camera");
    this.due = false;
    this.uploads = new Uploads({ base, list: by("tray"), limits, limit: () => limits().files, gone });
    this.uploads.addEventListener("change", () => this.moved());
    this.uploads.addEventListener("emptied", () => this.field.focus());
    this.field.value = recall("draft") ?? "";
    this.listen();
    this.grow();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length) return;
      event.preventDefault();
      this.add(files);
    });
    by("attach").addEventListener("click", () => this.choose());
    for (const input of [this.picker, this.camera]) {
      input.addEventListener("change", () => {
        this.add([...input.files]);
        input.value = "";
      });
    }
    this.dropping();
  }

  dropping() {
    const overlay = by("drop");
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && !document.querySelector("dialog[open]");
    window.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      overlay.hidden = false;
    });
    window.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) overlay.hidden = true;
    });
    window.addEventListener("drop", (event) => {
      overlay.hidden = true;
      if (!carries(event)) return;
      event.preventDefault();
      this.add([...event.dataTransfer.files]);
    });
  }

  /** Let somebody choose files, or take a photo. */
  choose(camera = false) {
    (camera ? this.camera : this.picker).click();
  }

  add(files) {
    this.uploads.add(files);
    this.field.focus();
  }

  /** Accept what the server takes. */
  accept() {
    this.picker.accept = [...this.limits().types, ".heic", ".heif", ".mov", ".txt", ".log"].join(",");
  }

  /** Help with the answer to a question. */
  help({ mode, hint }) {
    this.field.inputMode = mode;
    this.field.placeholder = hint;
  }

  /** Give words back that were not taken; what was written since stays behind them. */
  giveBack(text, files = []) {
    if (text) this.field.value = this.field.value ? `${text}\n${this.field.value}` : text;
    if (files.length) this.uploads.restore(files);
    this.grow();
    this.field.focus();
  }

  grow() {
    const { value } = this.field;
    const most = this.limits().text;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    this.count.hidden = value.length < most * NEARLY;
    this.count.textContent = t("page-count", { count: value.length, limit: most });
    this.count.classList.toggle("over", value.length > most);
    this.form.classList.toggle("filled", Boolean(value.trim()) || !this.uploads.empty);
    keep("draft", value || null);
  }

  moved() {
    this.grow();
    if (!this.due || this.uploads.busy) return;
    this.due = false;
    this.submit();
  }

  submit() {
    const text = this.field.value.trim();
    if (text.length > this.limits().text) {
      this.tell(t("page-too-long", { count: text.length, limit: this.limits().text }), "bad");
      return;
    }
    if (this.uploads.busy) {
      this.due = true;
      this.tell(t("page-after-upload"));
      return;
    }
    const files = this.uploads.ready;
    if (!text && !files.length) return;
    this.send(text, files);
    this.field.value = "";
    this.uploads.clear();
    this.grow();
  }
}

// Files on their way: checked before they are sent, with their progress, and sent again when that failed.

import { h, icon } from "./dom.js";
import { size, t } from "./words.js";

const AT_ONCE = 2;
const PATIENCE = 60_000; // without a byte or an answer; how long a whole file takes, nobody knows
const FAMILIES = new Set(["image", "video", "audio", "text"]);

/** Return why a file is not taken, as far as the page can tell; empty when it is for the server to say. */
export function refusal(file, limits) {
  if (!file.size) return t("page-file-empty");
  if (file.size > limits.file) return t("page-file-large", { name: file.name, limit: size(limits.file), size: size(file.size) });
  const known = !file.type || limits.types.includes(file.type) || FAMILIES.has(file.type.split("/")[0]);
  return known ? "" : t("page-file-type", { name: file.name });
}

/** Says `change` whenever a file is added, has moved on, or is gone. `limit` is how many fit. */
export class Uploads extends EventTarget {
  constructor({ base, list, limits, limit, gone }) {
    super();
    Object.assign(this, { base, list, limits, limit, gone, entries: [] });
  }

  get busy() {
    return this.entries.some(({ state }) => state === "waiting" || state === "sending" || state === "failed");
  }

  get ready() {
    return this.entries.filter(({ state }) => state === "done").map(({ ref }) => ref);
  }

  get empty() {
    return !this.entries.length;
  }

  /** Begin to send files. */
  add(files) {
    for (const file of files) {
      const full = this.entries.filter(({ state }) => state !== "refused").length >= this.limit();
      const error = full ? t("page-too-many", { limit: this.limit() }) : refusal(file, this.limits());
      this.enter({ file, name: file.name, mime: file.type, size: file.size, state: error ? "refused" : "waiting", error });
    }
    this.next();
  }

  /** Show files that the server has already. */
  restore(refs) {
    for (const ref of refs) this.enter({ ref, name: ref.name ?? "", mime: ref.mime ?? "", size: ref.size ?? 0, state: "done", error: "" });
    this.changed();
  }

  enter(entry) {
    entry.node = draw(entry, () => this.remove(entry), () => this.again(entry));
    this.entries.push(entry);
    this.list.append(entry.node);
    paint(entry);
  }

  remove(entry) {
    const place = this.entries.indexOf(entry);
    entry.request?.abort();
    this.entries = this.entries.filter((each) => each !== entry);
    entry.node.remove();
    if (entry.preview) URL.revokeObjectURL(entry.preview);
    const neighbour = this.entries[Math.min(place, this.entries.length - 1)];
    if (neighbour) neighbour.node.querySelector("button").focus();
    else this.dispatchEvent(new Event("emptied"));
    this.next();
  }

  again(entry) {
    entry.state = "waiting";
    this.next();
  }

  /** Send what failed for want of a connection. */
  resume() {
    for (const entry of this.entries) if (entry.state === "failed") entry.state = "waiting";
    this.next();
  }

  /** Let go of everything that was sent, or of everything. */
  clear() {
    for (const entry of this.entries) {
      entry.request?.abort();
      if (entry.preview) URL.revokeObjectURL(entry.preview);
    }
    this.entries = [];
    this.list.replaceChildren();
    this.changed();
  }

  next() {
    const sending = this.entries.filter(({ state }) => state === "sending").length;
    for (const entry of this.entries.filter(({ state }) => state === "waiting").slice(0, Math.max(0, AT_ONCE - sending))) this.send(entry);
    this.changed();
  }

  changed() {
    this.entries.forEach(paint);
    this.list.hidden = !this.entries.length;
    this.dispatchEvent(new Event("change"));
  }

  send(entry) {
    const request = new XMLHttpRequest();
    Object.assign(entry, { state: "sending", done: 0, error: "", request });
    let doubt = 0;
    const alive = () => {
      clearTimeout(doubt);
      doubt = setTimeout(() => {
        request.abort();
        this.fail(entry);
      }, PATIENCE);
    };
    request.open("POST", new URL("files", this.base));
    request.setRequestHeader("X-Aftercare", "1");
    request.setRequestHeader("X-File-Name", encodeURIComponent([...entry.name].slice(-100).join("").toWellFormed()));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      alive();
      if (event.lengthComputable) entry.done = event.loaded / event.total;
      paint(entry);
    });
    request.addEventListener("load", () => this.ended(entry, request));
    request.addEventListener("error", () => this.fail(entry));
    request.addEventListener("loadend", () => clearTimeout(doubt));
    alive();
    request.send(entry.file);
  }

  ended(entry, request) {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // Something between us and the server answered; its status says enough.
    }
    if (request.status === 200) Object.assign(entry, { state: "done", ref: answer, done: 1 });
    else if (request.status >= 500 || !answer.error) this.fail(entry, request.status === 401);
    else Object.assign(entry, { state: "refused", error: answer.error });
    this.next();
  }

  fail(entry, gone = false) {
    Object.assign(entry, { state: "failed", error: t("page-upload-failed", { name: entry.name }) });
    if (gone) this.gone();
    this.next();
  }
}

function draw(entry, remove, again) {
  const picture = entry.file?.type.startsWith("image/") && entry.state !== "refused";
  if (picture) entry.preview = URL.createObjectURL(entry.file);
  const thumb = picture ? h("img", { src: entry.preview, alt: "" }) : icon("file");
  if (picture) thumb.addEventListener("error", () => thumb.replaceWith(icon("image")));
  return h(
    "li",
    { class: "upload" },
    h("span", { class: "upload-thumb" }, thumb),
    h("span", { class: "upload-words" }, h("span", { class: "upload-name", dir: "auto", text: entry.name || t("page-file") }), h("span", { class: "upload-state" })),
    h("progress", { max: "1", value: "0", "aria-label": t("page-uploading", { name: entry.name }) }),
    h("button", { class: "icon-button retry", type: "button", hidden: true, "aria-label": t("page-retry", { name: entry.name }), on: { click: again } }, icon("retry")),
    h("button", { class: "icon-button", type: "button", "aria-label": t("page-remove", { name: entry.name }), on: { click: remove } }, icon("close")),
  );
}

function paint(entry) {
  const { node, state, error } = entry;
  const going = state === "sending" || state === "waiting";
  const bar = node.querySelector("progress");
  node.dataset.state = state;
  bar.value = entry.done ?? 0;
  bar.hidden = !going;
  const said = { waiting: t("page-waiting"), sending: t("page-percent", { percent: Math.round((entry.done ?? 0) * 100) }), done: entry.size ? size(entry.size) : "" };
  const words = node.querySelector(".upload-state");
  if (words.textContent !== (error || said[state])) words.textContent = error || said[state];
  if (error) words.setAttribute("role", "alert");
  else words.removeAttribute("role");
  const retry = node.querySelector(".retry");
  if (state !== "failed" && retry === document.activeElement) node.lastElementChild.focus();
  retry.hidden = state !== "failed";
}

// Frames that the server has not confirmed. They are kept over reloads, and sent again with their ids until it has.

import { keep, names, recall } from "./keep.js";

const PREFIX = "out.";

/** Return a new id; the server does what carries it once, however often it is sent. */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Outbox {
  /** Take up what was left. */
  constructor() {
    this.waiting = names(PREFIX)
      .map((name) => recall(name))
      .filter((entry) => entry?.frame?.id)
      .sort((one, other) => one.order - other.order);
    this.order = this.waiting.reduce((most, entry) => Math.max(most, entry.order), Date.now());
  }

  /** Keep a frame until it is confirmed. `extra` is what the page shows meanwhile. */
  add(frame, extra = {}) {
    this.order += 1;
    return this.keep({ frame, extra, order: this.order, at: Date.now() });
  }

  keep(entry) {
    this.waiting.push(entry);
    keep(PREFIX + entry.frame.id, entry);
    return entry;
  }

  /** Return what waits under an id. */
  find(id) {
    return this.waiting.find((entry) => entry.frame.id === id);
  }

  /** Let go of a frame that was confirmed or refused. */
  drop(id) {
    this.waiting = this.waiting.filter((entry) => entry.frame.id !== id);
    keep(PREFIX + id, null);
  }

  /** Let go of what only meant something in a session that is over; words stay, without the files of that session. */
  keepWords() {
    for (const { frame, extra, order, at } of [...this.waiting]) {
      this.drop(frame.id);
      if (frame.op === "say" && frame.text) this.keep({ frame: { ...frame, files: [] }, extra: { ...extra, files: [] }, order, at });
    }
  }

  /** Let go of everything. */
  clear() {
    for (const { frame } of [...this.waiting]) this.drop(frame.id);
  }
}

// The lines of a chat, in order, and as few of them in the page as it takes.

import { h } from "./dom.js";
import { fill, message, mine, pending, turnOf } from "./message.js";
import { day, dayKey, t, time } from "./words.js";

const AT_ONCE = 60;
const NEAR = 90;
const TOGETHER = 5 * 60_000;

export class Transcript {
  /** Draw into `box`, which scrolls. `context` presses buttons and draws the controls of questions. */
  constructor(box, context) {
    this.context = { ...context, pressed: (press, item) => this.pressed.has(`${item.seq}:${press}`) };
    this.box = box;
    this.lines = box.querySelector("#lines");
    this.waiting = box.querySelector("#waiting");
    this.typing = box.querySelector("#typing");
    this.earlier = box.querySelector("#earlier");
    this.earlier.addEventListener("click", () => this.showEarlier());
    this.watch = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && this.showEarlier(), { root: box });
    this.watch.observe(this.earlier);
    new ResizeObserver(() => this.sticking && this.toEnd()).observe(box.firstElementChild);
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.sticking = true;
    this.reset();
  }

  /** Begin anew. */
  reset() {
    this.items = [];
    this.nodes = new Map();
    this.slots = new Map();
    this.pressed = new Set();
    this.state = { turn: 0, form: "" };
    this.first = 0;
    this.divider = 0;
    this.lines.replaceChildren();
    this.waiting.replaceChildren();
    this.earlier.hidden = true;
    this.type(false);
  }

  /** Whether anything was said. */
  get empty() {
    return !this.items.length && !this.waiting.children.length;
  }

  /** Return the open question; null when none is. */
  get question() {
    const item = this.item(this.slots.get("step"));
    return item && this.stand(item) === "live" ? item : null;
  }

  item(seq) {
    return seq ? this.items[this.place(seq)] : undefined;
  }

  place(seq) {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle].seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Add lines, in their order; returns those that were new. */
  add(items) {
    const fresh = items.filter((item) => item.seq > (this.items.at(-1)?.seq ?? 0));
    const begun = this.items.length;
    const touched = new Set();
    for (const item of fresh) {
      this.items.push(item);
      if (item.kind === "mine") this.answered(item, touched);
      else if (item.slot) {
        touched.add(this.slots.get(item.slot));
        this.slots.set(item.slot, item.seq);
      }
    }
    if (fresh.length > AT_ONCE) this.first = Math.max(this.first, this.items.length - AT_ONCE);
    const batch = document.createDocumentFragment();
    for (let place = Math.max(begun, this.first); place < this.items.length; place += 1) batch.append(this.draw(place));
    this.lines.append(batch);
    for (const item of fresh) if (item.kind === "mine") this.confirm(item.id);
    for (const seq of touched) this.settle(seq);
    this.earlier.hidden = this.first === 0;
    if (this.sticking) this.toEnd();
    return fresh;
  }

  /** Note which button a line of one's own answers: the newest before it that is not pressed yet. */
  answered(item, touched) {
    if (!item.press) return;
    for (let place = this.items.length - 2; place >= 0; place -= 1) {
      const asked = this.items[place];
      if (asked.buttons?.flat().some(({ press }) => press === item.press)) {
        this.pressed.add(`${asked.seq}:${item.press}`);
        touched.add(asked.seq);
        return;
      }
    }
  }

  draw(place) {
    const item = this.items[place];
    const before = this.items[place - 1];
    const drawn = item.kind === "mine" ? mine(item, this.context.base) : message(item, this.context);
    const newDay = !before || dayKey(before.at) !== dayKey(item.at);
    const node = h("div", { class: "entry", "data-seq": item.seq });
    if (newDay) node.append(h("p", { class: "day" }, h("span", { text: day(item.at) })));
    if (item.seq === this.divider) node.append(this.newLine());
    node.append(drawn);
    if (!newDay && before.kind === item.kind && item.at - before.at < TOGETHER) drawn.classList.add("follow");
    if (!newDay && time(before.at) === time(item.at)) drawn.classList.add("same");
    this.nodes.set(item.seq, drawn);
    if (item.kind !== "mine") fill(drawn, item, this.stand(item), this.context);
    return node;
  }

  /** Say whether a message can be answered (`live`), was replaced (`former`), or was answered (`done`). */
  stand(item) {
    const newest = !item.slot || this.slots.get(item.slot) === item.seq;
    if (item.slot !== "step") return newest ? "live" : "former";
    return newest && this.state.turn > 0 && turnOf(item) === this.state.turn ? "live" : "done";
  }

  settle(seq) {
    const node = this.nodes.get(seq);
    const item = this.item(seq);
    if (!node || !item || item.kind === "mine") return;
    const held = node.contains(document.activeElement);
    fill(node, item, this.stand(item), this.context);
    if (held) this.context.lostFocus();
  }

  /** Take where the chat stands. */
  stands(state) {
    const changed = state.turn !== this.state.turn;
    this.state = state;
    if (changed) this.settle(this.slots.get("step"));
    if (this.sticking) this.toEnd();
  }

  /** Draw everything anew, as after a change of language. */
  redraw() {
    this.nodes.clear();
    const batch = document.createDocumentFragment();
    for (let place = this.first; place < this.items.length; place += 1) batch.append(this.draw(place));
    this.lines.replaceChildren(batch);
    if (this.sticking) this.toEnd();
  }

  showEarlier() {
    if (!this.first) return;
    const height = this.box.scrollHeight;
    const from = Math.max(0, this.first - AT_ONCE);
    const batch = document.createDocumentFragment();
    for (let place = from; place < this.first; place += 1) batch.append(this.draw(place));
    this.first = from;
    this.lines.prepend(batch);
    this.earlier.hidden = from === 0;
    this.box.scrollTop += this.box.scrollHeight - height;
    // It is told of changes only, and who scrolls on within a frame leaves it in sight: looked at anew.
    this.watch.unobserve(this.earlier);
    this.watch.observe(this.earlier);
  }

  /** Show what is on its way. */
  send(entry) {
    this.waiting.append(pending(entry, this.context.base));
    this.toEnd();
  }

  /** What was on its way has arrived, or was refused. */
  confirm(id) {
    this.waiting.querySelector(`[data-id="${CSS.escape(id)}"]`)?.remove();
  }

  /** Show that a button was pressed, until its message is answered. */
  wait(seq, press) {
    const button = this.nodes.get(seq)?.querySelector(`[data-press="${CSS.escape(press)}"]`);
    button?.setAttribute("aria-busy", "true");
  }

  /** What was pressed came to nothing. */
  waited() {
    for (const button of this.lines.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }

  /** Have lines draw the eye for a moment. */
  pulse(seqs) {
    for (const seq of seqs) this.nodes.get(seq)?.classList.add("ringing");
  }

  /** Show that an answer is being written. */
  type(on) {
    this.typing.hidden = !on;
    if (on && this.sticking) this.toEnd();
  }

  newLine() {
    return h("p", { class: "day new", id: "new-line" }, h("span", { text: t("page-new") }));
  }

  /** Put the divider before the first line that was not seen; 0 takes it away. */
  divide(seq) {
    document.getElementById("new-line")?.remove();
    this.divider = seq;
    this.nodes.get(seq)?.before(this.newLine());
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.sticking = true;
  }

  scrolled() {
    this.sticking = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
    this.context.scrolled(this.sticking);
  }
}

// Whether somebody looks, what they have seen, and how the page draws their eye to what they have not.

const LOOKED = 250;

export class Attention {
  /** Watch over a transcript; what was seen is told to the server. */
  constructor({ transcript, link, bell, chrome }) {
    Object.assign(this, { transcript, link, bell, chrome });
    this.shown = true;
    this.begin();
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("focus", () => this.look());
  }

  /** Begin anew; lines up to `seen` were seen before. */
  begin(seen = 0) {
    this.below = 0;
    this.seen = seen;
    this.bell.count(0);
  }

  /** Whether somebody looks at the page; in a frame, the page around it has the focus. */
  get looking() {
    return this.shown && document.visibilityState === "visible" && (window.parent !== window || document.hasFocus());
  }

  /** The widget around the page was opened or closed. */
  show(shown) {
    this.shown = shown;
    this.look();
  }

  /** Lines that came before the page was opened. */
  caughtUp(lines) {
    const unseen = lines.find(({ seq, kind }) => seq > this.seen && kind !== "mine");
    if (this.seen && unseen) this.transcript.divide(unseen.seq);
  }

  /** Lines of others that came just now. */
  news(items) {
    const ringing = items.filter(({ ring }) => ring);
    if (ringing.length) {
      this.bell.ring();
      this.transcript.pulse(ringing.map(({ seq }) => seq));
    }
    if (!this.looking) {
      if (!this.bell.unread) this.transcript.divide(items[0].seq);
      this.bell.count(this.bell.unread + items.length);
    }
    if (!this.transcript.sticking) {
      this.below += items.length;
      this.chrome.newer(this.below, true);
    }
    this.look();
  }

  /** The transcript was scrolled, perhaps to its end. */
  scrolled(end) {
    if (end) this.below = 0;
    this.chrome.newer(this.below, !end && !this.transcript.empty);
    if (end) this.look();
  }

  /** Tell the server what is seen now. */
  look() {
    if (!this.looking) return;
    if (this.bell.unread) this.bell.count(0);
    const last = this.transcript.items.at(-1)?.seq ?? 0;
    if (!this.transcript.sticking || last <= this.seen) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.looking && this.link.send({ op: "seen", seq: last })) this.seen = Math.max(this.seen, last);
    }, LOOKED);
  }
}

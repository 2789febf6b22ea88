// The socket: connects again with growing, random pauses, and asks for what came after the last line it has.

const FIRST = 500;
const LONGEST = 30_000;
const BEAT = 25_000;
const PATIENCE = 10_000;
const OPENING = 20_000;

export const GONE = 4401;

/**
 * Says `frame` for each line of the server, `up` when it is connected and has caught up, `down` when it is not,
 * `gone` when there is no session.
 */
export class Link extends EventTarget {
  constructor(base) {
    super();
    this.address = new URL("ws", base);
    this.address.protocol = base.protocol === "https:" ? "wss:" : "ws:";
    this.since = 0;
    this.up = false;
    this.tries = 0;
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.break());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
    setInterval(() => this.beat(), BEAT);
  }

  /** Connect; what came after the line `since` is sent first. */
  open(since = this.since) {
    this.since = since;
    this.close();
    const address = new URL(this.address);
    address.searchParams.set("since", String(since));
    const socket = new WebSocket(address);
    this.socket = socket;
    const mine = (heard) => (event) => this.socket === socket && heard(event);
    socket.addEventListener("message", mine((event) => this.hear(JSON.parse(event.data))));
    socket.addEventListener("close", mine((event) => this.ended(event.code)));
    // A net that swallows everything, as after a sleep or behind a sign-in page, neither opens nor closes it.
    this.doubt = setTimeout(() => this.break(), OPENING);
  }

  /** Close without connecting again. */
  close() {
    clearTimeout(this.timer);
    clearTimeout(this.doubt);
    this.timer = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.fall();
  }

  /** Send a frame when connected; says whether it was. */
  send(frame) {
    if (!this.up) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  hear(line) {
    clearTimeout(this.doubt);
    if (line.seq) this.since = Math.max(this.since, line.seq);
    this.dispatchEvent(new CustomEvent("frame", { detail: line }));
    if (line.op === "ready") {
      this.up = true;
      this.tries = 0;
      this.dispatchEvent(new Event("up"));
    }
  }

  ended(code) {
    this.socket = null;
    clearTimeout(this.doubt);
    this.fall();
    if (code === GONE) this.dispatchEvent(new Event("gone"));
    else this.later();
  }

  fall() {
    if (this.up) {
      this.up = false;
      this.dispatchEvent(new Event("down"));
    }
  }

  later() {
    const pause = Math.min(LONGEST, FIRST * 2 ** this.tries) * (0.5 + Math.random() / 2);
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), pause);
    this.dispatchEvent(new Event("down"));
  }

  /** Do not wait any longer: the net is back, or somebody looks at the page. */
  hurry() {
    if (this.timer) this.open();
    else this.beat();
  }

  /** The net is gone: no need to find out. */
  break() {
    if (!this.socket) return;
    this.close();
    this.later();
  }

  /** Ask for a sign of life; a socket that gives none is given up. */
  beat() {
    if (!this.send({ op: "ping" })) return;
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.break(), PATIENCE);
  }
}

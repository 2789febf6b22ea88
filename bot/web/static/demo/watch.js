// The socket on which the server says what changed and what arrives on the phones.

const SOONEST = 400;
const LATEST = 6_000;

export class Watch {
  /** `state`, `heard` and `lost` are told what comes. */
  constructor(tells) {
    this.tells = tells;
    this.wait = SOONEST;
  }

  /** Watch in a language. */
  open(language) {
    this.language = language;
    clearTimeout(this.again);
    this.socket?.close();
    const socket = new WebSocket(new URL(`/demo/watch?lang=${language}`, location.href.replace(/^http/, "ws")));
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.wait = SOONEST;
      document.documentElement.dataset.presence = "up";
      this.tells.lost(false);
    });
    socket.addEventListener("message", ({ data }) => {
      const said = JSON.parse(data);
      if (this.socket !== socket) return;
      if (said.op === "state") this.tells.state(said.state);
      else this.tells.heard(said);
    });
    socket.addEventListener("close", () => this.socket === socket && this.retry());
  }

  retry() {
    document.documentElement.dataset.presence = "down";
    this.tells.lost(true);
    this.again = setTimeout(() => this.open(this.language), this.wait);
    this.wait = Math.min(this.wait * 2, LATEST);
  }
}

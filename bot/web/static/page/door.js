// How the page gets at a session: signing in with a code, and a new one where the old one is gone.

import { by, h } from "./dom.js";
import { load, signIn } from "./session.js";
import { t } from "./words.js";

const LOOP = 15_000;
const SIGNING = 1_000;

export class Door {
  /** `page` is told `anew` with the session that holds from now on; `chrome` says what happened. */
  constructor({ base, link, chrome, outbox, anew, seat }) {
    Object.assign(this, { base, link, chrome, outbox, anew, seat });
    this.dialog = by("code-panel");
    by("code-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.enter(by("code").value);
    });
    for (const close of this.dialog.querySelectorAll("[data-close]")) close.addEventListener("click", () => this.dialog.close());
  }

  /** Ask for the code of an invitation. */
  ask(code = "", fault = "") {
    by("code-note").textContent = fault;
    by("code-note").hidden = !fault;
    by("code").value = code;
    by("code").setAttribute("aria-invalid", String(Boolean(fault)));
    if (!this.dialog.open) this.dialog.showModal();
    by("code").focus();
  }

  /** Sign in with a code. The socket is closed before: the session that it belongs to is about to end. */
  async enter(code) {
    this.link.close();
    const { session, error } = await signIn(this.base, code.trim(), t("page-not-now"));
    if (error) {
      this.ask(code, error);
      this.link.open();
      return;
    }
    this.dialog.close();
    this.outbox.clear();
    this.anew(session);
    this.chrome.tell(t("page-signed-in", { name: session.me.name }), "good");
  }

  /** The session is gone: begin a new one and say so. Where that does not last, the browser keeps no cookies here. */
  async renew() {
    if (this.renewing) return;
    this.renewing = true;
    this.link.close();
    const again = Date.now() - (this.renewed ?? 0) < LOOP;
    this.renewed = Date.now();
    await new Promise((resume) => setTimeout(resume, SIGNING)); // another tab may be signing in: its cookie comes first
    const session = await load(this.base, () => {});
    this.renewing = false;
    if (again) {
      this.seat(session);
      const link = h("a", { class: "text-button", href: this.base.href, target: "_blank", rel: "noopener", text: t("page-open-alone") });
      this.chrome.tell(t("page-no-cookies"), "bad", link);
      return;
    }
    this.outbox.keepWords();
    this.anew(session);
    this.chrome.tell(t("page-session-new"), "warn");
  }
}

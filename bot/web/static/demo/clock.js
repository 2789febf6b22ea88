// The team's clock. It walks by itself; a push walks it on, promise by promise, and it is busy meanwhile.

import { by, h } from "../page/dom.js";
import { t } from "../page/words.js";
import { clock, date, day, time, zone } from "./times.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class Clock {
  /** `push` is given what moves the clock, and returns when it has moved. */
  constructor({ push }) {
    this.push = push;
    this.busy = false;
    by("push-hour").addEventListener("click", () => this.move({ advance: HOUR }));
    by("push-day").addEventListener("click", () => this.move({ advance: DAY }));
    by("push-next").addEventListener("click", () => this.next && this.move({ to: "next" }));
    setInterval(() => this.tick(), 250);
  }

  get now() {
    return Date.now() + this.ahead;
  }

  show(state) {
    this.ahead = state.clock - Date.now();
    this.next = state.next;
    by("next-words").textContent = t("demo-next");
    by("next-what").textContent = state.next ? t("demo-next-what", { what: state.next.label, when: state.next.at_text }) : t("demo-next-none");
    this.walks(this.busy || state.walking);
    this.tick();
  }

  async move(push) {
    if (document.documentElement.classList.contains("walking")) return;
    this.busy = true;
    this.walks(true);
    by("clock-says").textContent = t("demo-walking");
    await this.push(push);
    this.busy = false;
    this.walks(false);
    by("clock-says").textContent = `${date(this.now)}, ${time(this.now)}`;
  }

  walks(walking) {
    document.documentElement.classList.toggle("walking", walking);
    for (const button of document.querySelectorAll(".push")) button.setAttribute("aria-disabled", String(walking || (button.id === "push-next" && !this.next)));
  }

  tick() {
    if (this.ahead === undefined) return;
    const { now } = this;
    const [hours, minutes, seconds] = clock(now);
    const shown = `${hours}:${minutes}:${seconds}`;
    if (shown === this.shown) return;
    this.shown = shown;
    by("clock-time").replaceChildren(`${hours}:${minutes}`, h("span", { class: "seconds", text: `:${seconds}` }));
    by("clock-time").dateTime = new Date(now).toISOString();
    for (const each of document.querySelectorAll(".device-time")) each.textContent = `${hours}:${minutes}`;
    by("clock-date").textContent = date(now);
    by("clock-day").textContent = day(now);
    by("clock-zone").textContent = zone(now);
  }
}

// Three phones, each the very page that customers and the team use. What arrives on one that is not in hand shows on it.

import { by, h } from "../page/dom.js";
import { t } from "../page/words.js";
import { mark } from "./icons.js";

const PHONES = {
  customer: { icon: "user", role: "demo-customer", name: "demo-customer-phone" },
  agent: { icon: "agent", role: "demo-agent", name: "demo-agent-phone" },
  supervisor: { icon: "supervisor", role: "demo-supervisor", name: "demo-supervisor-phone" },
};
const LANGUAGES = [
  ["zh", "中", "zh-CN", "中文"],
  ["en", "EN", "en", "English"],
];

export class Phones {
  /** `used` is told which phone is taken in hand, `language` which one is to speak another. */
  constructor(tells) {
    this.tells = tells;
    this.inHand = null;
    this.all = Object.fromEntries(Object.keys(PHONES).map((name) => [name, new Phone(name, { use: () => this.use(name), language: (language) => tells.language(name, language) })]));
    window.addEventListener("blur", () => setTimeout(() => this.use(document.activeElement?.closest?.(".phone")?.dataset.phone)));
  }

  speak() {
    for (const phone of Object.values(this.all)) phone.speak();
  }

  show(people) {
    for (const [name, person] of Object.entries(people)) this.all[name].show(person);
  }

  /** Take a phone in hand: what is new on it has been seen. */
  use(name) {
    if (!this.all[name]) return;
    this.inHand = name;
    this.all[name].seen();
    this.tells.used(name);
  }

  /** Something arrived; return whether it is news to whoever plays. */
  heard(name, ring) {
    const news = name !== this.inHand || !this.all[name].visible;
    if (news) {
      this.all[name].heard(ring);
      by("heard").textContent = t("demo-heard", { phone: t(PHONES[name].name) });
    }
    return news;
  }

  focus(name) {
    this.all[name].frame.focus();
    this.use(name);
  }

  /** Let a file fall on a phone, as a hand would. */
  drop(name, file) {
    const carried = new DataTransfer();
    carried.items.add(file);
    const { window: screen } = this.all[name];
    screen.dispatchEvent(new screen.DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
    this.focus(name);
  }
}

class Phone {
  constructor(name, { use, language }) {
    this.name = name;
    this.root = by(name);
    this.news = 0;
    this.who = h("p", { class: "who-name" });
    this.badge = h("span", { class: "badge", hidden: true });
    this.role = h("h2", { class: "who-role", id: `${name}-name` });
    this.languages = h(
      "div",
      { class: "segmented small", role: "group" },
      LANGUAGES.map(([id, words, lang, title]) => h("button", { type: "button", lang, "data-language": id, title, "aria-label": title, text: words, on: { click: () => language(id) } })),
    );
    this.frame = h("iframe", { src: `/phone/${name}/` });
    this.frame.addEventListener("load", () => {
      for (const event of ["pointerdown", "keydown"]) this.window.addEventListener(event, use, true);
    });
    this.root.append(
      h("header", { class: "who" }, h("span", { class: "avatar" }, mark(PHONES[name].icon)), h("div", { class: "who-words" }, this.role, this.who), this.badge, this.languages),
      h(
        "div",
        { class: "device" },
        h("div", { class: "device-bar", "aria-hidden": "true" }, h("span", { class: "device-time" }), h("span", { class: "device-ear" }), h("span", { class: "device-power" })),
        h("div", { class: "screen" }, this.frame),
      ),
    );
  }

  get window() {
    return this.frame.contentWindow;
  }

  get visible() {
    return getComputedStyle(this.root).visibility === "visible";
  }

  speak() {
    this.role.textContent = t(PHONES[this.name].role);
    this.frame.title = t(PHONES[this.name].name);
    this.languages.setAttribute("aria-label", t("demo-phone-language"));
    this.mark();
  }

  show({ name, language }) {
    this.who.textContent = name;
    for (const button of this.languages.children) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }

  heard(ring) {
    this.news += 1;
    if (ring && !this.root.classList.contains("rings")) this.root.classList.add("rings");
    this.mark();
  }

  seen() {
    this.news = 0;
    this.root.classList.remove("rings");
    this.mark();
  }

  mark() {
    const rings = this.root.classList.contains("rings");
    this.badge.hidden = !this.news;
    this.root.classList.toggle("news", this.news > 0);
    this.badge.replaceChildren(rings ? mark("bell") : "", h("span", { text: rings ? t("demo-rings") : t("demo-news", { count: this.news }) }));
  }
}

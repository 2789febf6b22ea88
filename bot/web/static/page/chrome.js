// What stands around the transcript: header, progress, greeting, quick starts, menu, notices.

import { by, h, icon } from "./dom.js";
import { t } from "./words.js";

const LASTS = 9_000;
const embedded = window.parent !== window;

const isLanguage = ({ press }) => press.startsWith("language:");

export class Chrome {
  /** `does` holds what the buttons do: press, language, sound, code, move, form, close. */
  constructor(does) {
    this.does = does;
    by("more").append(icon("more"));
    by("attach").append(icon("clip"));
    by("send").append(icon("send"));
    by("close").append(icon("close"));
    for (const close of document.querySelectorAll("[data-close].icon-button")) close.append(icon("close"));
    by("close").hidden = !(embedded && new URLSearchParams(location.search).has("embed"));
    document.documentElement.classList.toggle("embedded", embedded);
    by("close").addEventListener("click", () => does.close());
    by("sound").addEventListener("click", () => does.sound());
    by("language").addEventListener("click", () => this.other && does.language(this.other));
    by("to-form").addEventListener("click", () => does.form());
    this.notices = by("notices");
  }

  /** Show who sits here and what they may begin. */
  seat(session, sound) {
    const { me } = session;
    const flat = session.menu.flat();
    this.session = session;
    this.other = flat.find(isLanguage);
    this.starts = flat.filter((button) => !isLanguage(button));
    by("title").textContent = me.team && me.name ? me.name : session.title;
    by("language").hidden = !this.other;
    by("language").textContent = this.other?.text ?? "";
    by("language").lang = me.language === "zh" ? "en" : "zh-CN";
    by("to-form").replaceChildren(icon("form"), h("span", { text: t("page-to-form") }));
    by("hello-title").textContent = me.team ? t("page-hello-team", { name: me.name }) : t("page-hello");
    by("hello-words").textContent = t(me.team ? "page-hello-team-words" : "page-hello-words");
    by("starts").replaceChildren(...this.starts.map((button) => this.start(button, "start")));
    by("quick").replaceChildren(...this.starts.map((button) => this.start(button, "quick-start")));
    this.sound(sound);
  }

  start(button, style) {
    return h("button", { class: `${style} ${button.style}`, type: "button", "data-press": button.press, on: { click: () => this.does.press(button) } }, h("span", { text: button.text }), style === "start" ? icon("go") : null);
  }

  /** Show whether ringing is heard; only the team is rung. */
  sound(on) {
    const button = by("sound");
    button.hidden = !this.session.me.team;
    button.replaceChildren(icon(on ? "bell" : "bellOff"));
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("aria-label", t("page-sound"));
    button.title = t(on ? "page-sound-on" : "page-sound-off");
    this.menu();
  }

  menu() {
    const entry = (name, words, heard) => h("button", { class: "menu-entry", type: "button", on: { click: () => (by("menu").hidePopover(), heard()) } }, icon(name), h("span", { text: words }));
    const begun = this.starts.filter(({ style }) => !this.running || style !== "primary");
    const entries = begun.map((button) => entry("list", button.text, () => this.does.press(button)));
    if (this.running) entries.push(entry("form", t("page-to-form"), () => this.does.form()));
    for (const { to, name } of this.session.elsewhere ?? []) entries.push(entry("go", t("page-go-on", { name }), () => this.does.move(to)));
    if (!this.session.me.team) entries.push(h("hr"), entry("key", t("page-code-open"), () => this.does.code()));
    by("menu").replaceChildren(...entries);
  }

  /** Show where the chat stands: the progress of a capture, and what can be begun when none runs. */
  stands({ question, form, empty, met }) {
    const ask = question?.ask;
    const steps = ask?.of > 1 ? ask : null;
    const review = ask?.kind === "review";
    by("progress").hidden = !(form && (steps || review));
    if (steps) by("progress-words").textContent = t("page-step", { step: ask.step, of: ask.of });
    if (review) by("progress-words").textContent = t("page-review");
    by("progress-bar").value = review ? 1 : steps ? (ask.step - 1) / ask.of : 0;
    by("progress-bar").setAttribute("aria-label", t("page-progress"));
    by("to-form").hidden = !form;
    by("hello").hidden = !(empty && met);
    by("quick").hidden = empty || Boolean(question) || Boolean(form);
    if (this.running !== form) {
      this.running = form;
      this.menu();
    }
  }

  /** Show whether there is a connection. */
  presence(state) {
    const words = { up: "page-online", down: "page-offline", connecting: "page-connecting" };
    document.documentElement.dataset.presence = state;
    by("presence-words").textContent = t(words[state]);
    by("banner").hidden = state !== "down";
    by("banner").textContent = state === "down" ? t("page-offline-words") : "";
  }

  /** Say something above the composer, for a while. */
  tell(words, kind = "plain", action = null) {
    const shut = () => notice.remove();
    const close = h("button", { class: "icon-button", type: "button", "aria-label": t("page-dismiss"), on: { click: shut } }, icon("close"));
    const notice = h("div", { class: `notice ${kind}` }, kind === "bad" ? icon("alert") : null, h("p", { text: words }), action, close);
    for (const former of this.notices.querySelectorAll(".notice")) if (former.textContent === notice.textContent) former.remove();
    this.notices.append(notice);
    while (this.notices.children.length > 2) this.notices.firstElementChild.remove();
    if (kind !== "bad") setTimeout(shut, LASTS);
  }

  /** Show how many lines stand below what is seen. */
  newer(count, away) {
    const button = by("newer");
    button.hidden = !away;
    button.classList.toggle("some", count > 0);
    button.replaceChildren(icon("down"), h("span", { class: count ? "" : "unseen", text: count ? t("page-newer", { count }) : t("page-to-end") }));
  }
}

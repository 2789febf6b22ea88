// The page: joins the session, the socket, the transcript and what people write.

import { Bell } from "./bell.js";
import { Chrome } from "./chrome.js";
import { Composer } from "./composer.js";
import { control, keyboard } from "./controls.js";
import { by, h } from "./dom.js";
import { FormPanel } from "./form.js";
import { Link } from "./link.js";
import { parts } from "./message.js";
import { newId, Outbox } from "./outbox.js";
import { load, remembered, signIn, speakIn } from "./session.js";
import { Transcript } from "./transcript.js";
import { label, speak, t } from "./words.js";

const base = new URL("./", location.href.split(/[?#]/)[0]);
const TYPING = 6_000;
const RETRIES = 5;
const RETRY = 1_500;
const LOOKED = 250;
const LOOP = 15_000;
const PROMPT = 5_000;
const SIGNING = 1_000;

class Page {
  constructor() {
    this.session = remembered() ?? { strings: {}, me: { language: "en" }, limits: { text: 8000, files: 10, file: 1, types: [] }, menu: [] };
    this.outbox = new Outbox();
    this.bell = new Bell();
    this.link = new Link(base);
    this.chrome = new Chrome({
      press: (button) => this.press(button),
      language: (button) => this.language(button),
      sound: () => this.sound(),
      code: () => this.askCode(),
      form: () => this.form.show(this.transcript.state.form),
      close: () => this.outside("close"),
    });
    const limits = () => this.session.limits;
    const gone = () => this.renew();
    this.composer = new Composer({ base, limits, gone, send: (text, files) => this.say(text, files), tell: (...words) => this.chrome.tell(...words) });
    this.transcript = new Transcript(by("log"), {
      base,
      press: (button, item) => this.press(button, item),
      control: (item) => control(item, { say: (text) => this.say(text, []), choose: (camera) => this.composer.choose(camera) }),
      lostFocus: () => (this.refocus = Date.now()),
      scrolled: (end) => this.scrolled(end),
    });
    this.form = new FormPanel({
      ask: (frame) => this.link.send(frame),
      submit: (frame) => this.post(frame),
      tools: { base, limits, known: new Map(), gone },
    });
    this.shown = true;
    this.refocus = 0;
    this.below = 0;
    this.seenUpTo = 0;
    this.caught = [];
    this.listen();
  }

  listen() {
    this.link.addEventListener("frame", ({ detail }) => this.hear(detail));
    this.link.addEventListener("up", () => this.up());
    this.link.addEventListener("down", () => this.chrome.presence("down"));
    this.link.addEventListener("gone", () => this.renew());
    this.link.addEventListener("foreign", () => this.chrome.tell(t("page-foreign"), "bad"));
    by("newer").addEventListener("click", () => this.transcript.toEnd());
    by("code-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.enter(by("code").value);
    });
    for (const close of by("code-panel").querySelectorAll("[data-close]")) close.addEventListener("click", () => by("code-panel").close());
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("focus", () => this.look());
    document.addEventListener("keydown", (event) => {
      this.keys = true;
      if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open")) this.outside("close");
    });
    document.addEventListener("pointerdown", () => (this.keys = false));
    window.addEventListener("message", ({ source, data }) => {
      if (source !== window.parent || data?.source !== "aftercare-widget") return;
      this.shown = data.shown === true;
      if (this.shown) this.composer.field.focus();
      this.look();
    });
  }

  async begin() {
    if (this.session.zone) this.seat(this.session);
    const session = await load(base, () => this.session.zone && this.chrome.presence("down"));
    this.seat(session);
    this.outside("ready");
    for (const entry of this.outbox.waiting) if (entry.frame.op === "say") this.transcript.send(entry);
    const asked = new URLSearchParams(location.search);
    const [code, start] = [asked.get("invite"), asked.get("start")];
    if (code || start) history.replaceState(null, "", location.pathname);
    if (start) this.outbox.add({ op: "open", id: newId(), payload: start });
    if (code) await this.enter(code);
    else this.link.open(0);
  }

  /** Take a session: its words, its rights, its limits. */
  seat(session) {
    const changed = this.session.me.language !== session.me.language;
    this.session = session;
    speak(session);
    label(document);
    this.bell.name(session.title);
    this.chrome.seat(session, this.bell.on);
    this.chrome.presence(this.link.up ? "up" : "connecting");
    this.composer.accept();
    if (changed) this.transcript.redraw();
    this.stands();
  }

  outside(type) {
    if (window.parent !== window) window.parent.postMessage({ source: "aftercare", type }, "*");
  }

  // The socket

  up() {
    this.chrome.presence("up");
    for (const { frame } of this.outbox.waiting) this.link.send(frame);
    this.composer.uploads.resume();
  }

  hear(line) {
    switch (line.op) {
      case "item":
        if (this.link.up) this.arrived([line], true);
        else this.caught.push(line);
        break;
      case "ready":
        this.ready(line);
        break;
      case "state":
        this.state(line);
        break;
      case "done":
        this.done(line.id);
        break;
      case "refused":
        this.refused(line);
        break;
      case "form":
        this.form.take(line);
        break;
      default: // a pong needs no answer
    }
  }

  ready(line) {
    const first = this.transcript.items.length === 0;
    const lines = this.caught;
    this.caught = [];
    if (first) {
      this.seenUpTo = line.seen;
      const unseen = lines.find(({ seq, kind }) => seq > line.seen && kind !== "mine");
      if (line.seen && unseen) this.transcript.divide(unseen.seq);
    }
    this.arrived(lines, !first);
    by("lines").setAttribute("aria-busy", "false");
    this.look();
  }

  arrived(lines, live) {
    const fresh = this.transcript.add(lines);
    for (const item of fresh) if (item.kind === "mine") this.outbox.drop(item.id);
    const news = fresh.filter(({ kind }) => kind !== "mine");
    if (news.length) this.transcript.type(false);
    if (fresh.length && !news.length && live) this.transcript.divide(0);
    if (live && news.length) this.news(news);
    this.stands();
  }

  news(items) {
    const away = !this.looking;
    const ringing = items.filter(({ ring }) => ring);
    if (ringing.length) {
      this.bell.ring();
      this.transcript.pulse(ringing.map(({ seq }) => seq));
    }
    if (away) {
      if (!this.bell.unread) this.transcript.divide(items[0].seq);
      this.bell.count(this.bell.unread + items.length);
    }
    if (!this.transcript.sticking) {
      this.below += items.length;
      this.chrome.newer(this.below, true);
    }
    this.look();
  }

  async state(line) {
    this.transcript.stands(line);
    this.stands();
    const { me } = this.session;
    if (line.language && (line.language !== me.language || line.team !== me.team)) this.seat(await load(base, () => {}));
  }

  /** Bring everything around the transcript in line with where the chat stands. */
  stands() {
    const { question, state, empty } = this.transcript;
    this.chrome.stands({ question, form: state.form, empty: empty && this.link.up });
    this.composer.help(keyboard(question?.ask));
    if (!question || Date.now() - this.refocus > PROMPT || this.composer.field.value) return;
    this.refocus = 0;
    const live = this.transcript.nodes.get(question.seq);
    const first = this.keys && live?.querySelector(".choices button, .stars input, .picker input, .row .button.primary");
    if (first) first.focus();
    else if (matchMedia("(hover: hover)").matches) this.composer.field.focus();
  }

  // What people do

  say(text, files) {
    const entry = this.outbox.add({ op: "say", id: newId(), text, files: files.map(({ id }) => id) }, { files });
    this.transcript.divide(0);
    this.transcript.send(entry);
    this.go(entry.frame);
  }

  press(button, item) {
    if (!item || item.slot === "step") this.refocus = Date.now();
    this.transcript.divide(0);
    const entry = this.outbox.add({ op: "press", id: newId(), press: button.press });
    this.transcript.wait(item?.seq, button.press);
    this.go(entry.frame);
  }

  post(frame) {
    this.outbox.add(frame);
    this.go(frame);
  }

  go(frame) {
    if (this.link.send(frame)) this.think();
    else this.link.hurry();
    this.stands();
  }

  think() {
    this.transcript.type(true);
    clearTimeout(this.thinking);
    this.thinking = setTimeout(() => this.transcript.type(false), TYPING);
  }

  done(id) {
    if (this.outbox.find(id)?.frame.op === "press") this.transcript.waited();
    this.outbox.drop(id);
    this.transcript.confirm(id);
    this.form.done(id);
  }

  refused({ id, text, again }) {
    const entry = this.outbox.find(id);
    if (again && entry && (entry.tries = (entry.tries ?? 0) + 1) <= RETRIES) {
      setTimeout(() => this.outbox.find(id) && this.link.send(entry.frame), RETRY * entry.tries);
      return;
    }
    this.outbox.drop(id);
    this.transcript.confirm(id);
    this.transcript.type(false);
    this.transcript.waited();
    if (this.form.refused(id, text)) return;
    this.chrome.tell(text, "bad");
    if (entry?.frame.op === "say") this.composer.giveBack(entry.frame.text, entry.extra.files);
  }

  async language(button) {
    const { turn } = this.transcript.state;
    const wanted = parts(button.press).arg;
    if (turn && this.link.up) {
      this.post({ op: "press", id: newId(), press: button.press });
      return;
    }
    const session = await speakIn(base, wanted);
    if (session) this.seat(session);
    else this.chrome.tell(t("page-not-now"), "bad");
  }

  sound() {
    this.bell.toggle();
    this.chrome.sound(this.bell.on);
  }

  // Who sits here

  askCode() {
    by("code-note").hidden = true;
    by("code").value = "";
    by("code-panel").showModal();
    by("code").focus();
  }

  async enter(code) {
    this.link.close();
    const { session, error } = await signIn(base, code.trim(), t("page-not-now"));
    if (error) {
      if (!by("code-panel").open) this.askCode();
      by("code").value = code;
      by("code").setAttribute("aria-invalid", "true");
      by("code-note").textContent = error;
      by("code-note").hidden = false;
      this.link.open();
      return;
    }
    by("code").removeAttribute("aria-invalid");
    by("code-panel").close();
    this.outbox.clear();
    this.anew(session);
    this.chrome.tell(t("page-signed-in", { name: session.me.name }), "good");
  }

  anew(session) {
    this.transcript.reset();
    this.caught = [];
    this.below = 0;
    this.bell.count(0);
    this.seat(session);
    this.link.open(0);
  }

  /** The session is gone: begin a new one and say so. Where that does not last, the browser keeps no cookies here. */
  async renew() {
    if (this.renewing) return;
    this.renewing = true;
    this.link.close();
    const again = Date.now() - (this.renewed ?? 0) < LOOP;
    this.renewed = Date.now();
    await new Promise((resume) => setTimeout(resume, SIGNING)); // another tab may be signing in: its cookie comes first
    const session = await load(base, () => {});
    this.renewing = false;
    if (again) {
      this.seat(session);
      const link = h("a", { class: "text-button", href: base.href, target: "_blank", rel: "noopener", text: t("page-open-alone") });
      this.chrome.tell(t("page-no-cookies"), "bad", link);
      return;
    }
    this.outbox.keepWords();
    this.anew(session);
    for (const entry of this.outbox.waiting) this.transcript.send(entry);
    this.chrome.tell(t("page-session-new"), "warn");
  }

  // What was seen

  get looking() {
    return this.shown && document.visibilityState === "visible" && (window.parent !== window || document.hasFocus());
  }

  scrolled(end) {
    if (end) this.below = 0;
    this.chrome.newer(this.below, !end && !this.transcript.empty);
    if (end) this.look();
  }

  look() {
    if (!this.looking) return;
    if (this.bell.unread) this.bell.count(0);
    const last = this.transcript.items.at(-1)?.seq ?? 0;
    if (!this.transcript.sticking || last <= this.seenUpTo) return;
    clearTimeout(this.looked);
    this.looked = setTimeout(() => {
      if (this.looking && this.link.send({ op: "seen", seq: last })) this.seenUpTo = Math.max(this.seenUpTo, last);
    }, LOOKED);
  }
}

new Page().begin();

// The page: joins the session, the socket, the transcript and what people write.

import { Attention } from "./attention.js";
import { Bell } from "./bell.js";
import { Chrome } from "./chrome.js";
import { Composer } from "./composer.js";
import { control, keyboard } from "./controls.js";
import { by } from "./dom.js";
import { Door } from "./door.js";
import { FormPanel } from "./form.js";
import { Link } from "./link.js";
import { parts } from "./message.js";
import { newId, Outbox } from "./outbox.js";
import { load, moveTo, remembered, speakIn } from "./session.js";
import { Transcript } from "./transcript.js";
import { speak, t } from "./words.js";

const base = new URL("./", location.href.split(/[?#]/)[0]);
const NOBODY = { strings: {}, me: { language: "" }, limits: { text: 8000, files: 10, file: 1, types: [] }, menu: [] };
const TYPING = 6_000;
const RETRIES = 5;
const RETRY = 1_500;
const PROMPT = 5_000;

class Page {
  constructor() {
    this.session = remembered() ?? NOBODY;
    this.outbox = new Outbox();
    this.bell = new Bell();
    this.link = new Link(base);
    this.caught = [];
    this.met = false; // before the server has said what stands here, an empty page means nothing
    this.refocus = 0;
    this.chrome = new Chrome({
      press: (button) => this.press(button),
      language: (button) => this.language(button),
      sound: () => this.sound(),
      code: () => this.door.ask(),
      move: (to) => this.move(to),
      form: () => this.form.show(this.transcript.state.form),
      close: () => this.outside("close"),
    });
    const limits = () => this.session.limits;
    const gone = () => this.door.renew();
    this.composer = new Composer({ base, limits, gone, send: (text, files) => this.say(text, files), tell: (...words) => this.chrome.tell(...words) });
    this.transcript = new Transcript(by("log"), {
      base,
      press: (button, item) => this.press(button, item),
      control: (item) => control(item, { say: (text) => this.say(text, []), choose: (camera) => this.composer.choose(camera) }),
      lostFocus: () => (this.refocus = Date.now()),
      scrolled: (end) => this.attention.scrolled(end),
    });
    this.attention = new Attention(this);
    this.form = new FormPanel({
      ask: (frame) => this.link.send(frame),
      submit: (frame) => this.go(this.outbox.add(frame)),
      tools: { base, limits, known: new Map(), gone },
    });
    this.door = new Door({ ...this, base, anew: (session) => this.anew(session), seat: (session) => this.seat(session) });
    this.listen();
  }

  listen() {
    this.link.addEventListener("frame", ({ detail }) => this.hear(detail));
    this.link.addEventListener("up", () => this.up());
    this.link.addEventListener("down", () => this.chrome.presence("down"));
    this.link.addEventListener("gone", () => this.door.renew());
    by("newer").addEventListener("click", () => this.transcript.toEnd());
    document.addEventListener("pointerdown", () => (this.keys = false));
    document.addEventListener("keydown", (event) => {
      this.keys = true;
      if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open")) this.outside("close");
    });
    window.addEventListener("message", ({ source, data }) => {
      if (source !== window.parent || data?.source !== "aftercare-widget") return;
      this.attention.show(data.shown === true);
      if (data.shown === true) this.composer.field.focus();
    });
  }

  /** Begin with the words last known, then as the server says; a link may carry an invitation or a device. */
  async begin() {
    if (this.session !== NOBODY) this.seat(this.session);
    const session = await load(base, () => this.session !== NOBODY && this.chrome.presence("down"));
    this.seat(session);
    this.outside("ready");
    this.showWaiting();
    const asked = new URLSearchParams(location.search);
    // Behind the #, an invitation stays out of every server's log.
    const [code, start] = [new URLSearchParams(location.hash.slice(1)).get("invite"), asked.get("start")];
    if (code || start) history.replaceState(null, "", location.pathname);
    if (start) this.outbox.add({ op: "open", id: newId(), payload: start });
    if (code) await this.door.enter(code);
    else this.link.open(0);
  }

  /** Take a session: its words, its rights, its limits. */
  seat(session) {
    const changed = this.session.me.language !== session.me.language;
    this.session = session;
    speak(session);
    this.bell.name(session.title);
    this.chrome.seat(session, this.bell.on);
    this.chrome.presence(this.link.up ? "up" : "connecting");
    this.composer.accept();
    if (changed) this.transcript.redraw();
    this.stands();
  }

  /** Begin anew with another session. */
  anew(session) {
    this.transcript.reset();
    this.attention.begin();
    this.caught = [];
    this.seat(session);
    this.showWaiting();
    this.link.open(0);
  }

  showWaiting() {
    for (const entry of this.outbox.waiting) if (entry.frame.op === "say") this.transcript.send(entry);
  }

  /** Tell the page around this one, which may be a widget. */
  outside(type) {
    if (window.parent !== window) window.parent.postMessage({ source: "aftercare", type }, "*");
  }

  // What the server says

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
    this.met = true;
    if (first) {
      this.attention.begin(line.seen);
      this.attention.caughtUp(lines);
    }
    this.arrived(lines, !first);
    by("lines").setAttribute("aria-busy", "false");
    this.attention.look();
  }

  arrived(lines, live) {
    const fresh = this.transcript.add(lines);
    const news = fresh.filter(({ kind }) => kind !== "mine");
    for (const item of fresh) if (item.kind === "mine") this.outbox.drop(item.id);
    if (news.length) this.transcript.type(false);
    else if (fresh.length && live) this.transcript.divide(0);
    if (live && news.length) this.attention.news(news);
    this.stands();
  }

  async state(line) {
    this.transcript.stands(line);
    this.stands();
    const { me } = this.session;
    if (line.language && (line.language !== me.language || line.team !== me.team)) this.seat(await load(base, () => {}));
  }

  done(id) {
    if (this.outbox.find(id)?.frame.op === "press") this.transcript.waited();
    this.outbox.drop(id);
    this.transcript.confirm(id);
    this.form.done(id);
  }

  /** What was refused for the moment is sent again; everything else comes back with the sentence that says why. */
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

  /** Bring everything around the transcript in line with where the chat stands, and the focus to what was waited for. */
  stands() {
    const { question, state, empty } = this.transcript;
    this.chrome.stands({ question, form: state.form, empty, met: this.met });
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
    this.go(entry);
  }

  /** Go on in another chat. Its window is opened at once: a browser lets nobody open one after a wait. */
  async move(to) {
    const opened = window.open("", "_blank");
    const link = await moveTo(base, to);
    if (!link) {
      opened?.close();
      this.chrome.tell(t("page-not-now"), "bad");
      return;
    }
    const address = new URL(link, location.origin);
    if (opened) opened.location.replace(address);
    else location.assign(address);
  }

  press(button, item) {
    if (!item || item.slot === "step") this.refocus = Date.now();
    this.transcript.divide(0);
    this.transcript.wait(item?.seq, button.press);
    this.go(this.outbox.add({ op: "press", id: newId(), press: button.press }));
  }

  go({ frame }) {
    if (this.link.send(frame)) this.think();
    else this.link.hurry();
    this.stands();
  }

  think() {
    this.transcript.type(true);
    clearTimeout(this.thinking);
    this.thinking = setTimeout(() => this.transcript.type(false), TYPING);
  }

  /** Speak another language: a question that stands is asked again in it. */
  async language(button) {
    if (this.transcript.state.turn && this.link.up) {
      this.press(button, {});
      return;
    }
    const session = await speakIn(base, parts(button.press).arg);
    if (session) this.seat(session);
    else this.chrome.tell(t("page-not-now"), "bad");
  }

  sound() {
    this.bell.toggle();
    this.chrome.sound(this.bell.on);
  }
}

new Page().begin();

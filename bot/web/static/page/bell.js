// Ringing: a sound of our own, and how much is new in the title. The sound is off until somebody turns it on.

import { keep, recall } from "./keep.js";

const NOTES = [
  [880, 0],
  [1174.66, 0.16],
  [880, 0.5],
  [1174.66, 0.66],
];

export class Bell {
  constructor() {
    this.on = recall("sound") === true;
    this.unread = 0;
    this.title = document.title;
    const wake = () => this.on && this.wake();
    window.addEventListener("pointerdown", wake);
    window.addEventListener("keydown", wake);
  }

  wake() {
    this.audio ??= new AudioContext();
    if (this.audio.state === "suspended") this.audio.resume();
  }

  /** Turn the sound on or off; it is heard once when it goes on. */
  toggle() {
    this.on = !this.on;
    keep("sound", this.on);
    if (this.on) this.ring();
  }

  ring() {
    if (!this.on) return;
    this.wake();
    const { audio } = this;
    for (const [pitch, after] of NOTES) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const start = audio.currentTime + after;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.45);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.5);
    }
  }

  /** Name the page; what is new stands before it. */
  name(title) {
    this.title = title;
    this.count(this.unread);
  }

  /** Say how much is new, in the title and to the page around this one. */
  count(unread) {
    this.unread = unread;
    document.title = unread ? `(${unread}) ${this.title}` : this.title;
    if (window.parent !== window) window.parent.postMessage({ source: "aftercare", type: "unread", unread }, "*");
  }
}

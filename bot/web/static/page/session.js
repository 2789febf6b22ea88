// Who sits at the page: the session, its language, and signing in to the team.

import { keep, recall } from "./keep.js";

const PAUSE = 800;
const LONGEST = 15_000;

const headers = { "X-Aftercare": "1", "Content-Type": "application/json" };

/** Return the session last seen, for its words, so that the page can speak before the server does. */
export const remembered = () => recall("session");

async function taken(answer) {
  const session = await answer.json();
  keep("session", session);
  return session;
}

/** Return who sits here; asks until the server answers. `failed` is told when it did not. */
export async function load(base, failed) {
  const address = new URL("session", base);
  const language = new URLSearchParams(location.search).get("lang");
  if (language) address.searchParams.set("lang", language);
  for (let pause = PAUSE; ; pause = Math.min(LONGEST, pause * 2)) {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.ok) return await taken(answer);
    } catch {
      // No connection: asked again below.
    }
    failed();
    await new Promise((resume) => setTimeout(resume, pause * (0.5 + Math.random() / 2)));
  }
}

/** Speak another language from now on; returns the session, or null when that did not go through. */
export async function speakIn(base, language) {
  try {
    const answer = await fetch(new URL("session/language", base), { method: "POST", headers, body: JSON.stringify({ language }) });
    return answer.ok ? await taken(answer) : null;
  } catch {
    return null;
  }
}

/** Return the link that goes on with this conversation in another chat; empty when that did not go through. */
export async function moveTo(base, to) {
  try {
    const answer = await fetch(new URL("session/move", base), { method: "POST", headers, body: JSON.stringify({ to }) });
    return answer.ok ? (await answer.json()).link : "";
  } catch {
    return "";
  }
}

/** Sign in with an invitation; returns the session, or the sentence that says why not. */
export async function signIn(base, code, offline) {
  try {
    const answer = await fetch(new URL("session/invite", base), { method: "POST", headers, body: JSON.stringify({ code }) });
    if (answer.ok) return { session: await taken(answer) };
    return { error: (await answer.json()).error || offline };
  } catch {
    return { error: offline };
  }
}

// What outlives a reload. Where the browser keeps nothing, such as in a strict frame, it lasts as long as the page.

const base = new URL("./", location.href).pathname;
const memory = new Map();

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const kept = storage();

const full = (name) => `aftercare:${base}:${name}`;

/** Return what is kept under a name; null when nothing is. */
export function recall(name) {
  try {
    return JSON.parse(kept?.getItem(full(name)) ?? memory.get(full(name)) ?? "null");
  } catch {
    return null;
  }
}

/** Keep something under a name; null forgets it. */
export function keep(name, value) {
  if (value === null) memory.delete(full(name));
  else memory.set(full(name), JSON.stringify(value));
  try {
    if (value === null) kept?.removeItem(full(name));
    else kept?.setItem(full(name), JSON.stringify(value));
  } catch {
    // The store is full or closed: memory has it.
  }
}

/** Return the names under a prefix. */
export function names(prefix) {
  const start = full(prefix);
  const found = new Set(memory.keys());
  for (let place = 0; place < (kept?.length ?? 0); place += 1) found.add(kept.key(place));
  return [...found].filter((name) => name?.startsWith(start)).map((name) => name.slice(full("").length));
}

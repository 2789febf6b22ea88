// Marks of the demo beside those of the chat page.

import { icon } from "../page/dom.js";

const MARKS = {
  agent: "M5 13v-1a7 7 0 0 1 14 0v1M5 13h2.5v5H6a1 1 0 0 1-1-1zM19 13h-2.5v5H18a1 1 0 0 0 1-1zM18.5 18c0 1.7-1.8 2.5-4 2.5H13",
  supervisor: "m12 4 7 2.5v5c0 4.2-2.8 7.2-7 8.5-4.2-1.3-7-4.3-7-8.5v-5zM9 12l2.2 2.2 3.8-3.7",
  chevron: "m7 9.5 5 5 5-5",
  chain: "M10 14l4-4M8.5 12 7 13.5a2.5 2.5 0 0 0 3.5 3.5L12 15.5M15.5 12l1.5-1.5A2.5 2.5 0 0 0 13.5 7L12 8.5",
};

/** Return a mark of the demo, or an icon of the page. */
export function mark(name) {
  if (!MARKS[name]) return icon(name);
  const drawn = icon("user");
  drawn.setAttribute("class", `icon mark-${name}`);
  drawn.firstElementChild.setAttribute("d", MARKS[name]);
  return drawn;
}

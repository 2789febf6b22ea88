// Elements made from data. Words only ever become text nodes, so nothing that people write is read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element. `on` holds listeners, `text` the words, everything else is an attribute; false and null leave it out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (name === "text") element.textContent = value;
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  alert: "M12 8v5M12 16.5v.01M4 19 12 5l8 14z",
  back: "M19 12H5M11 6l-6 6 6 6",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
  bellOff: "M6 16.5V11c0-.8.15-1.6.45-2.3M9 5.8A6 6 0 0 1 18 11v4M16 18H4.5L6 16.5M10 20.5h4M4 4l16 16",
  camera: "M4 8.5h3.5l1.5-2.5h6l1.5 2.5H20V19H4zM12 16.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clip: "m18.5 11-6.7 6.7a4 4 0 0 1-5.6-5.6L13.5 4.8a2.7 2.7 0 0 1 3.8 3.8l-7.1 7.1a1.3 1.3 0 0 1-1.9-1.9L14.5 7.7",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M12 7.5V12l3 2",
  close: "M6 6l12 12M18 6 6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M5 19l.9-3.7L15.8 5.4a1.6 1.6 0 0 1 2.3 0l.5.5a1.6 1.6 0 0 1 0 2.3L8.7 18.1z",
  file: "M7 4h7l4 4v12H7zM14 4v4h4",
  form: "M5 5h14v14H5zM8.5 9.5h7M8.5 12.5h7M8.5 15.5h4",
  go: "M9 6l6 6-6 6",
  globe: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M4 12h16M12 4c2.5 2.3 3.5 5 3.5 8s-1 5.7-3.5 8c-2.5-2.3-3.5-5-3.5-8s1-5.7 3.5-8",
  image: "M4.5 5.5h15v13h-15zM5 16.5l4.5-4.5 4 4 2.5-2.5 3 3M15.5 9.5v.01",
  key: "M14.5 13.5a4 4 0 1 0-3.8-2.7L4.5 17v2.5H8V17h2.5v-2.5l1.2-1.2M15.5 8.5v.01",
  list: "M5 7h14M5 12h14M5 17h9",
  more: "M6 12v.01M12 12v.01M18 12v.01",
  retry: "M19 12a7 7 0 1 1-2-4.9M19 4.5v3.5h-3.5",
  send: "M12 19V5M6 11l6-6 6 6",
  star: "m12 4.2 2.4 4.9 5.4.8-3.9 3.8.9 5.4-4.8-2.5-4.8 2.5.9-5.4-3.9-3.8 5.4-.8z",
  user: "M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M5 19.5c.6-3.3 3.4-5.5 7-5.5s6.4 2.2 7 5.5",
};

/** Return an icon; it is never the only sign of anything, so readers of a screen do not hear it. */
export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("class", `icon icon-${name}`);
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("focusable", "false");
  path.setAttribute("d", ICONS[name]);
  drawn.append(path);
  return drawn;
}

const ADDRESS = /https?:\/\/[^\s<>"'，。；！？、（）「」“”]+[^\s<>"'，。；！？、（）「」“”.,;:!?)\]]/g;

/** Return words as nodes, with the addresses in them as links. */
export function linked(words) {
  const nodes = [];
  let done = 0;
  for (const found of words.matchAll(ADDRESS)) {
    nodes.push(words.slice(done, found.index));
    nodes.push(h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow", text: found[0] }));
    done = found.index + found[0].length;
  }
  nodes.push(words.slice(done));
  return nodes.filter((node) => node !== "");
}

/** Return the element with an id. */
export const by = (id) => document.getElementById(id);

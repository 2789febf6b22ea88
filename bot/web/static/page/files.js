// Files of a message: pictures are shown, everything else is a chip that downloads.

import { h, icon } from "./dom.js";
import { size, t } from "./words.js";

const SHOWN = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);

/** Return the files of a message; null when it has none. */
export function files(list, base) {
  if (!list?.length) return null;
  return h("ul", { class: "files", role: "list" }, list.map((file) => h("li", {}, one(file, base))));
}

function one(file, base) {
  const address = new URL(`files/${encodeURIComponent(file.id)}`, base).href;
  return SHOWN.has(file.mime) ? picture(file, address) : chip(file, address);
}

function picture(file, address) {
  const image = h("img", { src: address, alt: t("page-picture", { name: file.name }), decoding: "async", loading: "lazy" });
  const link = h("a", { class: "picture", href: address, target: "_blank", rel: "noopener", download: file.name }, image);
  image.addEventListener("error", () => link.replaceWith(chip(file, address)));
  return link;
}

function chip(file, address) {
  return h(
    "a",
    { class: "chip", href: address, download: file.name },
    icon(file.mime?.startsWith("image/") ? "image" : "file"),
    h("span", { class: "chip-name", dir: "auto", text: file.name }),
    h("span", { class: "chip-size", text: size(file.size) }),
  );
}

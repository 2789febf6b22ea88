// A round button on another site that opens the chat in a frame:
//   <script src="https://help.example.com/widget.js" data-language="en" data-position="left" data-colour="#0b6b63"></script>
// Everything lives in a shadow root; nothing of the site's styles comes in, nothing of ours goes out.
// `data-open` opens it at once, `data-start="report_LJ-2400_SN123"` begins a report for a device.

(() => {
  const WORDS = "{{words}}";
  const script = document.currentScript;
  const { language, position, colour, start } = script.dataset;
  const home = new URL("./", script.src);
  const speaking = (language || document.documentElement.lang || navigator.language).toLowerCase().startsWith("zh") ? "zh" : "en";
  const t = (key, values = {}) => WORDS[speaking][key].replace(/\{\$(\w+)\}/g, (_, name) => values[name] ?? "");
  const PATIENCE = 8000;

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .place { position: fixed; z-index: 2147483000; inset: auto 20px 20px auto; font: 15px/1.5 system-ui, sans-serif; }
    .left { inset: auto auto 20px 20px; }
    .button { position: relative; display: grid; place-items: center; width: 60px; height: 60px; margin-left: auto; padding: 0;
      border: 0; border-radius: 50%; background: var(--colour); color: #fff; cursor: pointer;
      box-shadow: 0 2px 6px rgb(0 0 0 / 16%), 0 10px 28px rgb(0 0 0 / 20%); transition: transform 140ms; }
    .left .button { margin-left: 0; }
    .button:hover { transform: scale(1.05); }
    .button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0b57d0; }
    .button svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
    .badge { position: absolute; top: -2px; right: -2px; min-width: 22px; height: 22px; padding: 0 6px; border: 2px solid #fff;
      border-radius: 11px; background: #c2261e; color: #fff; font-size: 12px; font-weight: 600; line-height: 18px; text-align: center; }
    .panel { width: min(392px, calc(100vw - 40px)); height: min(680px, calc(100dvh - 116px)); margin-bottom: 16px; overflow: hidden;
      border-radius: 18px; background: Canvas; box-shadow: 0 2px 8px rgb(0 0 0 / 12%), 0 20px 60px rgb(0 0 0 / 24%); }
    .panel iframe { display: block; width: 100%; height: 100%; border: 0; }
    .alone { display: grid; place-items: center; height: 100%; padding: 24px; color: LinkText; }
    @media (max-width: 480px), (max-height: 480px) {
      .open .panel { position: fixed; inset: 0; width: 100%; height: 100%; margin: 0; border-radius: 0; }
      .open .button { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { .button { transition: none; } }
  `;

  const make = (tag, properties = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const drawing = (path) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };

  const CHAT = "M5 6.5A2.5 2.5 0 0 1 7.5 4h9A2.5 2.5 0 0 1 19 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4v-4A2.5 2.5 0 0 1 5 13.5zM9 10.2l2.2 2.2 4-4";
  const DOWN = "M6 9.5l6 6 6-6";

  const host = make("div", { lang: speaking === "zh" ? "zh-CN" : "en" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const badge = make("span", { class: "badge", "aria-hidden": "true" });
  const button = make("button", { class: "button", type: "button", "aria-expanded": "false", "aria-controls": "panel" });
  const panel = make("div", { class: "panel", id: "panel", role: "dialog", "aria-label": t("page-widget-title") });
  const place = make("div", { class: position === "left" ? "place left" : "place" }, panel, button);
  const valid = colour && CSS.supports("color", colour);
  place.style.setProperty("--colour", valid ? colour : "#0b6b63");
  root.append(place);

  let frame = null;
  let greeted = false;
  let unread = 0;

  const opened = () => !panel.hidden;

  const draw = () => {
    button.replaceChildren(drawing(opened() ? DOWN : CHAT));
    button.setAttribute("aria-expanded", String(opened()));
    const some = unread > 0 && !opened();
    button.setAttribute("aria-label", opened() ? t("page-widget-close") : [t("page-widget-open"), some ? t("page-widget-unread", { count: unread }) : ""].filter(Boolean).join(", "));
    badge.textContent = unread > 99 ? "99+" : String(unread);
    if (some) button.append(badge);
    place.classList.toggle("open", opened());
  };

  const tell = () => greeted && frame?.contentWindow?.postMessage({ source: "aftercare-widget", shown: opened() }, home.origin);

  const explain = () => {
    if (greeted) return;
    console.warn(t("page-widget-blocked", { chat: home.origin, site: location.origin }));
    panel.replaceChildren(make("p", { class: "alone" }, make("a", { href: home.href, target: "_blank", rel: "noopener" }, t("page-widget-alone"))));
    frame = null;
  };

  const load = () => {
    const address = new URL(home);
    address.searchParams.set("embed", "1");
    address.searchParams.set("lang", speaking);
    if (start) address.searchParams.set("start", start);
    frame = make("iframe", { src: address.href, title: t("page-widget-title"), allow: "camera; clipboard-write" });
    frame.addEventListener("load", () => setTimeout(explain, PATIENCE), { once: true });
    panel.replaceChildren(frame);
  };

  const open = () => {
    panel.hidden = false;
    if (!frame) load();
    draw();
    tell();
    frame.focus();
  };

  const close = () => {
    panel.hidden = true;
    draw();
    tell();
    button.focus();
  };

  button.addEventListener("click", () => (opened() ? close() : open()));
  document.addEventListener("keydown", (event) => event.key === "Escape" && opened() && close());
  window.addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== home.origin || data?.source !== "aftercare") return;
    if (data.type === "ready") {
      greeted = true;
      tell();
    }
    if (data.type === "close" && opened()) close();
    if (data.type === "unread") unread = Number(data.unread) || 0;
    draw();
  });

  panel.hidden = true;
  draw();
  document.body.append(host);
  if ("open" in script.dataset) open();
})();

// Masthead's beacon: says what readers do, and keeps nothing. See docs/BEACON.md
(() => {
  const { src, dataset } = document.currentScript;
  if (window.masthead?.page) return masthead.page(dataset.article);

  const url = dataset.endpoint || new URL("events", src).href;
  const ENGAGED_S = 15;
  const ACTIVE_MS = 5_000;
  // as the server counts
  const AGAIN_MS = 1_800_000;

  const from = document.referrer && new URL(document.referrer);
  let ref = from && from.origin !== location.origin ? from.host : undefined;
  let active = -ACTIVE_MS;
  let article, seconds, sent;

  const isRefused = () => navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
  const isSeen = () => !document.prerendering && document.visibilityState === "visible";
  const page = ({ origin, pathname, search }) => origin + pathname + search;

  // UUID version 7 (RFC 9562)
  function newId() {
    const parts = [Date.now(), ...crypto.getRandomValues(new Uint16Array(5))];
    const hex = parts.map((part, at) => part.toString(16).padStart(at ? 4 : 12, "0")).join("");
    return hex.replace(/(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-7$3-8$4-");
  }

  function send(kind, more) {
    const now = performance.now();
    if (!article || isRefused() || now - sent[kind] < AGAIN_MS) return;
    sent[kind] = now;
    const body = JSON.stringify({ events: [{ id: newId(), article, kind, ...more }] });
    if (navigator.sendBeacon?.(url, body)) return true;
    const how = { method: "POST", mode: "no-cors", credentials: "omit", keepalive: true };
    return fetch(url, { ...how, body }).catch(() => {});
  }

  function view() {
    if (isSeen() && !sent.view && send("view", { ref })) ref = undefined;
  }

  function start(next) {
    article = next;
    seconds = 0;
    sent = {};
    view();
  }

  function press({ target, button }) {
    if (button > 1 || !target.closest) return;
    if (target.closest("[data-masthead-share]")) send("share");
    const link = target.closest("a[href]");
    if (!link || page(link) === page(location)) return;
    const isNear = link.origin === location.origin && link.closest("[data-masthead-recirc]");
    if (isNear || link.matches("[data-masthead-article]")) send("recirc");
  }

  function tick() {
    const isIdle = performance.now() - active >= ACTIVE_MS;
    if (isIdle || !isSeen() || !document.hasFocus()) return;
    if (++seconds >= ENGAGED_S && send("engage", { seconds })) seconds = 0;
  }

  // captured before anybody stops them
  const on = (types, act) => types.split(" ").map((type) => addEventListener(type, act, true));
  on("scroll pointerdown pointermove keydown", () => {
    active = performance.now();
  });
  on("click auxclick", press);
  on("visibilitychange prerenderingchange", view);
  // back from the browser's cache of pages
  on("pageshow", (event) => event.persisted && start(article));
  setInterval(tick, 1_000);

  window.masthead = { page: (next) => next !== article && start(next), share: () => send("share") };
  start(dataset.article);
})();

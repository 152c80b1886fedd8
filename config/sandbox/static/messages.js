// Texts and WhatsApp: bubbles, ticks, photos.

import { $, ask, clock, fill, make, packed, phoneNumber, toEnd, tray, words } from "./dom.js";

const TICKS = {
  received: "", queued: "Sending", sending: "Sending", sent: "✓", delivered: "✓✓", read: "✓✓",
  undelivered: "Not delivered", failed: "Failed",
};
let waiting = []; // what has been sent and is not yet in the thread, each with a mark of its own
let marks = 0;
let photos;
const seen = new Set(); // bubbles already shown: only a new one moves

export function start(house) {
  photos = tray($("attached"), $("photo"));
  const box = $("words");
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); $("composer").requestSubmit(); }
  });
  box.addEventListener("input", () => grow(box));
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); send(house); });
}

export function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 110)}px`;
}

export function write(text) {
  const box = $("words");
  box.value = text;
  grow(box);
  box.focus();
  $("composer").classList.add("ready");
}

async function send(house) {
  const box = $("words");
  const files = [...photos.files];
  if (!box.value.trim() && !files.length) return;
  const app = house.app === "whatsapp" ? "whatsapp" : "text";
  const mine = { app, who: house.me.phone, text: box.value, failed: false, mark: `${Date.now()}-${marks++}` };
  waiting.push(mine);
  const asked = { from: mine.who, body: mine.text, mark: mine.mark };
  box.value = "";
  grow(box);
  photos.clear();
  $("composer").classList.remove("ready");
  show(house);
  try {
    await ask(app, { ...asked, media: await packed(files) });
  } catch {
    mine.failed = true;
    house.refresh();
  }
}

export function show(house) {
  if (!house.state) return;
  const whatsapp = house.app === "whatsapp";
  const thread = whatsapp ? house.state.whatsapp : house.state.texts;
  const number = whatsapp ? house.state.us.whatsapp : house.state.us.number;
  $("contact-number").textContent = phoneNumber(number) + (whatsapp ? " · WhatsApp" : "");
  $("words").placeholder = whatsapp ? "Message" : "Text message";
  // By its mark: the same words may be sent twice, and the thread may know of a message before its answer is here.
  const known = new Set(thread.map((one) => one.mark));
  waiting = waiting.filter((one) => !known.has(one.mark));
  const pending = waiting.filter(
    (one) => one.app === (whatsapp ? "whatsapp" : "text") && one.who === house.me.phone,
  );
  const shown = fill($("thread"), [house.app, house.me.phone, thread, pending], () => {
    if (!thread.length && !pending.length) return [empty(whatsapp)];
    return [...days(thread), ...pending.map(sending), !whatsapp && house.state.stopped ? stopped() : ""];
  });
  if (shown) requestAnimationFrame(() => toEnd($("thread")));
}

function empty(whatsapp) {
  return make("p", { class: "empty" }, whatsapp ? "Nothing here yet. Say hello on WhatsApp." :
    "Nothing here yet. Text as a tenant would: a fault, a question, a complaint.");
}

function stopped() {
  return make("p", { class: "empty" }, "This phone has said STOP. Texts to it are refused until it says START.");
}

function* days(thread) {
  let day = "";
  for (const one of thread) {
    const at = new Date(one.at);
    const today = at.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
    if (today !== day) yield make("p", { class: "day" }, (day = today));
    yield bubble(one);
  }
}

function bubble(one) {
  const files = one.files.map((file) => file.type.startsWith("image/")
    ? make("a", { href: file.url, target: "_blank", rel: "noopener" }, make("img", { src: file.url, alt: "Photo sent" }))
    : make("a", { href: file.url }, "📎 File"));
  const fresh = !seen.has(one.sid);
  seen.add(one.sid);
  const bad = one.mine ? one.taken === false : ["failed", "undelivered"].includes(one.status);
  return make("div", { class: `bubble ${one.mine ? "mine" : "theirs"}${bad ? " bad" : ""}${fresh ? " new" : ""}` }, ...files,
    one.text ? make("span", { class: "text" }, words(one.text)) : null, foot(one));
}

function foot(one) {
  const left = [clock(one.at)];
  if (one.mine) {
    if (one.taken === true) left.push("✓✓");
    else if (one.taken === false) left.push("The landlord did not take this. It will be read from the provider's list.");
    else left.push("✓");
  } else left.push((TICKS[one.status] ?? one.status) + (one.error ? ` (${one.error})` : ""));
  return make("small", {}, left.filter(Boolean).join("  "));
}

function sending(one) {
  return make("div", { class: `bubble mine ${one.failed ? "bad" : "pending"}` }, make("span", { class: "text" }, one.text),
    make("small", {}, one.failed ? "Not sent: the sandbox did not answer" : "Sending…"));
}

// The telephone: captions of what is said, a keypad, a place to type what you say.

import { $, ask, fill, make, phoneNumber, toEnd } from "./dom.js";
import { grow } from "./messages.js";

let lastTyping = 0;
let planned = ""; // what to say once somebody listens

export function start(house) {
  $("keypad").append(...[..."123456789*0#"].map((key) =>
    make("button", { type: "button", onclick: () => onCall(house, (sid) => ask(`call/${sid}/press`, { keys: key })) }, key)));
  $("show-keys").addEventListener("click", () => {
    const open = $("keypad").toggleAttribute("hidden") === false;
    $("show-keys").setAttribute("aria-expanded", String(open));
    toEnd($("captions"));
  });
  $("ring").addEventListener("click", () => ring(house));
  $("ring-from-thread").addEventListener("click", () => { house.open("call"); ring(house); });
  $("hangup").addEventListener("click", () => onCall(house, (sid) => ask(`call/${sid}/hangup`)));
  $("answer").addEventListener("click", () => { house.open("call"); onCall(house, (sid) => ask(`call/${sid}/answer`)); });
  $("decline").addEventListener("click", () => onCall(house, (sid) => ask(`call/${sid}/decline`)));
  const box = $("speech");
  box.addEventListener("input", () => {
    grow(box);
    if (box.value && performance.now() - lastTyping > 4000) {
      lastTyping = performance.now();
      onCall(house, (sid) => ask(`call/${sid}/typing`));
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); $("speaker").requestSubmit(); }
  });
  $("speaker").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    onCall(house, (sid) => ask(`call/${sid}/say`, { text }));
    box.value = "";
    grow(box);
    $("speaker").classList.remove("ready");
  });
}

export async function ring(house, toSay = "") {
  planned = toSay;
  if (!live(house)) await ask("call", { from: house.me.phone });
  house.refresh();
}

function live(house) {
  return house.state?.calls.find((call) => !call.over);
}

function onCall(house, work) {
  const call = live(house);
  if (call) work(call.sid).then(house.refresh, house.refresh);
}

export function ringing(house) {
  const call = live(house);
  return call && call.direction !== "inbound" && ["queued", "ringing"].includes(call.status) ? call : null;
}

export function show(house) {
  const call = live(house);
  const last = call ?? house.state.calls[0];
  const coming = ringing(house);
  $("incoming").hidden = !coming;
  if (coming) {
    const ours = coming.from === house.state.us.number && house.state.us.name;
    $("incoming-name").textContent = ours || phoneNumber(coming.from);
  }
  $("screen").classList.toggle("on-call", Boolean(call));
  $("ring").hidden = Boolean(call);
  $("hangup").hidden = !call;
  $("speaker").classList.toggle("off", !call);
  $("speech").disabled = !call;
  $("show-keys").disabled = !call;
  if (!call) $("keypad").hidden = true;
  if (call?.listening === "keys") $("keypad").hidden = false;
  $("call-state").textContent = stateOf(call, last, house);
  const speaking = call && /speech|recording|person/.test(call.listening);
  $("speech").placeholder = !call ? "Ring first" : call.listening === "recording" ? "Speak after the beep" : "Type what you say";
  if (speaking && planned) {
    $("speech").value = planned;
    planned = "";
    grow($("speech"));
    $("speaker").classList.add("ready");
    $("speech").focus();
  }
  const lines = last?.transcript ?? [];
  const shown = fill($("captions"), [last?.sid, lines], () => lines.length
    ? lines.map((line, index) => make("p", { class: `caption ${line.who}${index === lines.length - 1 ? " new" : ""}` }, line.who === "keys" ? `⌨ ${line.text}` : line.text))
    : [make("p", { class: "empty" }, call ? "" : `Ring ${phoneNumber(house.state.us.number)} and type what you say.`)]);
  if (shown) requestAnimationFrame(() => toEnd($("captions")));
}

function stateOf(call, last, house) {
  if (!call) return last ? `Call ended · ${phoneNumber(house.state.us.number)}` : phoneNumber(house.state.us.number);
  if (call.status === "ringing" || call.status === "queued") return "Ringing…";
  const listens = { speech: "Listening: type what you say", keys: "Press a key", "speech or keys": "Listening: speak or press a key",
    recording: "Recording: speak, then press # or hang up", person: "In conversation" };
  return listens[call.listening] ?? (call.prompt || "They are speaking");
}

// Phones that are not yours: an agent's, when the landlord rings one.
export function showElsewhere(house) {
  const box = $("elsewhere");
  const calls = house.state.elsewhere;
  if (document.activeElement?.closest?.("#elsewhere") && calls.length) {
    for (const call of calls) {
      const log = box.querySelector(`[data-sid="${call.sid}"] .captions`);
      if (log) { log.replaceChildren(...captions(call)); toEnd(log); }
    }
    if (calls.every((call) => box.querySelector(`[data-sid="${call.sid}"][data-status="${call.status}"]`))) return;
  }
  fill(box, calls, () => calls.map((call) => card(house, call)));
}

function captions(call) {
  return call.transcript.map((line) => make("p", { class: `caption ${line.who}` }, line.text));
}

function card(house, call) {
  const act = (name, body) => ask(`call/${call.sid}/${name}`, body).then(house.refresh, house.refresh);
  const ringingNow = ["queued", "ringing"].includes(call.status);
  const say = make("input", { "aria-label": "What they say", placeholder: "What they say" });
  return make("div", { class: "other", "data-sid": call.sid, "data-status": call.status },
    make("strong", {}, `${phoneNumber(call.to)} ${ringingNow ? "is ringing" : "is on a call"}`),
    ringingNow ? null : make("div", { class: "captions" }, ...captions(call)),
    ringingNow ? null : make("form", { class: "composer", onsubmit: (event) => {
      event.preventDefault();
      if (say.value.trim()) act("say", { text: say.value.trim() });
      say.value = "";
    } }, say, make("button", { type: "submit", class: "send" }, "Say")),
    make("div", { class: "callbuttons" },
      make("button", { type: "button", class: "red", onclick: () => act(ringingNow ? "decline" : "hangup") }, ringingNow ? "Decline" : "Hang up"),
      ringingNow ? make("button", { type: "button", class: "green", onclick: () => act("answer") }, "Answer")
        : make("button", { type: "button", class: "quiet", onclick: () => act("press", { keys: "1" }) }, "Press 1")));
}

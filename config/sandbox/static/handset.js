// Puts the page together: who you are, what is shown, and news as it happens.

import { $, icon, make, phoneNumber } from "./dom.js";
import * as calls from "./calls.js";
import * as mail from "./mail.js";
import * as messages from "./messages.js";

const house = {
  state: null, me: { name: "", phone: "", email: "" }, app: "texts",
  seen: { texts: 0, whatsapp: 0 }, refresh: render, open, people: [],
};
let controller = new AbortController();

const TRIES = [
  { title: "Smell gas", how: "text", words: "I can smell gas really strong in the kitchen",
    why: "Safety words come back within seconds, before anything else." },
  { title: "No hot water, and a baby", how: "text", words: "no hot water since last night and we have a 3 month old baby",
    why: "A household with a baby is more urgent than one without." },
  { title: "Ring: water through the light", how: "call", words: "there's water coming through the kitchen light",
    why: "Say it as you would. Press keys, wait, or hang up at any moment." },
  { title: "Email a photo of damp", how: "mail", words: "Hello,\n\nThere is black mould on the bedroom wall and it is getting worse. My son has asthma. I have attached a photo.\n\nThank you",
    subject: "Damp and mould in the bedroom", why: "Arrives over real SMTP, photo and all." },
  { title: "STOP the water!!", how: "text", words: "STOP the water!! its coming through the ceiling",
    why: "Begins with STOP, and is no opt-out." },
  { title: "Answer what came back", how: "reply",
    why: "Write again and it joins the same case. Or fill in the web form instead." },
];

function open(app) {
  house.app = app;
  document.body.dataset.tab = "phone";
  $("screen").dataset.app = app;
  for (const button of document.querySelectorAll(".dock button")) {
    button.setAttribute("aria-pressed", String(button.dataset.app === app));
  }
  render();
}

function tab(name) {
  document.body.dataset.tab = name;
  for (const button of document.querySelectorAll(".tabs button")) {
    button.setAttribute("aria-pressed", String(button.dataset.tab === name));
  }
}

function become(person) {
  house.me = person;
  $("who-note").textContent = [phoneNumber(person.phone || ""), person.note].filter(Boolean).join(" · ");
  try { sessionStorage.setItem("who", person.name); } catch { /* a private window keeps nothing */ }
  house.state = null;
  controller.abort();
}

function showPeople(people) {
  if (JSON.stringify(people) === JSON.stringify(house.people)) return;
  house.people = people;
  let kept = "";
  try { kept = sessionStorage.getItem("who") ?? ""; } catch { /* as above */ }
  $("who").replaceChildren(...people.map((person, index) => make("option", { value: index }, person.name)));
  const index = Math.max(0, people.findIndex((person) => person.name === (house.me.name || kept)));
  $("who").value = index;
  become(people[index]);
}

async function damp() {
  const picture = await (await fetch("/handset/static/damp-wall.jpg")).blob();
  return new File([picture], "bedroom-wall.jpg", { type: "image/jpeg" });
}

async function attempt(one) {
  if (one.how === "text") { open("texts"); tab("phone"); messages.write(one.words); }
  if (one.how === "call") { open("call"); tab("phone"); await calls.ring(house, one.words); }
  if (one.how === "mail") { tab("mail"); mail.write(house, { subject: one.subject, text: one.words, attach: [await damp()] }); }
  if (one.how === "reply") {
    const letter = house.state?.mail.find((each) => !each.mine);
    if (!house.state?.texts.length && letter) {
      tab("mail");
      mail.write(house, { to: letter.reply_to, reply: letter.sid, subject: `Re: ${letter.subject.replace(/^re:\s*/i, "")}` });
    } else { open("texts"); tab("phone"); messages.write("Thank you. It is getting worse, when will somebody come?"); }
  }
}

function showTries() {
  $("tries").replaceChildren(...TRIES.map((one) => make("li", {},
    make("button", { type: "button", onclick: () => attempt(one) },
      make("span", { class: `kind ${one.how}` }, icon(one.how)),
      make("span", {}, make("strong", {}, one.title), make("small", {}, one.why))),
    one.how === "reply" ? make("a", { id: "form", class: "formlink", target: "_blank", rel: "noopener", href: "#" }, "Open the web form ↗") : null)));
}

function badges() {
  const counts = {
    texts: house.state.texts.filter((one) => !one.mine).length,
    whatsapp: house.state.whatsapp.filter((one) => !one.mine).length,
  };
  if (house.app in counts) house.seen[house.app] = counts[house.app];
  for (const button of document.querySelectorAll(".dock button")) {
    const badge = button.querySelector("b");
    const fresh = (counts[button.dataset.app] ?? 0) - (house.seen[button.dataset.app] ?? 0);
    badge.hidden = fresh <= 0;
    badge.textContent = fresh;
  }
}

function render() {
  if (!house.state) return;
  $("desk").href = house.state.us.desk;
  const form = $("form");
  if (form) form.href = house.state.us.form;
  messages.show(house);
  calls.show(house);
  calls.showElsewhere(house);
  mail.show(house);
  badges();
}

async function listen() {
  for (;;) {
    controller = new AbortController();
    const asked = new URLSearchParams({ phone: house.me.phone || "", email: house.me.email || "" });
    if (house.state) { asked.set("version", house.state.version); asked.set("wait", "25"); }
    const me = house.me;
    try {
      const answer = await fetch(`/sandbox/state.json?${asked}`, { signal: controller.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      $("lost").hidden = true;
      if (me !== house.me) continue;
      if (news.people) {
        const first = !house.people.length;
        showPeople(news.people);
        if (first || me !== house.me) continue;
        house.state = news;
        render();
      }
    } catch (error) {
      if (error.name === "AbortError") continue;
      $("lost").hidden = false;
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

function tick() {
  $("clock").textContent = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

messages.start(house);
calls.start(house);
mail.start(house);
showTries();
tick();
setInterval(tick, 5000);
$("who").addEventListener("change", () => { house.seen = { texts: 0, whatsapp: 0 }; become(house.people[$("who").value]); });
for (const button of document.querySelectorAll(".dock button")) {
  button.prepend(icon(button.dataset.app === "texts" ? "text" : button.dataset.app));
  button.addEventListener("click", () => open(button.dataset.app));
}
for (const button of document.querySelectorAll(".tabs button")) button.addEventListener("click", () => tab(button.dataset.tab));
open("texts");
tab("phone");
listen();

// The mailbox: what came, what went and how it was answered, and writing.

import { $, ask, clock, fill, make, packed, tray, words } from "./dom.js";

let files;
let answers = "";
const open = new Set();
const seen = new Set();

export function start(house) {
  files = tray($("letter-attached"), $("letter-photo"));
  $("compose").addEventListener("click", () => write(house, {}));
  $("discard").addEventListener("click", close);
  $("letter").addEventListener("submit", (event) => { event.preventDefault(); send(house); });
}

export function write(house, { to, subject = "", text = "", reply = "", attach = [] }) {
  answers = reply;
  $("letter").hidden = false;
  $("to").value = to ?? house.state.us.mail[0] ?? "";
  $("subject").value = subject;
  $("letter-words").value = text;
  $("letter-answer").textContent = "";
  files.clear();
  attach.forEach((file) => files.add(file));
  $("letter-words").focus();
  $("letter").scrollIntoView({ block: "nearest" });
}

function close() {
  $("letter").hidden = true;
  $("letter-words").value = "";
  files.clear();
}

async function send(house) {
  $("letter-answer").textContent = "Sending…";
  try {
    const sent = await ask("mail", {
      from: house.me.email ? `${house.me.name} <${house.me.email}>` : undefined, to: $("to").value,
      subject: $("subject").value, text: $("letter-words").value, answers, files: await packed([...files.files]),
    });
    $("letter-answer").textContent = sent.answer;
    if (sent.code === 250 || sent.waiting) close();
  } catch {
    $("letter-answer").textContent = "The sandbox did not answer. Nothing is lost: press Send again.";
  }
  house.refresh();
}

export function show(house) {
  const mails = house.state.mail;
  $("mailbox").textContent = house.me.email || "This person has no email";
  $("compose").disabled = !house.me.email;
  $("ours").replaceChildren(...house.state.us.mail.map((address) => make("option", { value: address })));
  const unread = mails.filter((one) => !one.mine && !seen.has(one.sid)).length;
  $("tab-mail-count").hidden = !unread;
  $("tab-mail-count").textContent = unread;
  fill($("mails"), [mails, house.me.email], () => mails.length ? mails.map((one) => item(house, one))
    : [make("p", { class: "empty" }, "No mail yet. What the landlord sends to this address arrives here.")]);
}

function item(house, one) {
  const body = make("div", { class: "mailbody" },
    make("p", { class: "mailmeta" }, `From ${one.from}`, make("br"), `To ${one.to}`, one.automatic && one.automatic !== "no" ? make("em", {}, " written by a machine") : null),
    make("div", { class: "mailtext" }, words(one.text || "(no words)")),
    one.files.length ? make("p", { class: "mailfiles" }, ...one.files.map((file) =>
      make("a", { href: `/sandbox/file/${one.sid}/${file.number}`, target: "_blank", rel: "noopener" }, `📎 ${file.name}`))) : null,
    one.mine ? make("p", { class: "smtp" }, "The landlord's mail server said: ", make("code", {}, one.answer || "…"),
      one.waiting ? " Trying again." : "")
      : make("button", { type: "button", class: "main", onclick: () => write(house, {
        to: one.reply_to, reply: one.sid, subject: /^re:/i.test(one.subject) ? one.subject : `Re: ${one.subject}`,
      }) }, "Reply"));
  const fresh = !one.mine && !seen.has(one.sid);
  const details = make("details", { class: `item ${one.mine ? "mine" : "theirs"}${fresh ? " fresh" : ""}`, open: open.has(one.sid) },
    make("summary", {},
      make("span", { class: "dot", "aria-hidden": "true" }),
      make("span", { class: "mailwho" }, one.mine ? `To ${one.to}` : one.from.replace(/<.*>/, "").trim() || one.from),
      make("time", {}, clock(one.at)),
      make("span", { class: "mailsubject" }, one.subject || "(no subject)"),
      make("span", { class: "mailstate" }, one.mine ? (one.code === 250 ? "✓ taken" : one.waiting ? "waiting" : one.code ? `refused ${one.code}` : "…") : ""),
      make("span", { class: "mailpeek" }, one.text.slice(0, 120))),
    body);
  details.addEventListener("toggle", () => {
    if (details.open) {
      open.add(one.sid); seen.add(one.sid); details.classList.remove("fresh"); show(house);
    } else open.delete(one.sid);
  });
  return details;
}

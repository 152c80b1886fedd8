// Comfort for the desk: open screens stay fresh, and nothing typed is lost. Every page works without it.
"use strict";

(function () {
  const body = document.body;
  const csrf = body.dataset.csrf;
  const live = document.getElementById("live");
  const EVERY = 2000; // milliseconds between re-reads when no event stream is there
  const SLOWLY = 15000; // with one: so that waiting times and the lease stay right
  const SLOW = 4000; // between re-reads of a part that costs the server more to tell, and twenty times what it took
  const slow = new Map(); // id of such a part -> { asked, rest }: when it was last asked for, how long it rests
  const asMade = live ? live.querySelector(".desk-live__words").textContent : ""; // 'As it was at 14:05: ...'
  let streaming = false;
  let lastRead = 0;
  let closed = false;

  function say(words, good) {
    if (!live) return;
    const place = live.querySelector(".desk-live__words");
    if (place.textContent !== words) place.textContent = words;
    live.classList.toggle("is-live", good);
  }

  // --- fresh screens -------------------------------------------------------------------------------

  function busy(part) {
    const choosing = part.contains(document.activeElement) && document.activeElement.tagName === "SELECT";
    return choosing || [...part.querySelectorAll("audio")].some((sound) => !sound.paused);
  }

  function resting(part) {
    if (!part.hasAttribute("data-slowly")) return false;
    const last = slow.get(part.id);
    if (last && Date.now() - last.asked < last.rest) return true;
    slow.set(part.id, { asked: Date.now(), rest: SLOW });
    return false;
  }

  function readAgain() {
    if (closed) return; // a last question on the way out would keep the lease that was just ended
    lastRead = Date.now();
    // offers reach a page that nobody looks at too: its title, and its sound, tell of them
    for (const part of document.querySelectorAll(document.hidden ? "[data-always]" : "[data-again]")) {
      if (busy(part) || resting(part)) continue;
      window.htmx.trigger(part, "again");
    }
  }

  const tags = new Map(); // address -> ETag of what is shown
  const opened = new Set(); // <details> that were open before a part was read again

  body.addEventListener("htmx:configRequest", (event) => {
    const tag = tags.get(event.detail.path);
    if (tag && event.detail.elt.hasAttribute("data-again")) event.detail.headers["If-None-Match"] = tag;
  });

  body.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    if (!part || !part.hasAttribute("data-again")) return;
    opened.clear();
    for (const fold of part.querySelectorAll("details[open][id]")) opened.add(fold.id);
  });

  body.addEventListener("htmx:afterSwap", (event) => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    opened.clear();
    offersChanged();
    const thread = document.getElementById("thread");
    if (thread) {
      // what is on the page now is what has been read: the forms act on that
      for (const field of document.querySelectorAll('input[name="version"]')) field.value = thread.dataset.version;
    }
  });

  body.addEventListener("htmx:afterRequest", (event) => {
    const answer = event.detail.xhr;
    if (!answer) return;
    if (answer.status === 401) {
      document.getElementById("signed-out").hidden = false;
      say("Signed out", false);
    } else if (answer.status === 0) {
      say("No connection: trying again", false);
    } else if (answer.status < 400) {
      const tag = answer.getResponseHeader("ETag");
      if (event.detail.requestConfig.verb !== "get") tags.delete(event.detail.target?.getAttribute("hx-get"));
      else if (tag) tags.set(event.detail.pathInfo.requestPath, tag);
      const last = slow.get(event.detail.target?.id);
      if (last) last.rest = Math.max(SLOW, 20 * (Date.now() - last.asked));
      // where only offers are read again the page itself is as old as it was
      const fresh = document.querySelector("[data-again]:not(#offers)");
      say(fresh ? "Up to date" : asMade, Boolean(fresh));
    }
  });

  if (document.querySelector("[data-again]")) {
    setInterval(() => {
      if (Date.now() - lastRead >= (streaming ? SLOWLY : EVERY) - 50) readAgain();
    }, 500);
    document.addEventListener("visibilitychange", readAgain);
    listen();
    sayWhenClosed();
  }

  // A tab that is closed ends its person's lease soon. Whoever only goes to another page sends nothing, and any other
  // tab hears of it and renews the lease at once (a hidden one is not asked by its own clock more than once a minute).
  function sayWhenClosed() {
    const others = window.BroadcastChannel ? new BroadcastChannel("frontdoor-desk") : null;
    let going = 0; // when a link was followed or a form sent
    const goes = () => { going = Date.now(); };
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (link && link.target !== "_blank" && !event.ctrlKey && !event.metaKey && !event.shiftKey) goes();
    });
    document.addEventListener("submit", goes);
    if (others) others.addEventListener("message", () => setTimeout(readAgain, 1000));
    window.addEventListener("pageshow", (event) => {
      closed = false;
      if (event.persisted) readAgain();
    });
    window.addEventListener("pagehide", () => {
      closed = true;
      if (Date.now() - going < 10000) return;
      const form = new FormData();
      form.append("csrf", csrf);
      navigator.sendBeacon("/desk/leaving", form);
      if (others) others.postMessage("closed");
    });
  }

  function listen() {
    if (!window.EventSource || !body.dataset.events) return;
    const stream = new EventSource(body.dataset.events, { withCredentials: true });
    let soon = 0;
    stream.addEventListener("ready", () => { streaming = true; });
    stream.addEventListener("changed", () => {
      streaming = true;
      if (!soon) soon = setTimeout(() => { soon = 0; readAgain(); }, 150);
    });
    stream.addEventListener("error", () => {
      streaming = false;
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 30000);
    });
    window.addEventListener("pagehide", () => stream.close());
  }

  // --- offers --------------------------------------------------------------------------------------

  const ahead = Number(body.dataset.now) - Date.now(); // how far the server's clock is ahead of this one
  const title = document.title.replace(/^\(\d+ offers?\) /, "");
  const SOUND = "offer-sound";
  let player = null; // made at the first touch: a browser lets no page sound before

  function heard(mark) { // true once in this browser tab: a page opened meanwhile says nothing again
    const known = (sessionStorage.getItem("offers-heard") || "").split(" ");
    if (known.includes(mark)) return true;
    sessionStorage.setItem("offers-heard", [...known.slice(-40), mark].join(" "));
    return false;
  }

  function secondsLeft(offer) {
    return Math.max(0, Math.ceil((Number(offer.dataset.until) - Date.now() - ahead) / 1000));
  }

  function offersChanged() {
    const shown = [...document.querySelectorAll("[data-offer]")];
    document.title = shown.length ? `(${shown.length} offer${shown.length > 1 ? "s" : ""}) ${title}` : title;
    for (const offer of shown) {
      if (heard(`new-${offer.dataset.offer}`)) continue;
      announce(`${offer.dataset.say} ${secondsLeft(offer)} seconds to answer. Alt and A accepts the first offer.`);
      ring();
    }
    countDown();
  }

  function countDown() {
    for (const offer of document.querySelectorAll("[data-offer]")) {
      const left = secondsLeft(offer);
      const words = left ? `${left} second${left > 1 ? "s" : ""} left` : "Time is up";
      const place = offer.querySelector(".offer__left");
      if (place.textContent !== words) place.textContent = words;
      if (left && left <= 10 && !heard(`soon-${offer.dataset.offer}`)) announce(`${left} seconds left to answer the offer.`);
      if (!left && !heard(`over-${offer.dataset.offer}`)) readAgain();
    }
  }

  function announce(words) {
    const place = document.getElementById("offer-said");
    if (place) place.textContent = words;
  }

  function ring() {
    if (!player || localStorage.getItem(SOUND) !== "on") return;
    for (const [pitch, after] of [[660, 0], [880, 0.18]]) {
      const tone = player.createOscillator();
      const volume = player.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.12, player.currentTime + after);
      volume.gain.exponentialRampToValueAtTime(0.001, player.currentTime + after + 0.3);
      tone.connect(volume).connect(player.destination);
      tone.start(player.currentTime + after);
      tone.stop(player.currentTime + after + 0.3);
    }
  }

  if (document.getElementById("offers")) {
    const sound = document.getElementById("sound");
    const show = () => {
      const on = localStorage.getItem(SOUND) === "on";
      sound.setAttribute("aria-checked", String(on));
      sound.querySelector(".desk-sound-switch__words").textContent = on ? "Sound on" : "Sound off";
    };
    sound.addEventListener("click", () => {
      localStorage.setItem(SOUND, localStorage.getItem(SOUND) === "on" ? "off" : "on");
      if (localStorage.getItem(SOUND) === "on") player ||= new AudioContext();
      show();
      ring(); // so that one hears what to listen for
    });
    for (const touch of ["pointerdown", "keydown"]) {
      window.addEventListener(touch, () => {
        if (localStorage.getItem(SOUND) === "on") player ||= new AudioContext();
      }, { capture: true });
    }
    show();
    document.addEventListener("keydown", (event) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.code !== "KeyA") return;
      const accept = document.querySelector("[data-accept]");
      if (!accept) return;
      event.preventDefault();
      if (!event.repeat) accept.form.requestSubmit(accept);
    });
    offersChanged();
    setInterval(countDown, 500);
  }

  // --- nothing typed is lost -----------------------------------------------------------------------

  const keeping = []; // each form's way to have the server keep what is typed in it

  // What is typed stays in this tab until the server has it. At a desk that others use next it is not left behind.
  function forgetTyped(but) {
    for (const place of Object.keys(sessionStorage)) {
      if (place.startsWith("typed:") && !(but && place.startsWith(but))) sessionStorage.removeItem(place);
    }
  }

  if (body.dataset.staff) forgetTyped(`typed:${body.dataset.staff}:`);
  for (const out of document.querySelectorAll('form[action="/desk/sign-out"]')) {
    out.addEventListener("submit", async (event) => {
      event.preventDefault();
      const late = new Promise((done) => { setTimeout(() => done([false]), 2000); });
      const kept = await Promise.race([Promise.all(keeping.map((keep) => keep())), late]);
      if (kept.every((each) => each)) forgetTyped();
      out.submit();
    });
  }

  for (const form of document.querySelectorAll("form[data-typing]")) {
    const box = form.querySelector("textarea");
    const place = `typed:${body.dataset.staff}:${location.pathname}:${form.dataset.typing}`;
    const counter = form.querySelector('[role="status"]');
    let saved = box.defaultValue; // what the server has: somebody may have typed before this script came
    let leaving = false;

    if (new URLSearchParams(location.search).get("done") === (form.dataset.typing === "reply" ? "replied" : "noted")) {
      sessionStorage.removeItem(place);
    } else if (!box.value.trim() && sessionStorage.getItem(place)) {
      box.value = sessionStorage.getItem(place);
      form.closest("details")?.setAttribute("open", "");
    } else if (box.value.trim() && box.value !== box.defaultValue) {
      sessionStorage.setItem(place, box.value);
    }

    box.addEventListener("input", () => {
      if (box.value.trim()) sessionStorage.setItem(place, box.value);
      else sessionStorage.removeItem(place);
    });

    async function post(address) {
      const sent = new FormData(form);
      return fetch(address, {
        method: "POST", body: new URLSearchParams(sent), headers: { "X-CSRF": csrf, "X-Draft": "1" }, redirect: "error",
      });
    }

    async function keep() {
      const text = box.value;
      if (text === saved || leaving) return;
      try {
        const answer = await post(form.dataset.keep);
        if (answer.status === 401) document.getElementById("signed-out").hidden = false;
        if (!answer.ok) return;
        saved = text;
        if (form.dataset.count) {
          const counted = await post(form.dataset.count);
          const words = counted.ok ? await counted.text() : "";
          counter.textContent = `${words} What you typed is kept.`.trim();
        }
      } catch (_cut) {
        say("No connection: what you type is kept here", false);
      }
    }

    setInterval(keep, 2000);
    keeping.push(async () => { await keep(); return box.value === saved; });
    form.addEventListener("submit", () => { leaving = true; setTimeout(() => { leaving = false; }, 5000); });

    if (form.dataset.count) {
      let pause = 0;
      box.addEventListener("input", () => {
        clearTimeout(pause);
        pause = setTimeout(async () => {
          try {
            const answer = await post(form.dataset.count);
            if (answer.ok) counter.textContent = await answer.text();
          } catch (_cut) { /* counted again with the next letter */ }
        }, 250);
      });
    }
    // Ctrl+Enter sends, as people who write all day expect
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector('[value="send"]') || undefined);
    });
  }

  document.getElementById("notice")?.focus();
})();

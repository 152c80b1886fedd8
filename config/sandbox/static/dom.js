// Small pieces: elements made of text, never of markup, so that nothing anybody wrote can run.

export const $ = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

// Words with their web addresses made into links.
export function words(text) {
  const out = document.createDocumentFragment();
  for (const part of text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)) {
    if (/^https?:\/\//.test(part)) {
      out.append(make("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part));
    } else if (part) out.append(part);
  }
  return out;
}

export async function ask(path, body) {
  const answer = await fetch(`/sandbox/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export async function packed(files) {
  return Promise.all(
    files.map(async (file) => ({
      name: file.name, type: file.type || "application/octet-stream", base64: await base64(file),
    })),
  );
}

export function clock(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? "" : at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

const ICONS = {
  text: "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
  whatsapp: "M12 2a10 10 0 0 0-8.6 15L2 22l5.1-1.3A10 10 0 1 0 12 2zM9 7l1.6 3-.9 1.4a6.5 6.5 0 0 0 2.9 2.9L14 13.4l3 1.6c0 1.5-1.2 2.5-2.6 2.5A8 8 0 0 1 6.5 9.6C6.5 8.2 7.5 7 9 7z",
  call: "M6.6 3h2.9l1.6 4.6-2 1.9a13 13 0 0 0 5.4 5.4l1.9-2 4.6 1.6v2.9a2 2 0 0 1-2 2A16.4 16.4 0 0 1 4.6 5a2 2 0 0 1 2-2z",
  mail: "M3 5h18a1 1 0 0 1 1 1v.8l-10 6.5L2 6.8V6a1 1 0 0 1 1-1zm-1 4.2V18a1 1 0 0 0 1 1h18a1 1 0 0 0 1-1V9.2l-10 6.5z",
  reply: "M10 5v4.2c6.5.3 10.5 3.6 11.5 10.3-2.7-3.7-6-5.2-11.5-5.2v4.2L2.5 11.7z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function phoneNumber(number) {
  const british = number.replace(/^\+44/, "0");
  if (/^07/.test(british)) return british.replace(/^(\d{5})(\d{6})$/, "$1 $2");
  if (/^020/.test(british)) return british.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1 $2 $3");
  return british.replace(/^(\d{5})(\d{6})$/, "$1 $2");
}

// Replace what an element shows, but only when it would show something else.
export function fill(element, key, build) {
  const wanted = JSON.stringify(key);
  if (element.dataset.shown === wanted) return false;
  element.dataset.shown = wanted;
  element.replaceChildren(...build());
  return true;
}

// Keep the newest line in sight, as a phone does.
export function toEnd(element) {
  element.scrollTop = element.scrollHeight;
}

// The files waiting to go with a message: chips that can be taken off again.
export function tray(element, input) {
  const files = [];
  const show = () => {
    element.hidden = files.length === 0;
    element.replaceChildren(
      ...files.map((file, index) => {
        const picture = file.type.startsWith("image/");
        const chip = make("span", { class: "chip" }, picture ? make("img", { alt: "", src: URL.createObjectURL(file) }) : "📎 ",
          picture ? null : file.name,
          make("button", { type: "button", "aria-label": `Take off ${file.name}`,
            onclick: () => { files.splice(index, 1); show(); } }, "×"));
        return chip;
      }),
    );
  };
  input.addEventListener("change", () => { files.push(...input.files); input.value = ""; show(); });
  return {
    files,
    add: (file) => { files.push(file); show(); },
    clear: () => { files.length = 0; show(); },
  };
}

// An input with data-choose="ID OF A DATALIST" becomes a list to choose from: each word typed begins a word of the
// choice, names before groups. Without this script the browser offers the datalist.
"use strict";

(function () {
  const MOST = 12; // choices shown at once

  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const begins = (wanted, text) => {
    const there = words(text);
    return wanted.every((word) => there.some((each) => each.startsWith(word)));
  };
  // "Dripping tap (Taps and sinks)": what it is, and the group it stands in
  const parts = (name) => /^(.*?) \((.*)\)$/.exec(name)?.slice(1) ?? [name, ""];

  function found(names, query) {
    const wanted = words(query);
    const all = names.filter((name) => begins(wanted, name));
    const inName = all.filter((name) => begins(wanted, parts(name)[0]));
    // "leak" is a leak before it is the smell of a gas leak
    const first = inName.filter((name) => wanted.length > 0 && words(name)[0].startsWith(wanted[0]));
    const inBoth = inName.filter((name) => begins(wanted, parts(name)[1]));
    return [...new Set([...first, ...inBoth, ...inName, ...all])].slice(0, MOST);
  }

  function shown(name) {
    const [label, group] = parts(name);
    const row = document.createElement("span"); // the library takes HTML: let the browser make the words safe
    row.append(label);
    if (group) {
      const small = document.createElement("small");
      small.append(group);
      row.append(small);
    }
    return row.innerHTML;
  }

  for (const input of document.querySelectorAll("input[data-choose]")) {
    const names = [...document.getElementById(input.dataset.choose).options].map((option) => option.value);
    const told = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent.trim()).join(" ");
    const place = document.createElement("div");
    place.className = "desk-choose";
    const typing = document.activeElement === input; // whoever is quicker than this script goes on where they are
    const caret = [input.selectionStart, input.selectionEnd, input.selectionDirection];
    input.replaceWith(place);
    window.accessibleAutocomplete({
      element: place, id: input.id, name: input.name, defaultValue: input.value, inputClasses: input.className,
      source: (query, give) => give(found(names, query)), templates: { inputValue: (name) => name ?? "", suggestion: shown },
      displayMenu: "overlay", confirmOnBlur: false, tNoResults: () => "Nothing has these words. Try others.",
      tAssistiveHint: () => `${told} When choices are shown, use the up and down arrows and Enter.`.trim(),
    });
    if (typing) {
      const now = place.querySelector("input");
      now.focus();
      setTimeout(() => now.setSelectionRange(...caret)); // once the library has drawn, which selects all of it
    }
  }
})();

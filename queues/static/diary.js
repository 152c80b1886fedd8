// Comfort for the booking table: arrow keys go up and down it too, a visit can be dragged, what is chosen is said.
// Every page works without it: the times are plain radio buttons.
"use strict";

(function () {
  const form = document.getElementById("book");
  if (!form) return;
  const said = document.getElementById("chosen");
  const table = form.querySelector("[data-slots]");
  const press = document.getElementById("do-book");

  function choose(radio, focus) {
    if (!radio) return;
    radio.checked = true;
    if (focus) radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("change", (event) => {
    if (event.target.name === "time" && said) said.textContent = event.target.dataset.words;
  });
  const chosen = form.querySelector('input[name="time"]:checked');
  if (chosen && said) said.textContent = chosen.dataset.words;

  // up and down stay in the column of a band; left and right go along the day (the browser's own way is in reading order)
  function place(radio) {
    const cell = radio.closest("td");
    return cell && { row: cell.parentElement.rowIndex, column: cell.cellIndex, cell };
  }

  table?.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const from = step && event.target.name === "time" && place(event.target);
    if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const within = [...from.cell.querySelectorAll('input[name="time"]')];
    const next = within[within.indexOf(event.target) + (step[0] || step[1])];
    if (within.length > 1 && next) return choose(next, true);
    let row = from.row, column = from.column;
    for (;;) {
      row += step[0];
      column += step[1];
      const cell = table.rows[row]?.cells[column];
      if (!cell || row < 1 || column < 1) return;
      const found = [...cell.querySelectorAll('input[name="time"]')];
      if (found.length) return choose(step[0] + step[1] > 0 ? found[0] : found[found.length - 1], true);
    }
  });

  // a visit that is dragged onto a free time chooses it; the button, or Enter, moves it
  const here = table?.querySelector("[data-here]");
  if (!here) return;
  const over = (event) => event.target.closest?.("[data-slot]");
  here.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", "visit");
    event.dataTransfer.effectAllowed = "move";
    table.classList.add("is-dragging");
  });
  here.addEventListener("dragend", () => {
    table.classList.remove("is-dragging");
    table.querySelector(".is-over")?.classList.remove("is-over");
  });
  table.addEventListener("dragover", (event) => {
    const slot = over(event);
    if (!slot || !table.classList.contains("is-dragging")) return;
    event.preventDefault();
    if (!slot.classList.contains("is-over")) {
      table.querySelector(".is-over")?.classList.remove("is-over");
      slot.classList.add("is-over");
    }
  });
  table.addEventListener("drop", (event) => {
    const slot = over(event);
    if (!slot || !table.classList.contains("is-dragging")) return;
    event.preventDefault();
    choose(slot.querySelector("input"), false);
    press.focus();
  });
})();

// Switches on the GOV.UK components. Every page works without it: this only adds comfort.
import { initAll } from "./govuk-frontend.min.js";

document.documentElement.classList.add("fd-js");
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A page that says `autofocus` on its error summary is announced by the component itself. What is left is
// the panel that htmx puts in later: give it the focus when it asks for it, so that it is read out.
document.body.addEventListener("htmx:afterSwap", () => {
  const panel = document.querySelector("[data-focus-when-new]:not([data-focused])");
  if (panel) {
    panel.setAttribute("data-focused", "");
    panel.focus();
  }
});

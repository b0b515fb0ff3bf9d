// Comfort on top of pages that work without it: nothing here decides anything of the trade.
"use strict";

const REPEATABLE_AFTER_MS = 8000;

document.documentElement.classList.add("has-script");

function focusErrorSummary() {
  document.getElementById("error-summary")?.focus();
}

function openMenus() {
  return document.querySelectorAll("details.menu[open]");
}

function closeMenusOutside(event) {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function closeMenusOnEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

function boxesNamed(name) {
  return [...document.getElementsByName(name)].filter((box) => box.type === "checkbox" && !box.disabled);
}

function showSelection(all, boxes) {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = boxes.length > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

function tickAll(all) {
  const boxes = boxesNamed(all.dataset.selectAll);
  for (const box of boxes) box.checked = all.checked;
  // The box's own change event reaches a form around it; a form elsewhere is told once.
  const form = boxes[0]?.form;
  if (form && !form.contains(all)) form.dispatchEvent(new Event("change", { bubbles: true }));
}

// Runs while the event goes down, so that a form that listens sees all boxes as they will be.
function followSelection(event) {
  const { selectAll } = event.target.dataset ?? {};
  if (selectAll) return tickAll(event.target);
  for (const all of document.querySelectorAll("[data-select-all]")) {
    if (all.dataset.selectAll === event.target.name) showSelection(all, boxesNamed(event.target.name));
  }
}

function submitButtons(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function setBusy(form, busy) {
  for (const button of submitButtons(form)) {
    if (busy === button.disabled) continue;
    if (busy) button.dataset.busy = "";
    else if (!("busy" in button.dataset)) continue;
    else delete button.dataset.busy;
    button.disabled = busy;
  }
}

function preventDoubleSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  // Later, for a disabled button would not send its own name and value.
  setTimeout(() => setBusy(form, true));
  // An answer that is a file leaves the page as it is: it can be asked for again.
  setTimeout(() => setBusy(form, false), REPEATABLE_AFTER_MS);
}

function allowSubmitAgain() {
  for (const form of document.forms) setBusy(form, false);
}

// The text of a field, by the button beside it; the button says that it is done.
async function copyText(event) {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // where the clipboard is closed, as on a page without https
  }
  button.querySelector("[aria-live]").textContent = button.dataset.copied;
}

// Keys of one letter, for lists of links; whoever speaks to their machine can switch them off.
const SHORTCUTS_OFF = "sillage.shortcutsOff";

function shortcutsAreOn() {
  return localStorage.getItem(SHORTCUTS_OFF) === null;
}

function showShortcuts() {
  const toggle = document.querySelector("[data-shortcuts]");
  toggle?.setAttribute("aria-pressed", String(shortcutsAreOn()));
}

function switchShortcuts(event) {
  if (!event.target.closest?.("[data-shortcuts]")) return;
  if (shortcutsAreOn()) localStorage.setItem(SHORTCUTS_OFF, "1");
  else localStorage.removeItem(SHORTCUTS_OFF);
  showShortcuts();
}

function moveAlongRows(step) {
  const links = [...document.querySelectorAll("[data-row-link]")];
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next]?.focus();
}

function followShortcut(event) {
  const isTyping = event.target.closest?.("input, textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !shortcutsAreOn()) return;
  const search = event.key === "/" && document.querySelector("[data-shortcuts]") && document.getElementById("q");
  if (event.key === "j") moveAlongRows(1);
  else if (event.key === "k") moveAlongRows(-1);
  else if (!search) return;
  else search.focus();
  if (search || document.querySelector("[data-row-link]")) event.preventDefault();
}

document.addEventListener("click", switchShortcuts);
document.addEventListener("keydown", followShortcut);
showShortcuts();
document.addEventListener("click", closeMenusOutside);
document.addEventListener("click", copyText);
document.addEventListener("keydown", closeMenusOnEscape);
document.addEventListener("change", followSelection, true);
document.addEventListener("submit", preventDoubleSubmit);
window.addEventListener("pageshow", allowSubmitAgain);
// After the browser's own autofocus, which not every browser extends to the summary.
requestAnimationFrame(focusErrorSummary);

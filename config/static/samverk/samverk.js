// Everything works without this file. It moves focus, says what is going on and prints.
(function () {
  "use strict";

  // what is wrong, or else what has been done: both are read out then, and one goes on from there
  function focusNews(root) {
    const news = root.querySelector("[data-felruta]") ?? root.querySelector("[data-meddelande]");
    if (news && !root.querySelector("[autofocus]")) news.focus();
  }

  function say(text, color) {
    const region = document.getElementById("besked");
    if (!region) return;
    region.dataset.color = color || "info";
    region.textContent = text;
    if (color === "danger") region.scrollIntoView({ block: "nearest" });
  }

  function texts() {
    return document.getElementById("besked")?.dataset ?? {};
  }

  // A swap that takes longer than 400 ms is said, once
  const timers = new WeakMap();
  document.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target;
    const timer = setTimeout(() => {
      target.setAttribute("aria-busy", "true");
      say(texts().hamtar);
    }, 400);
    timers.set(event.detail.xhr, timer);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    clearTimeout(timers.get(event.detail.xhr));
    event.detail.target.removeAttribute("aria-busy");
  });
  // before the answer is put in, since it may bring a message of its own
  document.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if (status < 300 || status === 422) say("");
    if (status === 401) say("", "danger");
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => say(texts().fel, "danger"));
  }
  document.addEventListener("htmx:afterSettle", (event) => focusNews(event.detail.elt));

  // A form that was sent too late is filled in as it was, where the page has it; then it is not offered as a whole
  function fillIn(late) {
    const names = new Map();
    for (const field of late.querySelectorAll("textarea")) {
      names.set(field.name, [...(names.get(field.name) ?? []), field.value]);
    }
    const same = [...document.querySelectorAll("form[method=post]")].find(
      (form) => form !== late && form.action === late.action && [...names.keys()].some((name) => form.elements[name]),
    );
    if (!same) return;
    for (const element of same.elements) {
      const values = names.get(element.name) ?? [];
      if (element.type === "checkbox" || element.type === "radio") element.checked = values.includes(element.value);
      else if (element.type === "select-multiple") for (const one of element.options) one.selected = values.includes(one.value);
      else if (!["hidden", "submit", "button", "file"].includes(element.type) && values.length) element.value = values.shift();
    }
    late.hidden = true;
  }
  for (const late of document.querySelectorAll("form[data-sen]")) fillIn(late);

  // Enter in a search of its own inside a form searches, and does not send the form
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !window.htmx || !event.target.matches("[data-sok]")) return;
    event.preventDefault();
    window.htmx.trigger(event.target, "sok");
  });

  // A table is a stop for the keyboard only where it has to be scrolled
  const tables = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth;
      for (const [name, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": target.dataset.namn })) {
        if (scrolls) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  });
  for (const table of document.querySelectorAll(".bred")) tables.observe(table);

  // On paper nothing can be unfolded
  const folded = () => document.querySelectorAll("details[data-tabell]");
  addEventListener("beforeprint", () => {
    for (const one of folded()) {
      one.dataset.tabell = one.open ? "" : "vikt";
      one.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const one of folded()) one.open = one.dataset.tabell !== "vikt";
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-skriv-ut]")) window.print();
  });
  const menu = document.querySelector(".meny-tel");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  // an open menu would hide what has focus below it
  menu?.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  for (const button of document.querySelectorAll("[data-skriv-ut]")) button.hidden = false;
  focusNews(document);
})();

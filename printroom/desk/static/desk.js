/* The few things that htmx does not do: progress that the server sends, a desk that does not answer,
   and the clipboard. */
"use strict";

/* Says that the desk does not answer, or no more. A page that is left loses its connections, too, so
   it waits a moment. */
const AGAIN_MS = 2000;
let away = 0;

function answers(isAnswering) {
  clearTimeout(away);
  const show = () => { document.getElementById("away").textContent = isAnswering ? "" : "The desk does not answer. If it was closed, start it again: it opens a new page."; };
  if (isAnswering) show(); else away = setTimeout(show, AGAIN_MS);
}

/* Progress that the server sends, and whether it does. */
function listenTo(address) {
  const source = new EventSource(address);
  source.addEventListener("open", () => answers(true));
  source.addEventListener("error", () => answers(false));
  return source;
}

/* Whether the desk gave an error in place of an answer: htmx swaps that in, too. */
const failed = ({ detail }) => detail.ctx.response?.status >= 500;

/* What asks by itself whether something is ready asks again if it got no answer, or an error. */
function askAgain({ target }) {
  if (!target.matches?.("[hx-trigger^=load], [hx-trigger^=intersect]")) return;
  setTimeout(() => {
    const again = target.cloneNode(true);
    target.replaceWith(again);
    htmx.process(again);
  }, AGAIN_MS);
}

/* A part of the page that an address names, such as #sign, may come only later. */
let sought = "";

function seek() {
  const place = sought && document.getElementById(sought);
  if (!place) return;
  sought = "";
  place.scrollIntoView();
  place.focus();
}

/* <div data-events="/jobs/1/events">: each message is {"id of an element": "its new content"}; after
   the one named "end" there is nothing new. */
function follow(element) {
  let source = null;
  let isOver = false;
  const listen = () => {
    if (isOver || document.hidden === Boolean(source === null)) return;
    if (document.hidden) {  /* browsers allow a host few connections: a hidden page gives its up */
      source.close();
      source = null;
      return;
    }
    source = listenTo(element.dataset.events);
    source.addEventListener("message", show);
    source.addEventListener("end", () => { isOver = true; source.close(); });
  };
  const show = (message) => {
    for (const [id, html] of Object.entries(JSON.parse(message.data))) {
      const place = document.getElementById(id);
      if (place && place.innerHTML !== html) place.innerHTML = html;
    }
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}

/* <button data-copy="id of an element">: copies its text, and says so to everybody. */
async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text.trim());
    button.textContent = "Copied";
  } catch {
    button.textContent = "Press Ctrl+C";
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
  }
  setTimeout(() => { button.textContent = before; }, 2500);
}

/* <form data-drop>: sends a file that is dropped anywhere on the page. */
function take(form) {
  const input = form.querySelector("input[type=file]");
  const root = document.documentElement;
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    root.classList.add("over");
  });
  document.addEventListener("dragleave", () => root.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    root.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("htmx:error", (event) => { answers(false); askAgain(event); });
document.addEventListener("htmx:response:error", (event) => {
  if (failed(event)) answers(false);
  askAgain(event);
});
document.addEventListener("htmx:after:swap", (event) => {
  if (!failed(event)) answers(true);
  seek();
});
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-events]").forEach(follow);
  document.querySelectorAll("[data-drop]").forEach(take);
  sought = document.getElementById(location.hash.slice(1)) ? "" : location.hash.slice(1);
});

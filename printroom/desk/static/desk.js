/* What htmx does not do: server-sent events, a message while the desk does not answer, the clipboard,
   and files dropped on a page. */
"use strict";

/* Shows or clears the message that the desk does not answer. It is shown after a moment only, since a
   page that is being left loses its connections, too. */
const AGAIN_MS = 2000;
let away = 0;

function showConnection(isAnswering) {
  clearTimeout(away);
  const show = () => { document.getElementById("away").textContent = isAnswering ? "" : "The desk does not answer. If it was closed, start it again: it opens a new page."; };
  if (isAnswering) show(); else away = setTimeout(show, AGAIN_MS);
}

/* A stream of events from the server. */
function listenTo(address) {
  const source = new EventSource(address);
  source.addEventListener("open", () => showConnection(true));
  source.addEventListener("error", () => showConnection(false));
  return source;
}

/* Whether the response is a server error, which htmx swaps in like any other. */
const failed = ({ detail }) => detail.ctx.response?.status >= 500;

/* An element that loads its content by itself tries again after an error. */
function askAgain({ target }) {
  if (!target.matches?.("[hx-trigger^=load], [hx-trigger^=intersect]")) return;
  setTimeout(() => {
    const again = target.cloneNode(true);
    target.replaceWith(again);
    htmx.process(again);
  }, AGAIN_MS);
}

/* The element that the address names, such as #sign, may be loaded only later. */
let wantedId = "";

function scrollToWanted() {
  const place = wantedId && document.getElementById(wantedId);
  if (!place) return;
  wantedId = "";
  place.scrollIntoView();
  place.focus();
}

/* <div data-events="/jobs/1/events">: each message is {"id of an element": "its new content"}; the
   event "end" is the last. */
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

/* <button data-copy="id of an element">: copies the text of that element, and shows that it did. */
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
function acceptDrops(form) {
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
document.addEventListener("htmx:error", (event) => { showConnection(false); askAgain(event); });
document.addEventListener("htmx:response:error", (event) => {
  if (failed(event)) showConnection(false);
  askAgain(event);
});
document.addEventListener("htmx:after:swap", (event) => {
  if (!failed(event)) showConnection(true);
  scrollToWanted();
});
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-events]").forEach(follow);
  document.querySelectorAll("[data-drop]").forEach(acceptDrops);
  wantedId = document.getElementById(location.hash.slice(1)) ? "" : location.hash.slice(1);
});

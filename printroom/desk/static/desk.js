/* The few things that htmx does not do: progress that the server sends, and the clipboard. */
"use strict";

/* <div data-events="/jobs/1/events">: each message is {"id of an element": "its new content"}; the
   last one, named "end", may name an address to go to. */
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
    source = new EventSource(element.dataset.events);
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
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-events]").forEach(follow);
  document.querySelectorAll("[data-drop]").forEach(take);
});

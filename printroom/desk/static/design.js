/* The live preview: new pictures take the place of old ones once they are loaded, so that nothing
   flickers while somebody compares them. */
"use strict";

const studio = document.getElementById("studio");
const turns = new Map();
let source = null;
let followed = "";

async function put(id, html) {
  const turn = (turns.get(id) ?? 0) + 1;
  turns.set(id, turn);
  const made = document.createElement("template");
  made.innerHTML = html;
  await Promise.allSettled([...made.content.querySelectorAll("img")].map((image) => {
    const loading = new Image();
    loading.src = image.getAttribute("src");
    return loading.decode();
  }));
  const place = document.getElementById(id);
  if (place && turns.get(id) === turn && place.innerHTML !== html) place.replaceChildren(made.content);
}

/* Browsers allow a host few connections, so a page that nobody sees gives its own up. */
function follow() {
  const address = document.hidden ? "" : studio.querySelector("[data-live]")?.dataset.live ?? "";
  if (address === followed) return;
  followed = address;
  source?.close();
  source = null;
  if (!address) return;
  source = new EventSource(address);
  source.addEventListener("message", (message) => {
    for (const [id, html] of Object.entries(JSON.parse(message.data))) put(id, html);
  });
}

if (studio) {
  new MutationObserver(follow).observe(studio, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-live"] });
  document.addEventListener("visibilitychange", follow);
  follow();
}

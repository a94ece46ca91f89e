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
  if (!place || turns.get(id) !== turn) return;
  place.replaceChildren(made.content);
  if (id === "live-sheets") mark();
}

/* What is drawn over the pages is asked for when somebody wants to see it: for that, the document
   is laid out once more. */
const layers = new Set(JSON.parse(sessionStorage.getItem("layers") ?? "[]"));
let marking = 0;

async function mark() {
  for (const box of studio.querySelectorAll("[name=layer]")) box.checked = layers.has(box.value);
  const address = studio.querySelector("[data-live]")?.dataset.live.replace(/events$/, "marks");
  if (!layers.size || !address) return;
  const turn = marking += 1;
  const answer = await fetch(address);
  if (!answer.ok || marking !== turn) return;
  for (const [id, html] of Object.entries(await answer.json())) {
    const sheet = document.querySelector(`#${id} .sheet`);
    if (!sheet) continue;
    sheet.parentElement.querySelectorAll(".marks, .mark-list").forEach((old) => old.remove());
    const made = document.createElement("template");
    made.innerHTML = html;
    sheet.append(made.content.querySelector(".marks"));
    sheet.after(made.content);
  }
}

studio?.addEventListener("change", (event) => {
  if (event.target.name !== "layer") return;
  layers[event.target.checked ? "add" : "delete"](event.target.value);
  sessionStorage.setItem("layers", JSON.stringify([...layers]));
  mark();
});

studio?.addEventListener("click", async (event) => {
  const place = event.target.closest("[data-place]")?.dataset.place;
  if (!place) return;
  const said = document.getElementById("place-copied");
  try {
    await navigator.clipboard.writeText(place);
    said.textContent = `Copied: ${place}`;
  } catch {
    said.textContent = place;
  }
});

/* Browsers allow a host few connections, so a page that nobody sees gives its own up. */
function follow() {
  const address = document.hidden ? "" : studio.querySelector("[data-live]")?.dataset.live ?? "";
  if (address === followed) return;
  followed = address;
  mark();
  source?.close();
  source = null;
  if (!address) return;
  source = listenTo(address);
  source.addEventListener("message", (message) => {
    for (const [id, html] of Object.entries(JSON.parse(message.data))) put(id, html);
  });
}

if (studio) {
  new MutationObserver(follow).observe(studio, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-live"] });
  document.addEventListener("visibilitychange", follow);
  follow();
}

/* The live preview: new pictures replace old ones only once they are loaded, so that nothing
   flickers. */
"use strict";

const studio = document.getElementById("studio");
const turns = new Map();
let source = null;
let followed = "";

async function replaceContent(id, html) {
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
  if (id === "live-sheets") drawMarks();
}

/* Marks over the pages are fetched only if a layer is ticked: for them, the document is laid out
   once more. */
const layers = new Set(JSON.parse(sessionStorage.getItem("layers") ?? "[]"));
let marking = 0;

async function drawMarks() {
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
  drawMarks();
});

studio?.addEventListener("click", async (event) => {
  const place = event.target.closest("[data-place]")?.dataset.place;
  if (!place) return;
  const message = document.getElementById("place-copied");
  try {
    await navigator.clipboard.writeText(place);
    message.textContent = `Copied: ${place}`;
  } catch {
    message.textContent = place;
  }
});

/* Listens to the events of the preview; not while the page is hidden, since browsers allow only a few
   connections to one host. */
function follow() {
  const address = document.hidden ? "" : studio.querySelector("[data-live]")?.dataset.live ?? "";
  if (address === followed) return;
  followed = address;
  drawMarks();
  source?.close();
  source = null;
  if (!address) return;
  source = listenTo(address);
  source.addEventListener("message", (message) => {
    for (const [id, html] of Object.entries(JSON.parse(message.data))) replaceContent(id, html);
  });
}

if (studio) {
  new MutationObserver(follow).observe(studio, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-live"] });
  document.addEventListener("visibilitychange", follow);
  follow();
}

// What scripts add to pages that work without them: copying, dropping a file, bars, charts. Each thing says by an
// attribute what it wants; nothing here knows a page.
"use strict";

document.documentElement.classList.add("scripted");

/** Says something to those who hear the page; the region is made once. */
function say(text) {
  let region = document.getElementById("said");
  if (!region) {
    region = document.createElement("p");
    region.id = "said";
    region.className = "unseen";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}

/** `<button data-copy="id">`: copies what the element of that id holds. */
async function copy(button) {
  const from = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(from.value ?? from.textContent);
  } catch {
    // Over plain HTTP from another machine there is no clipboard: the old way.
    const range = document.createRange();
    range.selectNodeContents(from);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.execCommand("copy");
  }
  // It may be pressed again while it says so.
  const does = button.dataset.does ??= button.textContent;
  button.textContent = "Copied";
  say("Copied");
  setTimeout(() => { button.textContent = does; }, 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  const picture = event.target.closest("[data-picture-of]");
  if (picture) download(picture.dataset.pictureOf);
});

/** `<form data-drop>`: a file dropped on it is its file, and it is sent at once. */
function takeDrops(form) {
  const input = form.querySelector("input[type=file]");
  const over = (on) => form.classList.toggle("over", on);
  form.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length !== 1) {
      const text = form.querySelector("[data-progress-text]");
      if (text) { text.hidden = false; text.textContent = "Drop one file, the ZIP or the CSV."; }
      say("Drop one file");
      return;
    }
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  // The bar goes with the upload, then without end while the file is read.
  const bar = form.querySelector("progress");
  const label = form.querySelector("[data-progress-text]");
  if (!bar) return;
  const show = (text) => { bar.hidden = false; label.hidden = false; label.textContent = text; };
  let sent = false;
  const reading = () => {
    if (sent) return;
    sent = true;
    bar.removeAttribute("value");
    show("Reading the file");
    say("The file was sent and is read now");
  };
  form.addEventListener("htmx:beforeRequest", (event) => {
    const file = input.files[0];
    const max = Number(form.dataset.max ?? Infinity);
    if (!file || file.size <= max) return;
    event.preventDefault();
    bar.hidden = true;
    label.hidden = false;
    label.textContent = `This file has ${Math.ceil(file.size / 2 ** 20)} MiB, and at most ${Math.floor(max / 2 ** 20)} MiB are taken. Choose the export for connections alone.`;
    say(label.textContent);
  });
  form.addEventListener("htmx:beforeSend", () => { sent = false; bar.value = 0; show("Sending the file"); say("Sending the file"); });
  form.addEventListener("htmx:xhr:progress", (event) => {
    const { loaded, total, lengthComputable } = event.detail;
    if (sent || !lengthComputable) return; // what comes after the upload tells of the answer
    if (loaded >= total) { reading(); return; }
    bar.max = total;
    bar.value = loaded;
    show(`Sent ${Math.floor(100 * loaded / total)} %`);
  });
  form.addEventListener("htmx:xhr:loadend", reading);
  form.addEventListener("htmx:afterRequest", () => { bar.hidden = true; label.hidden = true; });
  form.addEventListener("htmx:sendError", () => {
    label.hidden = false;
    label.textContent = "The file did not arrive: the connection broke, or the server stopped. Nothing was imported; try again.";
    say(label.textContent);
  });
}

/** What a colour's name stands for now. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const drawn = new Map();
/** How much of its colour a series has: what lies below a line little, bars behind one half, bars alone all. */
function shade(one, given) {
  if ((one.type ?? given.type) === "line") return "33";
  return given.series.some((other) => other.type === "line") ? "88" : "";
}

/**
 * `<canvas data-chart="id">`: drawn from the JSON in `<script type="application/json" id="id">`:
 * {type: "line" | "bar", horizontal, bare, labels, series: [{name, values, type, fill}]}.
 */
function draw(canvas) {
  if (!window.Chart) return;
  const given = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  drawn.get(canvas)?.destroy();
  // Parts of pages come and go; what was drawn in those that went is given up.
  drawn.forEach((chart, of) => { if (!of.isConnected) { chart.destroy(); drawn.delete(of); } });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const ink = colour("--pale"), grid = colour("--chart-grid");
  const value = { beginAtZero: true, ticks: { color: ink, precision: 0 }, grid: { color: grid }, display: !given.bare };
  const name = { ticks: { color: ink, autoSkip: !given.horizontal, maxRotation: 0 }, grid: { display: false }, display: !given.bare };
  if (given.horizontal) {
    // Long names are cut where they stand beside a bar, on a phone sooner; the table has them whole.
    name.ticks.callback = function (at) {
      const text = this.getLabelForValue(at), most = Math.min(24, Math.floor(this.chart.width / 16));
      return text.length > most ? `${text.slice(0, most - 1)}…` : text;
    };
  }
  drawn.set(canvas, new Chart(canvas, {
    type: given.type,
    data: {
      labels: given.labels,
      datasets: given.series.map((one, at) => ({
        label: one.name,
        data: one.values,
        type: one.type ?? given.type,
        backgroundColor: `${colour(`--chart-${at + 1}`)}${shade(one, given)}`,
        borderColor: colour(`--chart-${at + 1}`),
        borderWidth: (one.type ?? given.type) === "line" ? 2 : 0,
        borderRadius: 3,
        order: (one.type ?? given.type) === "line" ? 0 : 1, // a line lies over bars
        maxBarThickness: 28,
        fill: one.fill ?? false,
        pointRadius: given.labels.length > 40 || given.bare ? 0 : 2,
        tension: .2,
        yAxisID: one.axis ?? (given.horizontal ? undefined : "y"),
      })),
    },
    options: {
      animation: still ? false : { duration: 300 },
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: given.horizontal ? "y" : "x",
      interaction: { mode: "index", intersect: false, axis: given.horizontal ? "y" : "x" },
      scales: given.horizontal ? { x: value, y: name } : { x: name, y: value, ...(given.second ? { second: { ...value, position: "right", grid: { display: false } } } : {}) },
      plugins: { legend: { display: given.series.length > 1, labels: { color: ink } }, tooltip: { enabled: !given.bare } },
    },
  }));
}

/** Keeps a chart as a PNG, on paper of the page's colour. */
function download(id) {
  const canvas = document.getElementById(id);
  const paper = document.createElement("canvas");
  paper.width = canvas.width;
  paper.height = canvas.height;
  const context = paper.getContext("2d");
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, paper.width, paper.height);
  context.drawImage(canvas, 0, 0);
  const link = document.createElement("a");
  link.href = paper.toDataURL("image/png");
  link.download = `${id}.png`;
  link.click();
}

/** Wakes what a page, or a part of one that was just put in, asks for. */
function wake(root) {
  const all = (what) => [...(root.matches?.(what) ? [root] : []), ...root.querySelectorAll(what)];
  all("form[data-drop]").forEach(takeDrops);
  all("canvas[data-chart]").forEach(draw);
  // On a phone what is found comes before what it could be narrowed by.
  if (matchMedia("(max-width: 44rem)").matches) all("details[data-shut-on-phones='']").forEach((one) => { one.open = false; });
}

document.addEventListener("DOMContentLoaded", () => wake(document));
document.addEventListener("htmx:afterSwap", (event) => {
  wake(event.target); // the new part; the event's own target is the one that went
  if (event.target.id !== "main") return;
  // A page that took the place of this one is read from its beginning; who goes through a list of choices stays in it.
  const same = chosenIn && document.getElementById(chosenIn);
  (same || event.target).focus({ preventScroll: true });
});
let chosenIn = "";
document.addEventListener("change", (event) => { chosenIn = event.target.matches("select") ? event.target.id : ""; });
document.addEventListener("submit", () => { chosenIn = ""; });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.querySelectorAll("canvas[data-chart]").forEach(draw));
/** A search that nobody answers says so: what stands below is older than what is asked. */
function unanswered(text) {
  if (document.getElementById("unanswered")) return;
  const notice = document.createElement("p");
  notice.id = "unanswered";
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  document.querySelector("main").prepend(notice);
}
document.addEventListener("htmx:sendError", (event) => {
  if (event.target.matches("form[data-drop]")) return;
  unanswered("The server did not answer: what is shown is older. Try again, or load the page anew.");
});
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.status < 400) document.getElementById("unanswered")?.remove();
});
// A file that is dropped beside its place does not take the place of the page.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
// A page that answers with an error shows it: the whole page takes the place of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status } = event.detail.xhr;
  // What is over in a moment takes nothing away that was typed; only what looks is asked again as it is.
  if ((status === 429 || status === 503) && event.detail.requestConfig.verb === "get") {
    event.detail.isError = false;
    unanswered("The server takes no more for a moment: what is shown is older. Wait a little, then try again.");
    return;
  }
  if (status >= 400 && event.detail.xhr.responseText) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.selectOverride = "main";
    event.detail.target = document.querySelector("main");
    event.detail.swapOverride = "outerHTML";
  }
});

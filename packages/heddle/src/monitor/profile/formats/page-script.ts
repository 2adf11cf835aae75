/** What the page of a flame graph does. Plain JavaScript of browsers; text of the profile is drawn or set as text, never as HTML. */
export const pageScript: string = String.raw`
"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const canvas = $("flame"), pen = canvas.getContext("2d"), rowHeight = 19;
const dark = matchMedia("(prefers-color-scheme: dark)");
let root, view, selected, hovered, boxes = [];

/* Merges the threads that are shown into one tree of functions. */
function build() {
  const shown = $("thread").value === "" ? data.threads : [data.threads[Number($("thread").value)]];
  root = make(-1, undefined, 0);
  for (const thread of shown) {
    const nodes = [];
    thread.parents.forEach((parent, i) => {
      const frame = thread.frames[i], above = parent < 0 ? root : nodes[parent];
      let node = above.byFrame.get(frame);
      if (!node) above.byFrame.set(frame, node = make(frame, above, above.depth + 1));
      node.self += thread.self[i];
      nodes.push(node);
    });
  }
  sum(root);
  view = selected = root;
  hovered = undefined;
}

function make(frame, parent, depth) {
  return { frame, parent, depth, self: 0, total: 0, byFrame: new Map(), children: [] };
}

function nameOf(node) { return node.frame < 0 ? "all" : data.frames[node.frame][0]; }
function whereOf(node) { return node.frame < 0 ? "" : data.frames[node.frame][1]; }
function kindOf(node) { return node.frame < 0 ? "engine" : data.frames[node.frame][2]; }

function sum(node) {
  const byName = $("order").value === "name";
  node.total = node.self;
  node.children = [...node.byFrame.values()].filter((child) => $("idle").checked || nameOf(child) !== "(idle)");
  for (const child of node.children) { sum(child); node.total += child.total; }
  node.children = node.children.filter((child) => child.total > 0)
    .sort((a, b) => byName ? nameOf(a).localeCompare(nameOf(b)) : b.total - a.total);
}

function matches(node) {
  const text = $("search").value.trim().toLowerCase();
  return text !== "" && (nameOf(node) + " " + whereOf(node)).toLowerCase().includes(text);
}

function colourOf(node) {
  if (matches(node)) return dark.matches ? "hsl(318 75% 45%)" : "hsl(318 85% 72%)";
  const name = nameOf(node), kind = kindOf(node), light = dark.matches;
  if (name === "(garbage collector)") return light ? "hsl(40 60% 33%)" : "hsl(43 90% 72%)";
  if (kind === "node") return light ? "hsl(205 18% 30%)" : "hsl(205 26% 84%)";
  if (kind !== "program") return light ? "hsl(220 6% 26%)" : "hsl(220 8% 87%)";
  let hash = 7;
  for (const char of name + whereOf(node)) hash = Math.imul(hash, 31) + char.charCodeAt(0) | 0;
  const part = Math.abs(hash) % 1000 / 1000;
  return light ? "hsl(" + (8 + 30 * part) + " 55% " + (30 + 8 * part) + "%)" : "hsl(" + (10 + 32 * part) + " 92% " + (70 + 9 * part) + "%)";
}

function draw() {
  const width = canvas.clientWidth, ratio = devicePixelRatio || 1;
  boxes = [];
  let deepest = 0;
  for (let at = view, i = 0; at; at = at.parent, i++) deepest = Math.max(deepest, at.depth);
  const place = (node, x, w) => {
    if (w < 0.4) return;
    boxes.push({ node, x, w, y: node.depth * rowHeight });
    deepest = Math.max(deepest, node.depth);
    let at = x;
    for (const child of node.children) { const its = w * child.total / node.total; place(child, at, its); at += its; }
  };
  for (let at = view.parent; at; at = at.parent) boxes.push({ node: at, x: 0, w: width, y: at.depth * rowHeight, around: true });
  place(view, 0, width);
  const height = (deepest + 1) * rowHeight;
  canvas.style.height = height + "px";
  canvas.width = width * ratio; canvas.height = height * ratio;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = "12px system-ui, sans-serif"; pen.textBaseline = "middle";
  for (const box of boxes) paint(box);
}

function paint({ node, x, w, y, around }) {
  pen.globalAlpha = around ? 0.45 : 1;
  pen.fillStyle = colourOf(node);
  pen.fillRect(x, y, Math.max(0.4, w - 0.7), rowHeight - 1);
  if (node === selected || node === hovered) {
    pen.strokeStyle = dark.matches ? "#fff" : "#000"; pen.lineWidth = node === selected ? 2 : 1;
    pen.strokeRect(x + 1, y + 1, Math.max(1, w - 2.7), rowHeight - 3);
  }
  if (w > 26) {
    pen.save(); pen.beginPath(); pen.rect(x, y, w - 3, rowHeight); pen.clip();
    pen.fillStyle = dark.matches ? "#f2f2f2" : "#1d1d1d";
    pen.fillText(nameOf(node) + (w > 240 && whereOf(node) ? "   " + whereOf(node) : ""), x + 4, y + rowHeight / 2);
    pen.restore();
  }
  pen.globalAlpha = 1;
}

function time(micros) {
  if (micros < 1000) return micros.toFixed(0) + " µs";
  return micros < 1e6 ? (micros / 1000).toFixed(micros < 1e4 ? 1 : 0) + " ms" : (micros / 1e6).toFixed(2) + " s";
}

function share(part) { return (100 * part / Math.max(1, root.total)).toFixed(1) + " %"; }

function tell(node) {
  const what = $("what");
  what.replaceChildren();
  const name = document.createElement("b");
  name.textContent = nameOf(node);
  what.append(name, "  " + whereOf(node), document.createElement("br"),
    time(node.total) + " (" + share(node.total) + ") with what it calls, " + time(node.self) + " (" + share(node.self) + ") itself");
}

/* What is matched, each moment once. */
function matched(node) {
  if (matches(node)) return node.total;
  return node.children.reduce((all, child) => all + matched(child), 0);
}

function list() {
  const rows = new Map(), open = new Map();
  const walk = (node) => {
    if (node.frame >= 0 && nameOf(node) !== "(idle)") {
      const row = rows.get(node.frame) || { node, self: 0, total: 0 };
      rows.set(node.frame, row);
      row.self += node.self;
      if (!open.get(node.frame)) row.total += node.total;
    }
    open.set(node.frame, (open.get(node.frame) || 0) + 1);
    node.children.forEach(walk);
    open.set(node.frame, open.get(node.frame) - 1);
  };
  walk(root);
  const body = $("top").tBodies[0];
  body.replaceChildren(...[...rows.values()].sort((a, b) => b.self - a.self).slice(0, 30).map(({ node, self, total }) => {
    const line = document.createElement("tr");
    for (const text of [time(self), share(self), time(total), share(total)]) line.insertCell().textContent = text;
    const cell = line.insertCell(), where = document.createElement("span");
    where.textContent = "  " + whereOf(node);
    cell.append(nameOf(node), where);
    line.onclick = () => { $("search").value = nameOf(node); refresh(); };
    return line;
  }));
}

function refresh() {
  $("found").textContent = $("search").value.trim() === "" ? "" : share(matched(root)) + " matched";
  draw();
}

function rebuild() { build(); list(); refresh(); tell(root); }

function zoom(node) { view = selected = node; draw(); tell(node); }

function at(event) {
  const { left, top } = canvas.getBoundingClientRect(), x = event.clientX - left, y = event.clientY - top;
  return boxes.find((box) => x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + rowHeight)?.node;
}

function step(key) {
  const beside = selected.parent ? selected.parent.children : [root], i = beside.indexOf(selected);
  const to = { ArrowUp: selected.parent, ArrowDown: selected.children[0], ArrowLeft: beside[i - 1], ArrowRight: beside[i + 1] }[key];
  if (!to) return;
  selected = to;
  if (to.depth < view.depth) view = to;
  draw(); tell(to);
}

canvas.onclick = (event) => { const node = at(event); if (node) zoom(node); canvas.focus({ preventScroll: true }); };
canvas.onmousemove = (event) => {
  const node = at(event);
  if (node === hovered) return;
  hovered = node;
  draw();
  tell(node || selected);
};
canvas.onmouseleave = () => { hovered = undefined; draw(); tell(selected); };
addEventListener("keydown", (event) => {
  if (event.target === $("search")) { if (event.key === "Escape") { $("search").value = ""; refresh(); canvas.focus(); } return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") $("search").focus();
  else if (event.key === "Escape") zoom(root);
  else if (event.target.tagName === "SELECT" || event.target.tagName === "BUTTON") return;
  else if (event.key.startsWith("Arrow")) step(event.key);
  else if (event.key === "Enter") zoom(selected);
  else if (event.key === "t") { const s = $("thread"); s.selectedIndex = (s.selectedIndex + 1) % s.length; rebuild(); }
  else return;
  event.preventDefault();
});
$("thread").append(new Option("all threads", ""), ...data.threads.map((thread, i) => new Option(thread.name, String(i))));
for (const id of ["thread", "order", "idle"]) $(id).onchange = rebuild;
$("search").oninput = refresh;
$("reset").onclick = () => zoom(root);
addEventListener("resize", draw);
dark.addEventListener("change", draw);
rebuild();
})();
`

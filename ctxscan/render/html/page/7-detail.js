/* What is to be said of one path: what decided, and what would keep it out. */

function detail(view, box) {
  const { tree, active: node } = view;
  const lines = [];
  const path = tree.path(node);
  const kind = tree.fates[tree.fate[node]].kind;
  const head = element("h2", {});
  head.append(element("bdi", {}, node === 0 ? "The whole context" : view.title(node, true)));
  const facts = [human(tree.bytes[node])];
  if (tree.isDirectory(node) || tree.isFolded(node)) facts.push(plural(tree.files[node], "file"));
  else if (kind !== "file") facts.push(kind);
  if (!tree.isDirectory(node) && tree.changed[node] > 0)
    facts.push("changed in " + number(tree.changed[node]) + " of the last " + plural(tree.commits, "commit"));
  facts.push(percent(tree[view.metric][node], tree[view.metric][0]) + " of the context's " + view.metric);
  lines.push(element("p", { class: "facts" }, facts.join(" \u00b7 ")));
  const each = fatesIn(tree, node);
  const fates = alike(tree, each);
  const list = element("ul", { class: "fates" });
  for (const [index, [files, bytes]] of fates.slice(0, 6)) list.append(fateLine(tree, index, files, bytes, fates.length > 1));
  if (fates.length > 6) list.append(element("li", {}, "and " + (fates.length - 6) + " more"));
  lines.push(list);
  if (view.compare) lines.push(...suggested(tree, each));
  const stays = each.filter(([index]) => !(view.compare && (tree.fates[index].later || {}).state === "ignored"));
  const rule = stays.length ? keepOut(tree, node, path, stays) : null;
  if (rule) lines.push(rule);
  box.replaceChildren(head, ...lines);
}

/* The fates of all files in a subtree; of an empty directory its own. */
function fatesIn(tree, node) {
  const files = new Float64Array(tree.fates.length);
  const bytes = new Float64Array(tree.fates.length);
  const end = tree.isDirectory(node) ? tree.end[node] : node + 1;
  for (let at = node; at < end; at++) {
    if (tree.children[at] >= 0) continue;
    files[tree.fate[at]] += tree.files[at];
    bytes[tree.fate[at]] += tree.bytes[at];
  }
  const found = [...tree.fates.keys()].filter((each) => files[each] > 0).map((each) => [each, [files[each], bytes[each]]]);
  if (!found.length) found.push([tree.fate[node], [0, 0]]);
  return found;
}

/* What the suggested rules would do to it. */
function suggested(tree, fates) {
  const sums = new Map();
  for (const [index, [files, bytes]] of fates) {
    const { later } = tree.fates[index];
    const key = later && later.state + "/" + later.rule;
    const known = later && (sums.get(key) || [later, 0, 0]);
    if (later) sums.set(key, [later, known[1] + files, known[2] + bytes]);
  }
  const all = [...sums.values()].sort((a, b) => b[2] - a[2] || b[1] - a[1]);
  const lines = all.slice(0, 4).map(([later, files, bytes]) => {
    const line = element("p", { class: "rule" });
    line.append("As suggested: " + FATES[later.state][1].toLowerCase() + ", " + human(bytes) + ", " + plural(files, "file"));
    if (later.rule !== null)
      line.append(", by the rule ", element("code", {}, shown(tree.rules[later.rule].text)), " (" + shown(tree.rules[later.rule].place) + ")");
    return line;
  });
  if (all.length > 4) lines.push(element("p", { class: "rule" }, "and " + (all.length - 4) + " more rules"));
  return lines;
}

/* The largest first. Kinds aside: a symlink that fares as the files beside it is no line of its own. Of what a rule
   ignores, nobody has to know who would have asked for it. */
function alike(tree, fates) {
  const found = new Map();
  for (const [index, [files, bytes]] of fates) {
    const fate = tree.fates[index];
    const asked = fate.state === "ignored" ? null : [fate.lines, fate.remark];
    const key = JSON.stringify([fate.state, fate.rule, asked]);
    const known = found.get(key);
    found.set(key, known ? [known[0], [known[1][0] + files, known[1][1] + bytes]] : [index, [files, bytes]]);
  }
  return [...found.values()].sort((a, b) => b[1][1] - a[1][1] || b[1][0] - a[1][0]);
}

function fateLine(tree, index, files, bytes, several) {
  const fate = tree.fates[index];
  const item = element("li", {});
  const dot = element("span", { class: "dot", "aria-hidden": "true" });
  dot.style.background = "var(--" + FATES[fate.state][0] + ")";
  item.append(dot, element("strong", {}, FATES[fate.state][1]));
  if (several) item.append(" " + human(bytes) + ", " + plural(files, "file"));
  item.append(": ", ...because(tree, fate));
  return item;
}

function because(tree, fate) {
  const rule = fate.rule === null ? null : tree.rules[fate.rule];
  const place = rule ? " (" + shown(rule.place) + ")" : "";
  const code = rule ? element("code", {}, shown(rule.text)) : null;
  if (fate.remark === "injected") return ["the docker client adds it; no such file lies in the context"];
  if (fate.state === "ignored") return code ? ["the rule ", code, place + " decided"] : ["no line decided that alone"];
  const asks = asking(tree, fate.lines);
  const parts = [];
  if (fate.state === "never") parts.push("no instruction that the target needs asks for it");
  else if (fate.state === "left") parts.push(...(asks || ["it is eligible"]), ", and yet it is not sent");
  else parts.push(...(asks || ["all that is eligible is sent"]));
  if (fate.state === "untracked") parts.push("; git does not track it");
  if (fate.remark === "empty") parts.push("; it arrives empty");
  if (code) parts.push("; the rule ", code, place + " lets it in");
  return parts;
}

/* "line 9 COPY . . asks for it", as nodes; null: nobody does. */
function asking(tree, lines) {
  if (!lines.length) return null;
  const parts = [];
  for (const line of lines) {
    const known = tree.asking.find((each) => each.line === line);
    parts.push((parts.length ? ", " : "") + "line " + line + " ");
    if (known) parts.push(element("code", {}, shown(known.text)), " ");
  }
  return [...parts, lines.length > 1 ? "ask for it" : "asks for it"];
}

function keepOut(tree, node, path, fates) {
  const line = element("p", { class: "rule" });
  const here = [...new Set(fates.map(([index]) => tree.fates[index].state))];
  if (node === 0 || tree.isFolded(node) || here.every((state) => state === "ignored")) return null;
  if (fates.every(([index]) => tree.fates[index].remark === "injected")) return null;
  if (tree.rescued.includes(path)) {
    line.textContent = "No rule keeps it out: the docker client sends it all the same.";
    return line;
  }
  line.append("To keep it out, as the last line of " + shown(tree.ignore_file || ".dockerignore") + ": ");
  line.append(element("code", {}, ruleFor(path, tree.as_podman)));
  const lines = new Set(fates.flatMap(([index]) => tree.fates[index].lines));
  if (lines.size)
    line.append(element("span", { class: "care" }, " Look first whether " +
      [...lines].sort((a, b) => a - b).map((each) => "line " + each).join(", ") + " can do without."));
  return line;
}

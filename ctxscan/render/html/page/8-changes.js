/* Two states of a context: what became of each path, and which steps run again for it. */

const WHAT = {
  added: "Added",
  removed: "Removed",
  type: "Type",
  content: "Content",
  unknown: "Content not known",
  link: "Link",
  mode: "Mode",
  xattr: "Attributes",
  unchanged: "Unchanged",
};
const WHATS = Object.keys(WHAT);
const SAME = WHATS.length - 1;
const ARROW = " \u2192 ";
const ROWS_AT_FIRST = 60;

function signed(value, metric) {
  if (!value) return "";
  return (value > 0 ? "+" : "\u2212") + (metric === "bytes" ? human(Math.abs(value)) : number(Math.abs(value)));
}

/* A node's bytes and files are those of its larger state; `before` and `after` have both. */
class Changes extends Tree {
  constructor(build) {
    super(build);
    const { count } = this;
    this.state = Uint8Array.from(this.fates, (each) => WHATS.indexOf(each.state));
    const columns = () => ({ bytes: new Float64Array(count), files: new Float64Array(count) });
    this.before = columns();
    this.after = columns();
    this.touched = new Float64Array(count);
    const grown = numbers(build.grown);
    const growth = new Float64Array(count);
    for (let i = 0, at = 0; i < grown.length; i += 2) growth[(at += grown[i])] = grown[i + 1];
    for (let at = count - 1; at >= 0; at--) this.sum(at, growth[at]);
    this.sets = build.sets.map((each) => {
      let at = 0;
      return Array.from(numbers(each), (step) => (at += step));
    });
  }

  sum(at, growth) {
    const { before, after, touched, children, parent } = this;
    if (children[at] < 0)
      for (const metric of ["bytes", "files"]) {
        const own = this[metric][at];
        const by = metric === "bytes" ? growth : 0;
        const { shrank, only } = this.fates[this.fate[at]];
        before[metric][at] = only === "after" ? 0 : shrank ? own : own - by;
        after[metric][at] = only === "before" ? 0 : shrank ? own - by : own;
      }
    if (this.stateOf(at) !== "unchanged") touched[at] += Math.max(this.isFolded(at) ? this.files[at] + this.directories[at] : 1, 1);
    const above = parent[at];
    if (above < 0) return;
    touched[above] += touched[at];
    for (const metric of ["bytes", "files"]) {
      before[metric][above] += before[metric][at];
      after[metric][above] += after[metric][at];
    }
  }

  stateOf(at) {
    return WHATS[this.state[this.fate[at]]];
  }
}

class ChangesView extends View {
  constructor(tree) {
    super(tree);
    this.all = false;
    this.shown = new Map();
    this.expandChanged();
  }

  /* Directories with changes, the outer ones first, for as long as the rows fit on a screen or two. */
  expandChanged() {
    const { tree } = this;
    let rows = this.inside(0).length;
    for (let open = this.inside(0), next = []; open.length; open = next, next = [])
      for (const at of open) {
        if (!tree.isDirectory(at)) continue;
        const inside = this.inside(at);
        if (!inside.length || rows + inside.length > ROWS_AT_FIRST) continue;
        rows += inside.length;
        this.expanded.add(at);
        next.push(...inside);
      }
  }

  colorBy(mode) {
    this.mode = mode;
    const { tree } = this;
    this.classes = WHATS.map((each) => ({ color: each, label: WHAT[each] }));
    const nothing = this.classes.push({ color: "map", label: "Not there" }) - 1;
    const without = (state) => Uint16Array.from(this.classOf, (each, at) => (tree.fates[tree.fate[at]].only === state ? nothing : each));
    this.classOf = Uint16Array.from(tree.fate, (each) => tree.state[each]);
    this.beforeOf = without("after");
    this.laterOf = without("before");
    this.sums = new Float64Array(this.classes.length);
    this.mixed = new Map();
  }

  has(mode) {
    return mode === "fate";
  }

  measureBy(metric) {
    super.measureBy(metric);
    this.shown = new Map();
  }

  inside(node) {
    const all = super.inside(node);
    if (this.all) return all;
    let found = this.shown.get(node);
    if (!found) this.shown.set(node, (found = all.filter((each) => this.tree.touched[each] > 0)));
    return found;
  }

  opens(node) {
    return super.opens(node) && this.inside(node).length > 0;
  }

  /* Whether a row is there for it, and if not, rows for everything. */
  expandTo(node) {
    if (!this.all && node > 0 && !this.tree.touched[node]) this.showAll(true);
    super.expandTo(node);
  }

  showAll(wanted) {
    this.all = wanted;
    if (!wanted && !this.tree.touched[this.active]) this.active = 0;
    $("unchanged").checked = wanted;
  }

  grownBy(node) {
    const { before, after } = this.tree;
    return after[this.metric][node] - before[this.metric][node];
  }

  figures(node) {
    const { before, after } = this.tree;
    const each = (value) => (this.metric === "bytes" ? human(value) : number(value));
    return [
      before.files[node] || !after.files[node] ? each(before[this.metric][node]) : "",
      after.files[node] || !before.files[node] ? each(after[this.metric][node]) : "",
      signed(this.grownBy(node), this.metric),
    ];
  }

  pair(second) {
    const { before, after } = this.tree;
    return [[0, this.beforeOf, before[this.metric]], [second, this.laterOf, after[this.metric]]];
  }

  part() {
    return null;
  }

  /* In the colour of most of what changed in it. */
  dot(node) {
    const dot = element("span", { class: "dot", "aria-hidden": "true" });
    const sums = this.mixOf(node);
    let best = this.classOf[node];
    if (best === SAME) for (let at = 0; at < SAME; at++) if (sums[at] > (best === SAME ? 0 : sums[best])) best = at;
    dot.style.background = "var(--" + this.classes[best].color + ")";
    return dot;
  }

  inWords(node) {
    const { before, after } = this.tree;
    const [was, is] = [before, after].map((each) => amount(each[this.metric][node], this.metric));
    return (was === is ? is : was + ARROW + is) + ", " + this.inShort(node);
  }

  sides() {
    const { base, against, before, after } = this.tree;
    const of = (name, each) => shown(name) + ": " + amount(each[this.metric][0], this.metric);
    return ["Before, " + of(base, before), "After, " + of(against, after)];
  }

  legend(at) {
    const { tree } = this;
    let [files, grown] = [0, 0];
    for (let node = 0; node < tree.count; node++) {
      if (this.classOf[node] !== at) continue;
      if (tree.children[node] < 0) {
        files += tree.files[node];
        grown += tree.after.bytes[node] - tree.before.bytes[node];
      }
    }
    return files === 0 ? "" : plural(files, "path") + (grown ? ", " + signed(grown, "bytes") : "");
  }

  inShort(node) {
    const { tree } = this;
    const own = this.wordsOf(tree.fates[tree.fate[node]]);
    if (!tree.isDirectory(node)) return own;
    const inside = tree.touched[node] - (tree.stateOf(node) === "unchanged" ? 0 : 1);
    const state = tree.stateOf(node);
    if (state === "added" || state === "removed" || !inside) return own;
    return (state === "unchanged" ? "" : own + ", ") + number(inside) + " changed";
  }

  wordsOf(fate) {
    if (!fate.what.length) return "unchanged";
    const all = fate.what.map((each) => WHAT[each].toLowerCase()).join(", ");
    return all + (fate.detail ? " " + shown(fate.detail) : "");
  }

  /* The steps that are not kept for this path, for one in it, or for the one that it is in. */
  stepsOf(node) {
    const { tree } = this;
    const has = tree.sets.map((set) => set.some((each) =>
      each === node || (each > node && each < tree.end[node]) || (tree.isDirectory(each) && each < node && node < tree.end[each])));
    return tree.steps.filter((each) => has[each.set]);
  }

  detail(box) {
    const { tree, active: node } = this;
    const head = element("h2", {});
    head.append(element("bdi", {}, node === 0 ? "All that is sent" : this.title(node, true)));
    const lines = [element("p", { class: "facts" }, this.facts(node).join(" \u00b7 "))];
    if (node > 0 && tree.isDirectory(node)) lines.push(this.list(this.amounts(node)));
    const steps = node === 0 ? [] : this.stepsOf(node);
    if (node === 0) lines.push(element("p", { class: "care" }, tree.steps.length ? "Choose a step to see what broke it." : "No step reads it."));
    else if (steps.length) {
      lines.push(element("p", {}, tree.isDirectory(node) ? "What is in it breaks" : "It breaks"));
      lines.push(this.list(steps.map((each) => [each.fate, "line " + each.line + " ", each.text, each.fate === "perhaps" ? " perhaps" : ""])));
    } else if (tree.touched[node]) lines.push(element("p", {}, "No step is lost by it."));
    box.replaceChildren(head, ...lines);
  }

  facts(node) {
    const { tree } = this;
    const fate = tree.fates[tree.fate[node]];
    const [was, is] = [tree.before, tree.after].map((each) => human(each.bytes[node]));
    const facts = [was === is ? is : was + ARROW + is];
    if (this.grownBy(node) && this.metric === "bytes") facts.push(signed(this.grownBy(node), "bytes"));
    if (tree.isDirectory(node)) facts.push(plural(tree.files[node], "file"));
    else if (fate.kind !== "file" && fate.kind !== "folded") facts.push(fate.kind);
    facts.push(this.inShort(node));
    if (fate.ignored_by_git) facts.push("git ignores it, Docker sends it");
    return facts;
  }

  amounts(node) {
    const { tree } = this;
    const count = new Float64Array(WHATS.length);
    const grown = new Float64Array(WHATS.length);
    for (let at = node; at < tree.end[node]; at++) {
      if (tree.children[at] >= 0) continue;
      const state = tree.state[tree.fate[at]];
      count[state] += tree.files[at];
      grown[state] += tree.after.bytes[at] - tree.before.bytes[at];
    }
    return WHATS.flatMap((each, at) => (count[at] ? [[each, WHAT[each] + ": " + plural(count[at], "path") + (grown[at] ? ", " + signed(grown[at], "bytes") : ""), "", ""]] : []));
  }

  list(rows) {
    const list = element("ul", { class: "fates" });
    for (const [color, text, code, more] of rows.slice(0, 12)) {
      const item = element("li", {});
      const dot = element("span", { class: "dot", "aria-hidden": "true" });
      dot.style.background = "var(--" + color + ")";
      item.append(dot, text, code ? element("code", {}, code) : "", more);
      list.append(item);
    }
    if (rows.length > 12) list.append(element("li", {}, "and " + (rows.length - 12) + " more"));
    return list;
  }
}

/* The steps as a list to choose from: what broke the chosen one is alone in the table, and on the map. */
class Steps {
  constructor(page) {
    this.page = page;
    this.box = $("steps");
    this.chosen = -1;
    this.keys = { t: () => this.box.focus(), u: () => this.unchanged(!page.view.all) };
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => {
      const item = event.target.closest("[data-step]");
      if (item) this.choose(Number(item.dataset.step));
    });
    $("unchanged").addEventListener("change", () => this.unchanged($("unchanged").checked));
    if (page.view) this.show();
  }

  show() {
    this.steps = this.page.view.tree.steps;
    this.chosen = -1;
    this.page.view.showAll($("unchanged").checked);
    this.box.replaceChildren(...this.steps.map((each, at) => {
      const item = element("li", { role: "option", id: "step-" + at, "aria-selected": "false", "data-step": at, class: each.fate });
      const because = each.because ? element("span", { class: "because" }, each.because) : "";
      item.append(element("span", { class: "badge" }, each.fate), element("span", { class: "line" }, String(each.line)), element("code", { title: each.text }, each.text), because);
      return item;
    }));
    this.box.parentElement.hidden = !this.steps.length;
    this.box.removeAttribute("aria-activedescendant");
  }

  unchanged(wanted) {
    const { view } = this.page;
    view.showAll(wanted);
    this.page.table.show(view.rows(), Boolean(view.hits));
    this.page.focusOn(view.active);
    this.page.say(wanted ? "The table has all paths" : "The table has what changed");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.steps.length - 1;
    const to = { ArrowDown: Math.min(this.chosen + 1, last), ArrowUp: Math.max(this.chosen - 1, 0), Home: 0, End: last }[event.key];
    if (to !== undefined) this.choose(to);
    else if (event.key === "Enter") this.page.view.hits && $("grid").focus();
    else if (event.key === "Escape") this.page.leaveSearch();
    else return;
    event.preventDefault();
  }

  mark(at) {
    const before = this.box.children[this.chosen];
    if (before) before.setAttribute("aria-selected", "false");
    this.chosen = at;
    const item = this.box.children[at];
    if (!item) {
      $("broken").textContent = "";
      this.box.removeAttribute("aria-activedescendant");
      return;
    }
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", item.id);
  }

  clear() {
    this.mark(-1);
  }

  choose(at) {
    const step = this.steps[at];
    if (!step) return;
    const { page } = this;
    this.mark(at);
    $("search").value = "";
    const paths = page.view.tree.sets[step.set];
    if (paths.length) page.view.pick(paths);
    else page.view.search("");
    page.found();
    const text = this.said(step, paths.length);
    $("found").textContent = "";
    $("broken").textContent = text;
    page.say(text);
  }

  said(step, count) {
    const line = "line " + step.line;
    if (step.fate === "kept") return line + " is kept";
    if (!count) return "no path breaks " + line + (step.because ? ": " + step.because : "");
    return plural(count, "path") + (count === 1 ? " breaks " : " break ") + line + (step.fate === "perhaps" ? ", perhaps" : "");
  }
}

Object.assign(KIND, { tree: Changes, view: ChangesView, extra: Steps });

/* What is looked at: which build, where, by what, in which colours. */

const FATES = {
  sent: ["sent", "Sent"],
  untracked: ["untracked", "Sent, not in git"],
  never: ["never", "Never asked for"],
  left: ["left", "Asked for, not sent"],
  ignored: ["ignored", "Ignored"],
};
const TONES = 8;

class View {
  constructor(tree) {
    this.tree = tree;
    this.metric = tree.bytes[0] > 0 ? "bytes" : "files";
    this.root = 0;
    this.active = 0;
    this.expanded = new Set([0]);
    this.hits = null;
    this.order = {};
    this.compare = false;
    this.colorBy("fate");
  }

  colorBy(mode) {
    this.mode = mode;
    const [classes, of] = mode === "fate" ? this.byFate() : mode === "churn" ? this.byChanges() : this.byAsking(mode);
    const { compares, fates } = this.tree;
    this.classes = classes;
    this.classOf = this.classed(of, fates.map((each) => each.state), mode);
    this.laterOf = compares ? this.classed(of, fates.map((each) => (each.later || each).state), mode) : this.classOf;
    this.sums = new Float64Array(classes.length);
    this.mixed = new Map();
  }

  /* The class of each node, with the states that the fates have now, or later. */
  classed(of, states, mode) {
    const { count, fate, fates } = this.tree;
    const found = new Uint16Array(count);
    const known = mode === "churn" ? null : fates.map((each, at) => of(each, states[at]));
    for (let at = 0; at < count; at++) found[at] = known ? known[fate[at]] : of(null, states[fate[at]], at);
    return found;
  }

  /* Whether there is anything to colour by. */
  has(mode) {
    const { asking, commits } = this.tree;
    return mode === "fate" || (mode === "churn" ? commits > 0 : asking.length > 0);
  }

  next() {
    const modes = ["fate", "line", "stage", "churn"].filter((each) => this.has(each));
    return modes[(modes.indexOf(this.mode) + 1) % modes.length];
  }

  byFate() {
    const classes = STATES.map((state) => ({ color: FATES[state][0], label: FATES[state][1] }));
    return [classes, (_, state) => STATES.indexOf(state)];
  }

  /* By the number of commits that changed a file; what is not sent apart. */
  byChanges() {
    const { commits, changed } = this.tree;
    const often = ["never changed", "once", "2 to 4 times", "5 to 19 times", "20 times or more"];
    const classes = often.map((each, at) => ({ color: "heat-" + at, label: "sent, " + each + " in " + plural(commits, "commit") }));
    classes.push({ color: "ignored", label: "not sent" });
    const step = (count) => (count < 2 ? count : count < 5 ? 2 : count < 20 ? 3 : 4);
    return [classes, (_, state, at) => (state === "sent" || state === "untracked" ? step(changed[at]) : 5)];
  }

  /* By the instruction that asks for it, or by the stage of that. */
  byAsking(mode) {
    const labels = new Map();
    const asking = new Map(this.tree.asking.map((each) => [each.line, each]));
    const key = (line) => (mode === "line" ? line : asking.get(line).stage);
    for (const each of this.tree.asking)
      labels.set(key(each.line), mode === "line" ? "line " + each.line + "  " + each.text : "stage " + each.stage);
    const keys = [...labels.keys()];
    const classes = keys.map((each, at) => ({ color: "tone-" + (at % TONES), label: shown(labels.get(each)) }));
    const several = classes.push({ color: "several", label: "several " + (mode === "line" ? "lines" : "stages") }) - 1;
    const whole = classes.push({ color: "sent", label: "sent, whoever asks" }) - 1;
    const none = classes.push({ color: "ignored", label: "not sent" }) - 1;
    const of = (fate, state) => {
      if (state !== "sent" && state !== "untracked") return none;
      const own = [...new Set(fate.lines.map(key))];
      if (own.length === 0) return whole;
      return own.length > 1 ? several : keys.indexOf(own[0]);
    };
    return [classes, of];
  }

  measureBy(metric) {
    this.metric = metric;
    this.mixed = new Map();
  }

  mixOf(node) {
    let sums = this.mixed.get(node);
    if (!sums) {
      sums = this.tree.mix(node, this.metric, this.classOf, new Float64Array(this.classes.length));
      this.mixed.set(node, sums);
    }
    return sums;
  }

  /* The class that most of a node is of: `classOf`, or `laterOf`. */
  dominant(node, classOf) {
    const { tree, sums } = this;
    const own = classOf[node];
    if (!tree.isDirectory(node)) return own;
    tree.mix(node, this.metric, classOf, sums.fill(0));
    let best = own;
    for (let at = 0; at < sums.length; at++) if (sums[at] > sums[best]) best = at;
    return best;
  }

  /* What is sent of the whole: now, and later. */
  sent(later) {
    const { tree } = this;
    let sum = 0;
    const own = tree[this.metric];
    const counts = tree.fates.map((each) => ["sent", "untracked"].includes(((later && each.later) || each).state));
    for (let at = 0; at < tree.count; at++) if (tree.children[at] < 0 && counts[tree.fate[at]]) sum += own[at];
    return sum;
  }

  /* What lies in a directory, as the table has it. */
  inside(node) {
    return this.tree.inside(node, this.metric);
  }

  opens(node) {
    return this.tree.isDirectory(node) && this.tree.end[node] > node + 1;
  }

  /* Columns of numbers in the table, and what stands beside the bar. */
  figures(node) {
    const value = this.tree[this.metric][node];
    return [this.metric === "bytes" ? human(value) : number(value)];
  }

  part(node) {
    const own = this.tree[this.metric];
    return percent(own[node], own[0]);
  }

  inWords(node) {
    return amount(this.tree[this.metric][node], this.metric) + ", " + this.inShort(node);
  }

  sides() {
    const [now, later] = [false, true].map((each) => amount(this.sent(each), this.metric) + " sent");
    return ["As it is: " + now, "As suggested: " + later];
  }

  /* What stands in the legend for a class: its amount, now and later. */
  legend(at, sums, later) {
    if (!(sums[at] > 0 || later[at] > 0)) return "";
    return amount(sums[at], this.metric) + (later[at] === sums[at] ? "" : " \u2192 " + amount(later[at], this.metric));
  }

  /* Two maps: where each begins, its classes, and the amounts in it. */
  pair(second) {
    const own = this.tree[this.metric];
    return [[0, this.classOf, own], [second, this.laterOf, own]];
  }

  detail(box) {
    detail(this, box);
  }

  title(node, whole) {
    const { tree } = this;
    if (node === 0) return ". (all of it)";
    if (tree.isFolded(node)) {
      const what = plural(tree.files[node], "small file") + (tree.directories[node] ? ", " + plural(tree.directories[node], "directory").replace("directorys", "directories") : "");
      return (whole ? shown(tree.path(node)) : "") + "(" + what + " folded)";
    }
    return shown(whole ? tree.path(node) : tree.name[node]) + (tree.isDirectory(node) ? "/" : "");
  }

  inShort(node) {
    const now = this.fateOf(node, false);
    const later = this.compare ? this.fateOf(node, true) : now;
    return now === later ? now : now + " \u2192 " + later;
  }

  fateOf(node, later) {
    const { tree } = this;
    const states = new Set();
    const rules = new Set();
    let last = -1;
    const look = (at) => {
      last = tree.fate[at];
      const fate = (later && tree.fates[last].later) || tree.fates[last];
      states.add(fate.state);
      if (fate.state === "ignored") rules.add(fate.rule);
    };
    if (!tree.isDirectory(node) || tree.end[node] === node + 1) look(node);
    else for (let at = node + 1; at < tree.end[node] && states.size < 2; at++) if (tree.children[at] < 0 && tree.fate[at] !== last) look(at);
    if (states.size === 0) look(node);
    if (states.size > 1) return "mixed";
    const [state] = states;
    if (state !== "ignored") return FATES[state][1].toLowerCase();
    const [rule] = rules;
    return rules.size === 1 && rule !== null ? "ignored: " + shown(tree.rules[rule].text) : "ignored";
  }

  rows() {
    if (this.hits) return this.hits;
    const found = [];
    const open = (node) => {
      found.push(node);
      if (this.expanded.has(node)) for (const each of this.inside(node)) open(each);
    };
    open(0);
    return found;
  }

  expandTo(node) {
    for (let at = this.tree.parent[node]; at >= 0; at = this.tree.parent[at]) this.expanded.add(at);
  }

  /* Hits by size, and for the map: 1 a hit, 2 below one, 3 above one. No text: no search. */
  search(text) {
    const asked = text.toLowerCase();
    if (!asked) {
      this.hits = this.marks = null;
      return;
    }
    this.pick(this.candidates(asked));
  }

  /* *found* alone in the table, and the rest of the map faint. */
  pick(found) {
    const { tree } = this;
    const marks = (this.marks = new Uint8Array(tree.count));
    for (const node of found) {
      if (tree.isDirectory(node)) marks.fill(2, node + 1, tree.end[node]);
      for (let at = tree.parent[node]; at >= 0 && !marks[at]; at = tree.parent[at]) marks[at] = 3;
    }
    for (const node of found) marks[node] = 1;
    const order = this.byRank();
    this.hits = [];
    for (let i = 0; i < order.length; i++) if (marks[order[i]] === 1) this.hits.push(order[i]);
  }

  /* What a search needs, before somebody searches. */
  prepare() {
    const { tree } = this;
    this.byRank();
    if (this.lower === undefined) {
      this.lower = tree.names.toLowerCase();
      if (this.lower.length !== tree.names.length) this.lower = tree.names;
      this.starts = new Uint32Array(tree.count);
      for (let i = 1, at = 0; i < tree.count; i++) this.starts[i] = at += tree.name[i - 1].length + 1;
    }
  }

  candidates(asked) {
    const { tree } = this;
    this.prepare();
    const last = asked.split("/").filter(Boolean).pop();
    if (!last) return [];
    const found = this.named(last);
    return asked.includes("/") ? found.filter(this.standsAt(asked.startsWith("/") ? asked.slice(1) : asked)) : found;
  }

  /* Of a node: whether a text with slashes is in its path, and ends in its name, or with it. */
  standsAt(asked) {
    const { tree, starts } = this;
    const parts = asked.split("/");
    const last = parts.pop();
    if (!parts.length) return (node) => this.nameOf(node).includes(last);
    if (!last) return (node) => tree.isDirectory(node) && this.endsWith(node, parts);
    return (node) => this.lower.startsWith(last, starts[node]) && this.endsWith(tree.parent[node], parts);
  }

  endsWith(node, parts) {
    let at = node;
    for (let i = parts.length - 1; i > 0; i--) {
      if (at <= 0 || this.nameOf(at) !== parts[i]) return false;
      at = this.tree.parent[at];
    }
    return at > 0 && this.nameOf(at).endsWith(parts[0]);
  }

  nameOf(node) {
    const begin = this.starts[node];
    return this.lower.slice(begin, begin + this.tree.name[node].length);
  }

  named(asked) {
    const found = [];
    const { starts, lower } = this;
    let node = 0;
    for (let at = lower.indexOf(asked); at >= 0; ) {
      let low = node;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle] <= at) low = middle;
        else high = middle - 1;
      }
      node = low;
      found.push(node);
      at = node + 1 < starts.length ? lower.indexOf(asked, starts[node + 1]) : -1;
    }
    return found;
  }

  /* All nodes, largest first. Numbers sort many times faster without a function to compare them. */
  byRank() {
    const { count, [this.metric]: value } = this.tree;
    if (this.order[this.metric]) return this.order[this.metric];
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    if (value[0] * count < Number.MAX_SAFE_INTEGER) {
      const keys = Float64Array.from(order, (i) => value[i] * count + (count - 1 - i)).sort();
      for (let i = 0; i < count; i++) order[count - 1 - i] = count - 1 - (keys[i] % count);
    } else order.sort((a, b) => value[b] - value[a] || a - b);
    return (this.order[this.metric] = order);
  }

  isFaint(node) {
    return Boolean(this.marks) && !this.marks[node];
  }
}

/* What the page is made for. */
const KIND = { tree: Tree, view: View };

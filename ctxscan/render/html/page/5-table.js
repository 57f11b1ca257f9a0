/* The same tree as a table: rows are there for what is on the screen, and for the one in focus. */

const ROW = 28;

class Table {
  constructor(grid, body, view) {
    this.grid = grid;
    this.body = body;
    this.view = view;
    this.live = new Map();
    grid.addEventListener("scroll", () => this.render(), { passive: true });
  }

  /* *rows* are nodes in their order; *flat*: hits of a search, with whole paths. */
  show(rows, flat) {
    this.rows = rows;
    this.flat = flat;
    this.place = new Int32Array(this.view.tree.count).fill(-1);
    for (let at = 0; at < rows.length; at++) this.place[rows[at]] = at;
    for (const row of this.live.values()) row.remove();
    this.live.clear();
    this.body.style.height = rows.length * ROW + "px";
    this.grid.setAttribute("aria-rowcount", String(rows.length + 1));
    this.render();
  }

  page() {
    return Math.max(1, Math.floor((this.grid.clientHeight - ROW) / ROW) - 1);
  }

  reveal(node) {
    const at = this.place[node];
    if (at < 0) return;
    const top = at * ROW;
    const room = this.grid.clientHeight - ROW;
    if (top < this.grid.scrollTop) this.grid.scrollTop = top;
    else if (top + ROW > this.grid.scrollTop + room) this.grid.scrollTop = top + ROW - room;
  }

  render() {
    const first = Math.max(0, Math.floor(this.grid.scrollTop / ROW) - 4);
    const last = Math.min(this.rows.length, first + Math.ceil(this.grid.clientHeight / ROW) + 9);
    const needed = new Set(this.rows.slice(first, last));
    if (this.place[this.view.active] >= 0) needed.add(this.view.active);
    for (const [node, row] of this.live)
      if (!needed.has(node)) {
        row.remove();
        this.live.delete(node);
      }
    for (const node of needed) {
      const known = this.live.get(node);
      if (known) this.refresh(known, node);
      else this.add(node);
    }
    this.grid.setAttribute("aria-activedescendant", this.place[this.view.active] >= 0 ? "row-" + this.view.active : "");
  }

  refresh(row, node) {
    const chosen = String(node === this.view.active);
    if (row.getAttribute("aria-selected") !== chosen) row.setAttribute("aria-selected", chosen);
  }

  add(node) {
    const { tree } = this.view;
    const at = this.place[node];
    const row = element("div", { role: "row", id: "row-" + node, "aria-rowindex": at + 2 });
    row.style.top = at * ROW + "px";
    row.dataset.node = node;
    this.level(row, node);
    const name = element("div", { role: "gridcell", class: "name", title: this.view.title(node, true) });
    const step = this.flat ? 0 : tree.depth[node] - tree.depth[this.rows[0]];
    name.style.paddingInlineStart = 8 + Math.min(step, 24) * 14 + "px";
    const opens = !this.flat && this.view.opens(node);
    const twist = element("span", { class: opens ? "twist opens" : "twist", "aria-hidden": "true" });
    const text = element("bdi", {}, this.view.title(node, this.flat));
    name.append(twist, text);
    row.append(name, ...this.cells(node));
    this.refresh(row, node);
    this.live.set(node, row);
    this.body.append(row);
  }

  cells(node) {
    const figures = this.view.figures(node).map((each) => element("div", { role: "gridcell", class: "figure" }, each));
    const text = this.view.inShort(node);
    const fate = element("div", { role: "gridcell", class: "fate", title: text }, text);
    const share = this.view.part(node);
    if (share === null) {
      fate.prepend(this.view.dot(node));
      return [...figures, fate];
    }
    const part = element("div", { role: "gridcell", class: "part" });
    part.append(this.bar(node), element("span", {}, share));
    return [...figures, part, fate];
  }

  level(row, node) {
    const { tree } = this.view;
    if (this.flat) {
      row.setAttribute("aria-level", "1");
      return;
    }
    row.setAttribute("aria-level", String(tree.depth[node] + 1));
    if (this.view.opens(node))
      row.setAttribute("aria-expanded", String(this.view.expanded.has(node)));
    if (node === 0) return;
    const beside = this.view.inside(tree.parent[node]);
    row.setAttribute("aria-setsize", String(beside.length));
  }

  /* How much of the whole, in the colours of the map. */
  bar(node) {
    const { tree, metric, classes } = this.view;
    const whole = tree[metric][0];
    const bar = element("span", { class: "bar", "aria-hidden": "true" });
    const sums = this.view.mixOf(node);
    sums.forEach((sum, at) => {
      if (!(sum > 0)) return;
      const piece = element("span", {});
      piece.style.background = "var(--" + classes[at].color + ")";
      piece.style.width = Math.max((100 * sum) / (whole || 1), 100 * sum / tree[metric][node] > 20 ? 1 : 0) + "%";
      bar.append(piece);
    });
    return bar;
  }
}

function percent(value, whole) {
  const part = whole > 0 ? (100 * value) / whole : 0;
  return part > 0 && part < 1 ? "<1%" : Math.round(part) + "%";
}

function element(tag, attributes, text) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  if (text !== undefined) created.textContent = text;
  return created;
}

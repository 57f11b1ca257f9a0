/* The page: controls, keys and addresses. */

const $ = (id) => document.getElementById(id);

class Page {
  constructor(builds) {
    this.builds = builds;
    this.trees = [];
    this.painter = new Painter($("map"), $("mark"));
    this.painter.readColors();
    $("app").hidden = false;
    document.documentElement.classList.add("live");
    this.listen();
    this.fromAddress(true);
  }

  choose(at) {
    const kept = this.view;
    this.at = at;
    this.trees[at] = this.trees[at] || new KIND.tree(this.builds[at]);
    this.view = new KIND.view(this.trees[at]);
    if (kept) {
      this.view.measureBy(kept.metric);
      if (this.view.has(kept.mode)) this.view.colorBy(kept.mode);
    }
    document.querySelectorAll("[data-build]").forEach((each) => (each.hidden = each.dataset.build !== String(at)));
    $("build").value = String(at);
    this.ways();
    $("search").value = "";
    this.view.compare = this.trees[at].compares && $("compare").checked;
    if (!this.table) this.table = new Table($("grid"), $("rows"), this.view);
    this.table.view = this.view;
    if (this.extra) this.extra.show();
  }

  /* What can be chosen of this build. */
  ways() {
    if (!$("color")) return;
    for (const option of $("color").options) option.disabled = !this.view.has(option.value);
    $("color").value = this.view.mode;
    $("comparing").hidden = !this.view.tree.compares;
  }

  /* All anew: another build, metric or colour, or a search. */
  refresh(moved) {
    const { metric } = this.view;
    document.querySelectorAll("input[name=metric]").forEach((each) => (each.checked = each.value === metric));
    if ($("figure")) $("figure").textContent = metric === "bytes" ? "Bytes" : "Files";
    this.view.moved = Boolean(moved);
    this.table.show(this.view.rows(), Boolean(this.view.hits));
    this.sides();
    this.painter.draw(this.view);
    this.crumbs();
    this.legend();
    this.focusOn(this.view.active);
    setTimeout(() => this.view.prepare(), 60);
  }

  /* Where nothing has moved. */
  repaint() {
    this.painter.paint(this.view);
    this.painter.mark(this.view);
  }

  focusOn(node) {
    this.view.active = node;
    this.table.reveal(node);
    this.table.render();
    this.painter.mark(this.view);
    this.view.detail($("detail"));
    clearTimeout(this.later);
    this.later = setTimeout(() => this.toAddress(), 400);
  }

  zoom(node) {
    const { tree } = this.view;
    while (node > 0 && (!tree.isDirectory(node) || tree.end[node] === node + 1)) node = tree.parent[node];
    if (node === this.view.root) return;
    this.view.root = node;
    this.view.moved = true;
    this.painter.draw(this.view);
    this.crumbs();
    this.say("The map shows " + (node ? shown(tree.path(node)) : "the whole context"));
  }

  sides() {
    const { compare } = this.view;
    $("sides").hidden = !compare;
    if (compare) [$("now").textContent, $("later").textContent] = this.view.sides();
  }

  compare(wanted) {
    if (!this.view.tree.compares) return;
    $("compare").checked = this.view.compare = wanted;
    this.refresh();
    this.say(wanted ? "Two maps: " + this.view.sides().join(", ") : "One map");
  }

  crumbs() {
    const { tree, root } = this.view;
    const way = [];
    for (let at = root; at >= 0; at = tree.parent[at]) way.unshift(at);
    $("crumbs").replaceChildren(...way.map((node) => {
      const item = element("li", {});
      const button = element("button", { type: "button" }, node ? shown(tree.name[node]) : "all of it");
      if (node === root) button.setAttribute("aria-current", "location");
      button.addEventListener("click", () => {
        this.zoom(node);
        this.focusOn(node);
      });
      item.append(button);
      return item;
    }));
  }

  legend() {
    const { tree, metric, classes } = this.view;
    const { compare, laterOf } = this.view;
    const sums = this.view.mixOf(0);
    const later = compare ? tree.mix(0, metric, laterOf, new Float64Array(classes.length)) : sums;
    $("legend").replaceChildren(...classes.map((each, at) => {
      const figure = this.view.legend(at, sums, later);
      if (!figure) return "";
      const item = element("li", { title: each.label });
      const dot = element("span", { class: "dot", "aria-hidden": "true" });
      dot.style.background = "var(--" + each.color + ")";
      item.append(dot, element("span", { class: "what" }, each.label), " ", element("strong", {}, figure));
      return item;
    }).filter(Boolean));
    $("map").setAttribute("aria-label", "Treemap of " + plural(tree.files[0], "file") + "; the table has the same");
  }

  search(text) {
    if (this.extra) this.extra.clear();
    this.view.search(text);
    const hits = this.view.hits;
    this.found();
    $("found").textContent = hits ? plural(hits.length, "hit") : "";
  }

  /* What was searched or picked, in the table and on the map. */
  found() {
    const { hits } = this.view;
    if (hits && hits.length) this.view.active = hits[0];
    this.table.show(this.view.rows(), Boolean(hits));
    this.focusOn(this.view.active);
    clearTimeout(this.painting);
    this.painting = setTimeout(() => this.repaint(), 30);
  }

  metric(name) {
    this.view.measureBy(name);
    if (this.view.hits) this.view.pick([...this.view.hits]);
    this.refresh(true);
    this.say("Sized by " + name);
  }

  color(mode) {
    if (!this.view.has(mode)) return;
    this.view.colorBy(mode);
    $("color").value = mode;
    this.refresh();
    this.say("Coloured by " + $("color").selectedOptions[0].textContent);
  }

  toggle(node, open) {
    const { expanded } = this.view;
    if (this.view.hits || !this.view.opens(node)) return false;
    if (expanded.has(node) === open) return false;
    if (open) expanded.add(node);
    else expanded.delete(node);
    this.table.show(this.view.rows(), false);
    this.focusOn(node);
    return true;
  }

  say(text) {
    $("status").textContent = text;
  }

  listen() {
    $("search").addEventListener("input", () => this.search($("search").value.trim()));
    $("search").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.leaveSearch();
      else if (event.key === "ArrowDown" || event.key === "Enter") $("grid").focus();
      else return;
      event.preventDefault();
    });
    document.querySelectorAll("input[name=metric]").forEach((each) => each.addEventListener("change", () => this.metric(each.value)));
    if ($("color")) $("color").addEventListener("change", () => this.color($("color").value));
    $("compare").addEventListener("change", () => this.compare($("compare").checked));
    $("build").addEventListener("change", () => {
      this.choose(Number($("build").value));
      this.refresh();
    });
    $("keys").addEventListener("click", () => $("help").showModal());
    $("grid").addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.anywhere(event));
    $("grid").addEventListener("click", (event) => this.clickRow(event));
    $("grid").addEventListener("dblclick", () => this.zoom(this.view.active));
    const map = $("mark");
    map.addEventListener("click", (event) => this.clickMap(event));
    map.addEventListener("dblclick", () => this.zoom(this.view.active));
    map.addEventListener("mousemove", (event) => this.hover(event));
    map.addEventListener("mouseleave", () => ($("tip").hidden = true));
    if (KIND.extra) this.extra = new KIND.extra(this);
    addEventListener("hashchange", () => this.fromAddress(false));
    const anew = () => {
      this.painter.readColors();
      this.painter.draw(this.view);
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
    new ResizeObserver(() => {
      if (!this.view) return;
      this.view.moved = false;
      this.painter.fit();
      this.painter.draw(this.view);
      this.table.render();
    }).observe($("map").parentElement);
  }

  leaveSearch() {
    $("search").value = "";
    this.view.expandTo(this.view.active);
    this.search("");
    $("grid").focus();
  }

  clickRow(event) {
    const row = event.target.closest("[role=row][data-node]");
    if (!row) return;
    const node = Number(row.dataset.node);
    if (event.target.classList.contains("twist") && this.toggle(node, !this.view.expanded.has(node))) return;
    this.focusOn(node);
  }

  clickMap(event) {
    const node = this.painter.at(event.offsetX, event.offsetY);
    if (node < 0) return;
    if (this.view.hits) this.leaveSearch();
    this.view.active = node;
    this.view.expandTo(node);
    this.table.show(this.view.rows(), false);
    this.focusOn(node);
    $("grid").focus({ preventScroll: true });
  }

  hover(event) {
    const node = this.painter.at(event.offsetX, event.offsetY);
    const tip = $("tip");
    tip.hidden = node < 0;
    if (node < 0) return;
    tip.replaceChildren(element("bdi", {}, this.view.title(node, true)), element("span", {}, this.view.inWords(node)));
    const room = $("map").parentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = Math.max(4, Math.min(event.offsetX + 14, room)) + "px";
    const high = $("map").parentElement.clientHeight - tip.offsetHeight - 8;
    tip.style.top = Math.max(4, Math.min(event.offsetY + 16, high)) + "px";
  }

  anywhere(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && !["radio", "checkbox"].includes(event.target.type)) return;
    const act = {
      "/": () => $("search").focus(),
      "?": () => $("help").showModal(),
      b: () => this.metric(this.view.metric === "bytes" ? "files" : "bytes"),
      s: () => this.compare(!this.view.compare),
      c: () => $("color") && this.color(this.view.next()),
      ...(this.extra ? this.extra.keys : {}),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { rows, place } = this.table;
    const at = Math.max(place[this.view.active], 0);
    const to = (row) => rows.length && this.focusOn(rows[Math.max(0, Math.min(rows.length - 1, row))]);
    const act = {
      ArrowDown: () => to(at + 1),
      ArrowUp: () => to(at - 1),
      PageDown: () => to(at + this.table.page()),
      PageUp: () => to(at - this.table.page()),
      Home: () => to(0),
      End: () => to(rows.length - 1),
      ArrowRight: () => this.deeper(),
      ArrowLeft: () => this.higher(),
      Enter: () => this.enter(),
      Backspace: () => this.out(),
      Escape: () => this.view.hits && this.leaveSearch(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  deeper() {
    const { tree, active } = this.view;
    if (this.toggle(active, true) || this.view.hits || !tree.isDirectory(active)) return;
    const inside = this.view.inside(active);
    if (inside.length) this.focusOn(inside[0]);
  }

  higher() {
    const { tree, active } = this.view;
    if (this.toggle(active, false) || this.view.hits || active === 0) return;
    this.focusOn(tree.parent[active]);
  }

  enter() {
    const node = this.view.active;
    if (this.view.hits) this.leaveSearch();
    this.zoom(node);
    this.toggle(node, true);
  }

  out() {
    const { tree, root } = this.view;
    if (root === 0) return;
    this.zoom(tree.parent[root]);
    this.focusOn(root);
  }

  toAddress() {
    const { tree, active } = this.view;
    const parts = this.builds.length > 1 ? ["build=" + encoded(this.builds[this.at].name)] : [];
    if (active > 0 && !tree.isFolded(active)) parts.push("path=" + encoded(tree.path(active)));
    const address = parts.length ? "#" + parts.join("&") : location.hash && "#";
    if (address && address !== location.hash) history.replaceState(null, "", address);
  }

  /* `#build=NAME&path=PATH`: the path's bytes, escaped or as they are. */
  fromAddress(first) {
    const asked = {};
    for (const part of location.hash.slice(1).split("&")) {
      const at = part.indexOf("=");
      if (at > 0) asked[part.slice(0, at)] = part.slice(at + 1);
    }
    const build = this.builds.findIndex((each) => same(each.name, asked.build));
    if (first || (build >= 0 && build !== this.at)) this.choose(Math.max(build, 0));
    const node = asked.path ? this.find(asked.path) : 0;
    if (!first && (node === this.view.active || node < 0)) return;
    if (asked.path && node < 0) this.say("No such path: " + shown(asked.path));
    this.view.active = Math.max(node, 0);
    this.view.expandTo(this.view.active);
    if (first) this.painter.fit();
    const { tree } = this.view;
    this.view.root = node > 0 ? (tree.isDirectory(node) && tree.end[node] > node + 1 ? node : tree.parent[node]) : 0;
    this.refresh();
  }

  find(address) {
    const { tree } = this.view;
    let node = 0;
    const parts = address.replace(/%2f/gi, "/").split("/").filter(Boolean);
    for (let at = 0; at < parts.length; at++) {
      const holds = (each) => at === parts.length - 1 || tree.isDirectory(each);
      node = tree.inside(node, "bytes").find((each) => holds(each) && same(tree.name[each], parts[at]));
      if (node === undefined) return -1;
    }
    return node;
  }
}

function same(name, written) {
  if (written === undefined) return false;
  if (encoded(name) === written.replace(/%[0-9a-f]{2}/gi, (byte) => byte.toUpperCase())) return true;
  try {
    return decodeURIComponent(written) === name;
  } catch {
    return false;
  }
}

async function main() {
  if (typeof DecompressionStream === "undefined") {
    $("status").textContent = "This browser is too old for the map: the table below has the 200 largest paths.";
    return;
  }
  const page = new Page((await unpack($("data").textContent, Number($("data").dataset.bytes))).builds);
  performance.mark("map");
  window.ctxscan = page;
}

main();

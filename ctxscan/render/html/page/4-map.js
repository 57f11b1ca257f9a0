/* The map on its canvas, and over it what is under the cursor of the table. */

class Painter {
  constructor(canvas, overlay) {
    this.canvas = canvas;
    this.overlay = overlay;
    this.rects = [];
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  fit() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    this.width = Math.floor(box.width);
    this.height = Math.floor(box.height);
    for (const each of [this.canvas, this.overlay]) {
      each.width = this.width * ratio;
      each.height = this.height * ratio;
      each.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.ratio = ratio;
  }

  readColors() {
    const style = getComputedStyle(document.documentElement);
    this.color = (name) => style.getPropertyValue("--" + name).trim();
  }

  draw(view) {
    const before = this.shown && !this.still.matches && view.moved ? this.snapshot() : null;
    this.rects = layout(view.tree, view.root, view.metric, this.width, this.height);
    this.where = new Map(this.rects.map((each) => [each.node, each]));
    this.paint(view);
    this.shown = true;
    this.mark(view);
    if (before) this.fade(before);
  }

  snapshot() {
    const copy = document.createElement("canvas");
    copy.width = this.canvas.width;
    copy.height = this.canvas.height;
    if (copy.width && copy.height) copy.getContext("2d").drawImage(this.canvas, 0, 0);
    return copy;
  }

  /* From the picture before to this one, in an eighth of a second. */
  fade(before) {
    const now = this.snapshot();
    const pen = this.canvas.getContext("2d");
    const begin = performance.now();
    const turn = (this.turn = {});
    const step = (time) => {
      if (this.turn !== turn) return;
      const part = Math.min(1, Math.max(0, (time - begin) / 125));
      pen.save();
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, now.width, now.height);
      pen.drawImage(now, 0, 0);
      pen.globalAlpha = 1 - part;
      if (part < 1 && before.width) pen.drawImage(before, 0, 0, now.width, now.height);
      pen.restore();
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  paint(view) {
    this.turn = null;
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.width, this.height);
    const fills = view.classes.map((each) => this.color(each.color));
    const inks = view.classes.map((each) => this.color(each.color + "-ink"));
    const [ground, line, ink] = ["map", "map-line", "ink"].map(this.color);
    const font = getComputedStyle(document.body).fontFamily;
    const heads = [];
    const labels = [];
    for (const rect of this.rects) {
      const { node, x, y, w, h, opened, head } = rect;
      pen.globalAlpha = rect.alpha = view.isFaint(node) ? 0.22 : 1;
      if (opened) {
        pen.fillStyle = ground;
        pen.fillRect(x, y, w, h);
        pen.strokeStyle = line;
        if (w > 8 && h > 8) pen.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
        if (head === HEADER) heads.push(rect);
        continue;
      }
      rect.best = view.dominant(node);
      pen.fillStyle = fills[rect.best];
      const gap = w > 4 && h > 4 ? 1 : w > 1.5 && h > 1.5 ? 0.5 : 0;
      pen.fillRect(x, y, Math.max(w - gap, 0.5), Math.max(h - gap, 0.5));
      if (w > 34 && h > 15) labels.push(rect);
    }
    pen.textBaseline = "middle";
    pen.font = "600 11px " + font;
    pen.fillStyle = ink;
    for (const { node, x, y, w, alpha } of heads) {
      pen.globalAlpha = alpha;
      this.label(pen, shown(view.tree.name[node]) + "/", x + 5, y + HEADER / 2 + 1, w - 9);
    }
    pen.font = "11px " + font;
    for (const { node, x, y, w, h, alpha, best } of labels) {
      pen.globalAlpha = alpha;
      pen.fillStyle = inks[best];
      const text = view.tree.isFolded(node) ? "(folded)" : shown(view.tree.name[node]);
      this.label(pen, text, x + 4, y + Math.min(h / 2, 11), w - 8);
      const figure = h > 32 ? amount(view.tree[view.metric][node], view.metric) : "";
      pen.globalAlpha *= 0.8;
      if (figure && pen.measureText(figure).width <= w - 8) pen.fillText(figure, x + 4, y + 24);
    }
    pen.globalAlpha = 1;
  }

  /* Cut to its place: about six pixels a character, then by the exact width. */
  label(pen, text, x, y, room) {
    if (text.length * 9 < room) {
      pen.fillText(text, x, y);
      return;
    }
    let cut = text.length * 5 > room ? text.slice(0, Math.ceil(room / 4)) : text;
    while (cut && pen.measureText(cut === text ? cut : cut + "\u2026").width > room)
      cut = cut.slice(0, Math.min(cut.length - 1, Math.floor(cut.length * 0.9)));
    if (cut.length > 1 || cut === text) pen.fillText(cut === text ? cut : cut + "\u2026", x, y);
  }

  mark(view) {
    const pen = this.overlay.getContext("2d");
    pen.clearRect(0, 0, this.width, this.height);
    let node = view.active;
    while (node > view.root && !this.where.has(node)) node = view.tree.parent[node];
    const rect = node === view.root ? null : this.where.get(node);
    if (!rect) return;
    const { x, y, w, h } = rect;
    for (const [name, wide] of [["ring-edge", 5], ["ring", 2.5]]) {
      pen.strokeStyle = this.color(name);
      pen.lineWidth = wide;
      pen.strokeRect(x + 1, y + 1, Math.max(w - 3, 1), Math.max(h - 3, 1));
    }
  }

  /* The innermost node at a point. */
  at(x, y) {
    for (let i = this.rects.length - 1; i >= 0; i--) {
      const each = this.rects[i];
      if (x >= each.x && y >= each.y && x < each.x + each.w && y < each.y + each.h) return each.node;
    }
    return -1;
  }
}

/* The map on its canvas, and over it what is under the cursor of the table. */

const FAINT = 0.22;
const BETWEEN = 12;

class Painter {
  constructor(canvas, overlay) {
    this.canvas = canvas;
    this.overlay = overlay;
    this.boxes = new Boxes();
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
    this.pixels = null;
  }

  readColors() {
    const style = getComputedStyle(document.documentElement);
    this.color = (name) => style.getPropertyValue("--" + name).trim();
  }

  /* A colour as it lies in a picture's memory: the same over the ground, where *alpha* is less than 1. */
  pixel(name, alpha = 1) {
    const [channels, ground] = [name, "map"].map((each) => {
      const digits = this.color(each).slice(1);
      return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
    });
    const mixed = channels.map((each, at) => Math.round(each * alpha + ground[at] * (1 - alpha)));
    return new Uint32Array(Uint8Array.of(...mixed, 255).buffer)[0];
  }

  draw(view) {
    const before = this.shown && !this.still.matches && view.moved ? this.snapshot() : null;
    this.boxes = layout(view.tree, view.root, view.metric, view.compare ? this.half() : this.width, this.height);
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
    const { boxes } = this;
    const heads = [];
    const labels = [];
    const own = view.tree[view.metric];
    this.sides = view.compare ? view.pair(this.half() + BETWEEN) : [[0, view.classOf, own]];
    this.fill(view);
    for (let i = 0; i < boxes.count; i++) {
      if (boxes.head[i] === HEADER) heads.push(i);
      else if (boxes.head[i] < 0 && boxes.w[i] > 34 && boxes.h[i] > 15) labels.push(i);
    }
    for (const side of this.sides) this.write(view, heads, labels, ...side);
  }

  half() {
    return Math.floor((this.width - BETWEEN) / 2);
  }

  /* Into the picture's memory: to ask the canvas for each rectangle takes ten times as long. */
  fill(view) {
    const wide = this.canvas.width;
    const high = this.canvas.height;
    if (!(wide > 0 && high > 0)) return;
    const { ratio, boxes } = this;
    this.pixels = this.pixels || new ImageData(wide, high);
    const memory = new Uint32Array(this.pixels.data.buffer);
    const rectangle = (left, top, right, bottom, color) => {
      for (let y = top, at = top * wide; y < bottom; y++, at += wide)
        if (right - left > 16) memory.fill(color, at + left, at + right);
        else for (let x = left; x < right; x++) memory[at + x] = color;
    };
    const colors = [1, FAINT].map((alpha) => view.classes.map((each) => this.pixel(each.color, alpha)));
    const lines = [1, FAINT].map((alpha) => this.pixel("map-line", alpha));
    const ground = this.pixel("map");
    memory.fill(0);
    for (const [aside, classOf] of this.sides) for (let i = 0; i < boxes.count; i++) {
      const node = boxes.node[i];
      const x = boxes.x[i] + aside;
      const faint = view.isFaint(node) ? 1 : 0;
      const w = boxes.w[i];
      const h = boxes.h[i];
      const left = Math.min(Math.round(x * ratio), wide - 1);
      const top = Math.min(Math.round(boxes.y[i] * ratio), high - 1);
      const right = Math.min(Math.max(Math.round((x + w) * ratio), left + 1), wide);
      const bottom = Math.min(Math.max(Math.round((boxes.y[i] + h) * ratio), top + 1), high);
      if (boxes.head[i] >= 0) {
        const edge = w > 8 && h > 8 ? Math.round(ratio) : 0;
        if (edge) rectangle(left, top, right, bottom, lines[faint]);
        rectangle(left + edge, top + edge, right - edge, bottom - edge, ground);
      } else {
        const gap = w > 4 && h > 4 ? Math.round(ratio) : 0;
        rectangle(left, top, right - gap, bottom - gap, colors[faint][view.dominant(node, classOf)]);
      }
    }
    this.canvas.getContext("2d").putImageData(this.pixels, 0, 0);
  }

  /* Names of directories over what is in them, and of files, with their figures. */
  write(view, heads, labels, aside, classOf, value) {
    const { boxes } = this;
    const { tree, metric } = view;
    const pen = this.canvas.getContext("2d");
    const inks = view.classes.map((each) => this.color(each.color + "-ink"));
    const font = getComputedStyle(document.body).fontFamily;
    pen.textBaseline = "middle";
    pen.font = "600 11px " + font;
    pen.fillStyle = this.color("ink");
    for (const i of heads) {
      const node = boxes.node[i];
      pen.globalAlpha = view.isFaint(node) ? FAINT : 1;
      this.label(pen, shown(tree.name[node]) + "/", boxes.x[i] + aside + 5, boxes.y[i] + HEADER / 2 + 1, boxes.w[i] - 9);
    }
    pen.font = "11px " + font;
    for (const i of labels) {
      const node = boxes.node[i];
      const room = boxes.w[i] - 8;
      pen.globalAlpha = view.isFaint(node) ? FAINT : 1;
      const ink = inks[view.dominant(node, classOf)];
      if (!ink) continue;
      pen.fillStyle = ink;
      const text = tree.isFolded(node) ? "(folded)" : shown(tree.name[node]);
      this.label(pen, text, boxes.x[i] + aside + 4, boxes.y[i] + Math.min(boxes.h[i] / 2, 11), room);
      const figure = boxes.h[i] > 32 ? amount(value[node], metric) : "";
      pen.globalAlpha *= 0.8;
      if (figure && pen.measureText(figure).width <= room) pen.fillText(figure, boxes.x[i] + aside + 4, boxes.y[i] + 24);
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
    while (node > view.root && !this.boxOf(node)) node = view.tree.parent[node];
    if (node === view.root) return;
    const { x, y, w, h } = this.boxOf(node);
    for (const [aside] of this.sides) for (const [name, wide] of [["ring-edge", 5], ["ring", 2.5]]) {
      pen.strokeStyle = this.color(name);
      pen.lineWidth = wide;
      pen.strokeRect(x + aside + 1, y + 1, Math.max(w - 3, 1), Math.max(h - 3, 1));
    }
  }

  boxOf(node) {
    const { boxes } = this;
    const at = boxes.node.subarray(0, boxes.count).indexOf(node);
    return at < 0 ? null : { node, x: boxes.x[at], y: boxes.y[at], w: boxes.w[at], h: boxes.h[at] };
  }

  /* The innermost node at a point. */
  at(x, y) {
    const [aside] = [...this.sides].reverse().find(([left]) => x >= left);
    const found = this.boxes.at(x - aside, y);
    return found < 0 ? -1 : this.boxes.node[found];
  }
}

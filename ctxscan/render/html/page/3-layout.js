/* A squarified treemap (Bruls, Huizing, van Wijk): rectangles as near to squares as their order allows. */

const HEADER = 17;
const LEAST = 3;

/* Rectangles of `nodes`, largest first, in a box: put(node, x, y, w, h) for each. */
function squarify(nodes, value, box, put) {
  let total = 0;
  for (const node of nodes) total += value[node];
  if (!(total > 0)) return;
  const scale = (box.w * box.h) / total;
  let { x, y, w, h } = box;
  let row = [];
  let sum = 0;
  const worst = (area, least, most, side) => {
    const square = area * area;
    const edge = side * side;
    return Math.max((edge * most) / square, square / (edge * least));
  };
  const lay = () => {
    const across = w >= h;
    const thick = sum / (across ? h : w) || 0;
    let at = across ? y : x;
    for (const node of row) {
      const long = (value[node] * scale) / thick || 0;
      if (across) put(node, x, at, thick, long);
      else put(node, at, y, long, thick);
      at += long;
    }
    if (across) {
      x += thick;
      w -= thick;
    } else {
      y += thick;
      h -= thick;
    }
    row = [];
    sum = 0;
  };
  for (const node of nodes) {
    const area = value[node] * scale;
    if (!(area > 0)) break;
    const side = Math.min(w, h);
    if (row.length) {
      const most = value[row[0]] * scale;
      const least = value[row[row.length - 1]] * scale;
      if (worst(sum, least, most, side) < worst(sum + area, area, most, side)) lay();
    }
    row.push(node);
    sum += area;
  }
  if (row.length) lay();
}

/* Rectangles in columns: tens of thousands of objects would keep the collector of garbage busy. */
class Boxes {
  constructor() {
    this.count = 0;
    this.room(4096);
  }

  room(length) {
    const longer = (Kind, old) => {
      const column = new Kind(length);
      if (old) column.set(old);
      return column;
    };
    this.node = longer(Int32Array, this.node);
    this.x = longer(Float64Array, this.x);
    this.y = longer(Float64Array, this.y);
    this.w = longer(Float64Array, this.w);
    this.h = longer(Float64Array, this.h);
    /* Of a directory that is drawn open: the height of its header; -1 of all else. */
    this.head = longer(Int8Array, this.head);
  }

  add(node, x, y, w, h) {
    const at = this.count++;
    if (at === this.node.length) this.room(2 * at);
    this.node[at] = node;
    this.x[at] = x;
    this.y[at] = y;
    this.w[at] = w;
    this.h[at] = h;
    this.head[at] = -1;
    return at;
  }

  /* The innermost at a point, or -1. */
  at(x, y) {
    for (let i = this.count - 1; i >= 0; i--)
      if (x >= this.x[i] && y >= this.y[i] && x < this.x[i] + this.w[i] && y < this.y[i] + this.h[i]) return i;
    return -1;
  }
}

/* All rectangles that somebody can see, each directory before what is in it. */
function layout(tree, root, metric, width, height) {
  const found = new Boxes();
  const value = tree[metric];
  const place = (node, x, y, w, h, level) => {
    const at = found.add(node, x, y, w, h);
    if (!tree.isDirectory(node) || tree.end[node] === node + 1 || w < LEAST * 3 || h < LEAST * 3) return;
    const head = level === 0 ? 0 : w > 44 && h > HEADER * 2 ? HEADER : 2;
    const edge = level === 0 ? 0 : w > 24 && h > 24 ? 2 : 1;
    const box = { x: x + edge, y: y + head, w: w - 2 * edge, h: h - head - edge };
    if (box.w < LEAST || box.h < LEAST) return;
    found.head[at] = head;
    squarify(tree.inside(node, metric), value, box, (inner, left, top, wide, high) => {
      if (wide >= LEAST && high >= LEAST) place(inner, left, top, wide, high, level + 1);
      else if (wide * high >= 1) found.add(inner, left, top, wide, high);
    });
  };
  if (width > 0 && height > 0) place(root, 0, 0, width, height, 0);
  return found;
}

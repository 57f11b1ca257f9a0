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

/* All rectangles that somebody can see, each directory before what is in it. */
function layout(tree, root, metric, width, height) {
  const found = [];
  const value = tree[metric];
  const place = (node, x, y, w, h, level) => {
    const opens = tree.isDirectory(node) && tree.end[node] > node + 1;
    const rect = { node, x, y, w, h, opened: false };
    found.push(rect);
    if (!opens || w < LEAST * 3 || h < LEAST * 3) return;
    const head = level === 0 ? 0 : w > 44 && h > HEADER * 2 ? HEADER : 2;
    const edge = level === 0 ? 0 : w > 24 && h > 24 ? 2 : 1;
    const box = { x: x + edge, y: y + head, w: w - 2 * edge, h: h - head - edge };
    if (box.w < LEAST || box.h < LEAST) return;
    rect.opened = true;
    rect.head = head;
    squarify(tree.inside(node, metric), value, box, (inner, left, top, wide, high) => {
      if (wide >= LEAST && high >= LEAST) place(inner, left, top, wide, high, level + 1);
      else if (wide * high >= 1) found.push({ node: inner, x: left, y: top, w: wide, h: high, opened: false });
    });
  };
  if (width > 0 && height > 0) place(root, 0, 0, width, height, 0);
  return found;
}

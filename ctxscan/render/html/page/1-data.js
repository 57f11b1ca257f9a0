/* The data of the page: columns of each build's tree, deflated; see data.py. */

const STATES = ["sent", "untracked", "never", "left", "ignored"];

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~";

async function unpack(text, length) {
  const value = new Uint8Array(128);
  for (let i = 0; i < 85; i++) value[DIGITS.charCodeAt(i)] = i;
  const words = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let i = 0, at = 0; i < text.length; at += 4) {
    let word = 0;
    for (const end = i + 5; i < end; i++) word = word * 85 + value[text.charCodeAt(i)];
    words.setUint32(at, word);
  }
  const bytes = new Uint8Array(words.buffer, 0, length);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

/* Of base 36, with commas between them: to cut the text up first takes five times as long. */
function numbers(text) {
  const found = new Float64Array(text.length + 1);
  let count = 0;
  for (let i = 0, value = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 44;
    if (code !== 44) value = value * 36 + (code < 58 ? code - 48 : code - 87);
    else {
      found[count++] = value;
      value = 0;
    }
  }
  return found.subarray(0, text ? count : 0);
}

/* A build's tree: a node is an index; its subtree is what follows, up to `end`. */
class Tree {
  constructor(build) {
    Object.assign(this, build);
    this.name = build.names.split("/");
    const count = (this.count = this.name.length);
    this.fate = Uint32Array.from(numbers(build.fate_of));
    this.children = Int32Array.from(numbers(build.children), (each) => each - 1);
    this.parent = new Int32Array(count).fill(-1);
    this.depth = new Uint16Array(count);
    this.end = new Int32Array(count);
    this.bytes = new Float64Array(count);
    this.files = new Float64Array(count);
    this.directories = new Float64Array(count);
    this.sorted = { bytes: new Map(), files: new Map() };
    this.read(build);
    this.changed = new Uint16Array(count);
    const changes = numbers(build.changes);
    for (let i = 0, at = 0; i < changes.length; i += 2) this.changed[(at += changes[i])] = changes[i + 1];
    this.addUp();
  }

  read(build) {
    const sizes = numbers(build.sizes);
    const open = [];
    for (let i = 0, at = 0; i < this.count; i++) {
      while (open.length && open[open.length - 1][1] === 0) open.pop();
      const above = open[open.length - 1];
      if (above) {
        this.parent[i] = above[0];
        this.depth[i] = open.length;
        above[1]--;
      }
      if (this.children[i] < 0) {
        this.bytes[i] = sizes[at++];
        this.files[i] = 1;
      } else {
        this.directories[i] = 1;
        open.push([i, this.children[i]]);
      }
    }
    for (const [i, files, directories] of build.counts) {
      this.files[i] = files;
      this.directories[i] = directories;
    }
  }

  addUp() {
    for (let i = this.count - 1; i >= 0; i--) {
      if (!this.end[i]) this.end[i] = i + 1;
      const above = this.parent[i];
      if (above < 0) continue;
      this.bytes[above] += this.bytes[i];
      this.files[above] += this.files[i];
      this.directories[above] += this.directories[i];
      this.end[above] = Math.max(this.end[above], this.end[i]);
    }
  }

  isDirectory(i) {
    return this.children[i] >= 0;
  }

  isFolded(i) {
    return i > 0 && this.name[i] === "";
  }

  /* What lies in a directory itself, largest first. */
  inside(i, metric) {
    const known = this.sorted[metric].get(i);
    if (known) return known;
    const found = [];
    for (let at = i + 1; at < this.end[i]; at = this.end[at]) found.push(at);
    const value = this[metric];
    found.sort((a, b) => value[b] - value[a] || a - b);
    this.sorted[metric].set(i, found);
    return found;
  }

  path(i) {
    const parts = [];
    for (let at = i; at > 0; at = this.parent[at]) parts.push(this.name[at]);
    return parts.reverse().join("/");
  }

  /* Amounts of a subtree by class, added to *sums*: what `classOf` says of each node. */
  mix(node, metric, classOf, sums) {
    const { children, [metric]: own } = this;
    for (let at = node, end = this.end[node]; at < end; at++)
      if (children[at] < 0) sums[classOf[at]] += own[at];
    return sums;
  }
}

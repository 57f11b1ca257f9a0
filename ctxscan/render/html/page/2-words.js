/* Sizes, names and rules in words. */

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/* As docker prints it: decimal, four digits (sizes.py). */
function human(bytes) {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return Number(value.toPrecision(4)) + UNITS[unit];
}

function number(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function plural(count, word) {
  return number(count) + " " + word + (count === 1 ? "" : "s");
}

function amount(value, metric) {
  return metric === "bytes" ? human(value) : plural(value, "file");
}

const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/* A name without what acts on a reader: controls, marks of direction, bytes that are no text. */
function shown(name) {
  if (/^[ -~]*$/.test(name)) return name;
  return name.replace(/[\p{C}\p{Z}]/gu, (char) => {
    if (char === " ") return char;
    if (SHORT[char]) return SHORT[char];
    const code = char.codePointAt(0);
    if (code >= 0xdc80 && code <= 0xdcff) return "\\x" + (code - 0xdc00).toString(16);
    const digits = code < 0x100 ? 2 : code < 0x10000 ? 4 : 8;
    return "\\" + { 2: "x", 4: "u", 8: "U" }[digits] + code.toString(16).padStart(digits, "0");
  });
}

const WHITE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006" +
  "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
const SHORT_CONTROL = { 7: "\\a", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r" };

function asLine(pattern) {
  const chars = [...pattern];
  const first = chars[0];
  const last = chars[chars.length - 1];
  if (first === "!" || first === "#") pattern = "\\" + pattern;
  else if (first && (WHITE + "\ufeff").includes(first)) pattern = "[" + first + "]" + chars.slice(1).join("");
  if (last && WHITE.includes(last) && pattern.endsWith(last))
    pattern = pattern.slice(0, pattern.length - last.length) + "[" + last + "]";
  return pattern;
}

function escapeChar(char) {
  const code = char.codePointAt(0);
  if ("*?[]\\^|{}".includes(char)) return "\\" + char;
  if (code >= 0xdc80 && code <= 0xdcff) return "[\ufffd]";
  if (code < 32 || code === 127)
    return SHORT_CONTROL[code] || "\\x" + code.toString(16).padStart(2, "0");
  return char;
}

/* The line of an ignore file that matches a path and nothing else (ignore/literal.py). */
function ruleFor(path, asPodman) {
  const chars = [...path];
  const special = chars.some((char) => "*?[]\\".includes(char) ||
    ("^|{}".includes(char) ? false : escapeChar(char) !== char));
  const line = asLine(special || asLine(path) !== path ? chars.map(escapeChar).join("") : path);
  if (!asPodman) return line;
  return line.replace(/(\\[^]|\[\^?\]?(?:\\[^]|[^\]])*\])|([+()|{}^])/g,
    (all, whole, operator) => whole || "\\" + operator);
}

/* A path for an address, byte by byte: names that are no text have one, too. */
function encoded(path) {
  let text = "";
  for (const char of path) {
    const code = char.codePointAt(0);
    if (code >= 0xd800 && code <= 0xdfff) text += "%" + (code & 0xff).toString(16).toUpperCase();
    else text += char === "/" ? char : encodeURIComponent(char);
  }
  return text;
}

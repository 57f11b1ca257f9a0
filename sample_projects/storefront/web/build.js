const fs = require("node:fs");

fs.mkdirSync("out", { recursive: true });
fs.copyFileSync("src/index.html", "out/index.html");

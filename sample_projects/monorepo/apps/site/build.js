import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const page = readFileSync("index.template.html", "utf8");
mkdirSync("out", { recursive: true });
writeFileSync("out/index.html", page.replace("{{ built }}", new Date().toISOString()));

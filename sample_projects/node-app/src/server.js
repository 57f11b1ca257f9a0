import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { greeting } from "./greeting.js";

const page = new URL("../public/index.html", import.meta.url);

const server = createServer(async (request, response) => {
  if (request.url === "/") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(await readFile(page));
    return;
  }
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end(greeting(decodeURIComponent(request.url.slice(1))));
});

server.listen(process.env.PORT ?? 3000);

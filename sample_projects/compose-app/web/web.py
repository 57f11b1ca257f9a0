"""Puts what is posted into the queue, and says how long the queue is."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import redis

queue = redis.Redis.from_url(os.environ["QUEUE"])


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(f"{queue.llen('jobs')} jobs are waiting\n")

    def do_POST(self):
        job = self.rfile.read(int(self.headers["Content-Length"]))
        queue.rpush("jobs", job)
        self.answer("queued\n")

    def answer(self, text):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(text.encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("", 8080), Page).serve_forever()

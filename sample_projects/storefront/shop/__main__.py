"""Serve the shop."""

from http.server import ThreadingHTTPServer

from shop.orders import Orders

if __name__ == "__main__":
    ThreadingHTTPServer(("", 8000), Orders).serve_forever()

"""What was ordered."""

from http.server import BaseHTTPRequestHandler


class Orders(BaseHTTPRequestHandler):
    """Say that there is nothing yet."""

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

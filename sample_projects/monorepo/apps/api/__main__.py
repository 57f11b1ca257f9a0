from wsgiref.simple_server import make_server

from common import signature


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{environ['PATH_INFO']}? {signature('api')}\n".encode()]


make_server("", 8000, app).serve_forever()

"""WS-Discovery and HTTP of every device of the site in one process: usage  onvif.py DEVICES.json STATUS.json

Cameras speak ONVIF and serve a snapshot on port 80; the printer and the PC have their usual ports open.
STATUS.json counts per device: probes, requests, rightLogins, wrongLogins, snapshots.
"""
import asyncio
import json
import socket
import sys

import answers
import discovery
import login
import netns
from status import Status

MAX_BODY = 64 * 1024
PORTS = {"camera": [80], "printer": [80, 631, 9100], "pc": [80]}


class Camera:
    def __init__(self, device, status):
        self.device = device
        self.status = status
        self.digest = login.Digest(device)
        self.token = login.UsernameToken(device)
        with open(device["snapshotFile"], "rb") as file:
            self.jpeg = file.read()

    def respond(self, method, path, headers, body):
        """(status line, extra headers, content type, body) for one HTTP request."""
        self.count("requests")
        if method == "GET" and path.startswith("/onvif/snapshot"):
            return self.snapshot(method, headers)
        if method == "GET":
            return "200 OK", [], "text/html", f"<html><title>{self.device['model']}</title>Web service</html>".encode()
        if not path.startswith("/onvif/"):
            return "404 Not Found", [], "text/html", b""
        return self.soap(method, headers, body)

    def snapshot(self, method, headers):
        if not self.let_in(self.digest.check(method, headers.get("authorization", ""))):
            return self.challenge()
        self.count("snapshots")
        return "200 OK", [], "image/jpeg", self.jpeg

    def soap(self, method, headers, body):
        envelope = login.parse(body)
        operation, namespace = login.body_operation(envelope) if envelope is not None else ("", "")
        if not operation:
            return "400 Bad Request", [], "application/soap+xml", answers.fault("Sender", "WellFormed", "Not a SOAP 1.2 request")
        public = operation == "GetSystemDateAndTime" or (operation in answers.PRE_AUTH and not self.device["strict"])
        if not public:
            if self.device["login"] == "digest":
                if not self.let_in(self.digest.check(method, headers.get("authorization", ""))):
                    return self.challenge()
            elif not self.let_in(self.token.check(envelope)):
                return "400 Bad Request", [], "application/soap+xml", answers.fault(
                    "Sender", "NotAuthorized", "Sender not Authorized")
        try:
            answer = answers.answer(self.device, operation, namespace, envelope)
        except LookupError:
            return "400 Bad Request", [], "application/soap+xml", answers.fault("Sender", "NoProfile", "No such profile")
        if answer is None:
            return "500 Internal Server Error", [], "application/soap+xml", answers.fault(
                "Receiver", "ActionNotSupported", "Optional Action Not Implemented")
        return "200 OK", [], "application/soap+xml; charset=utf-8", answer

    def let_in(self, outcome):
        if outcome == login.WRONG:
            self.count("wrongLogins")
        elif outcome == login.RIGHT:
            self.count("rightLogins")
        return outcome == login.RIGHT

    def challenge(self):
        return "401 Unauthorized", [f"WWW-Authenticate: {self.digest.challenge()}"], "text/html", b""

    def count(self, what):
        self.status.count(self.device["id"], what)


class Other:
    """The printer and the PC: a plain web page, no camera."""

    def __init__(self, device):
        self.device = device

    def respond(self, _method, _path, _headers, _body):
        return "200 OK", [], "text/html", f"<html><title>{self.device['name']}</title></html>".encode()


def handler(device):
    async def handle(reader, writer):
        try:
            while await serve_one(device, reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.TimeoutError, ConnectionError, ValueError):
            pass
        finally:
            writer.close()
    return handle


async def serve_one(device, reader, writer):
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 65)
    request, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, _ = request.split(" ", 2)
    headers = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    if length > MAX_BODY:
        return False
    body = await reader.readexactly(length)
    line, extra, content_type, content = device.respond(method, path, headers, body)
    keep = headers.get("connection", "").lower() != "close"
    fields = [f"HTTP/1.1 {line}", "Server: webserver", *extra, f"Content-Type: {content_type}",
              f"Content-Length: {len(content)}", f"Connection: {'keep-alive' if keep else 'close'}"]
    writer.write("\r\n".join(fields).encode() + b"\r\n\r\n" + content)
    await writer.drain()
    return keep


def listen(device, port):
    with netns.inside(device["namespace"]):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("", port))
        sock.listen(32)
        sock.setblocking(False)
        return sock


async def main(devices_file, status_file):
    with open(devices_file) as file:
        devices = json.load(file)
    status = Status(status_file)
    servers = []
    for device in devices:
        responder = Camera(device, status) if device["kind"] == "camera" else Other(device)
        for port in PORTS[device["kind"]]:
            servers.append(await asyncio.start_server(handler(responder), sock=listen(device, port), limit=MAX_BODY))
        discovery.serve(device, discovery.open_socket(device), status)
    print(f"READY {len(devices)} devices", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))

"""HTTP, sessions and the two ways frames travel, for the Bedside protocol version 1.

`Visitor` and `Staff` begin sessions over plain HTTP (protocol, section 3) and fetch tickets.
`WebSocketTransport` (section 4) and `StreamTransport` (section 12) carry frames. Both have
`send(*frames)`, `recv(timeout)`, `close()` and `cut()`; `bedside_client` works with either.
"""

import http.client
import json
import queue
import socket
import ssl
import threading
import time
import urllib.parse

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.sync.client import connect

SUBPROTOCOL = "bedside.v1"
FRAMES_A_POST = 64
BYTES_A_POST = 49_152


class ApiError(Exception):
    """The server answered an HTTP request with an error (section 3)."""

    def __init__(self, status, code, message, retry_after_s=None):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.retry_after_s = status, code, retry_after_s


class ConnectionLost(Exception):
    """The connection has ended; `code` is the WebSocket close code where there was one."""

    def __init__(self, why, code=None):
        super().__init__(why)
        self.code = code


class Server:
    """One server origin, such as `https://chat.clinic.example`."""

    def __init__(self, base, context=None, timeout=10):
        parts = urllib.parse.urlsplit(base)
        self.tls = parts.scheme == "https"
        self.host, self.port = parts.hostname, parts.port or (443 if self.tls else 80)
        self.authority = parts.netloc
        self.context = (context or ssl.create_default_context()) if self.tls else None
        self.timeout = timeout

    def connection(self, timeout=None):
        timeout = timeout or self.timeout
        if self.tls:
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=self.context)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def begin(self, method, path, body=None, headers=(), timeout=None):
        """Sends a request; gives the connection and its response, not yet read."""
        sent = {**dict(headers), "X-Bedside": "1"}
        if method != "GET":  # section 3: also where there is no body
            sent["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body=data, headers=sent)
            response = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        if response.status >= 400:
            try:
                raise error_of(response.status, response.read(), response.getheader("Retry-After"))
            finally:
                connection.close()
        return connection, response

    def call(self, method, path, body=None, headers=(), tries=3):
        """A whole request; `busy` and `unavailable` are tried again. Gives (json or None, response headers)."""
        while True:
            tries -= 1
            try:
                connection, response = self.begin(method, path, body, headers)
            except ApiError as error:
                if error.status != 503 or tries <= 0:
                    raise
                time.sleep(5 if error.retry_after_s is None else error.retry_after_s)
                continue
            try:
                data = response.read()
            finally:
                connection.close()
            return (json.loads(data) if data else None), response.headers

    def site(self, key):
        return self.call("GET", "/api/v1/sites/" + urllib.parse.quote(key, safe=""))[0]


def error_of(status, data, retry_after=None):
    try:
        error = json.loads(data)["error"]
        return ApiError(status, error["code"], error["message"], error.get("retry_after_s"))
    except (ValueError, KeyError, TypeError):  # not from Bedside, a proxy perhaps
        after = int(retry_after) if retry_after and retry_after.isdigit() else None
        return ApiError(status, "internal", "no readable error body", after)


class Visitor:
    """A patient's session, kept by a bearer token (section 3.2)."""

    def __init__(self, server, site, consent_version):
        self.server = server
        asked = {"site": site, "consent_version": consent_version, "cookieless": True}
        self.about = server.call("POST", "/api/v1/visitor/sessions", asked)[0]
        self.id, self.bearer = self.about["visitor"], self.about["bearer"]

    def headers(self):
        return {"Authorization": "Bearer " + self.bearer}

    def again(self):
        return self.server.call("GET", "/api/v1/visitor/session", headers=self.headers())[0]

    def ticket(self):
        return self.server.call("POST", "/api/v1/visitor/tickets", headers=self.headers())[0]["ticket"]

    def end(self):
        self.server.call("DELETE", "/api/v1/visitor/session", headers=self.headers())


class Staff:
    """A member of staff who has signed in (section 3.3). The cookie is sent by hand: there is no bearer way."""

    COOKIE = "__Host-bedside-staff"

    def __init__(self, server, email, password, organisation=None):
        self.server = server
        asked = {"email": email, "password": password}
        if organisation:
            asked["organisation"] = organisation
        self.about, headers = server.call("POST", "/api/v1/staff/sign-in", asked)
        self.id = self.about["id"]
        self.secret = None
        for line in headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            if name.strip() == self.COOKIE:
                self.secret = value.strip()
        if not self.secret:
            raise ApiError(200, "internal", "signing in gave no staff cookie")

    def headers(self):
        return {"Cookie": f"{self.COOKIE}={self.secret}"}

    def again(self):
        return self.server.call("GET", "/api/v1/staff/me", headers=self.headers())[0]

    def ticket(self):
        return self.server.call("POST", "/api/v1/staff/tickets", headers=self.headers())[0]["ticket"]

    def end(self):
        self.server.call("POST", "/api/v1/staff/sign-out", headers=self.headers())

    def closed_conversations(self, before=None):
        query = "?before=" + before if before else ""
        return self.server.call("GET", "/api/v1/staff/conversations" + query, headers=self.headers())[0]

    def closed_conversation(self, conversation):
        return self.server.call("GET", "/api/v1/staff/conversations/" + conversation, headers=self.headers())[0]


class WebSocketTransport:
    """Frames as WebSocket text messages (section 4)."""

    answers_pings = True  # of the server, below the frames

    def __init__(self, server, hello):
        scheme = "wss" if server.tls else "ws"
        try:
            self.socket = connect(f"{scheme}://{server.authority}/api/v1/socket", subprotocols=[SUBPROTOCOL],
                                  ssl=server.context, compression=None, ping_interval=None, max_size=None,
                                  open_timeout=server.timeout, close_timeout=2, proxy=None)
        except (InvalidHandshake, InvalidMessage, OSError, EOFError) as error:
            raise ConnectionLost(f"no WebSocket: {error}") from error
        self.send(hello)

    def send(self, *frames):
        for frame in frames:
            self.send_text(json.dumps(frame, ensure_ascii=False))

    def send_text(self, text):
        """One message as it is; bytes go as a binary one. For tests of what a server makes of it."""
        try:
            self.socket.send(text)
        except ConnectionClosed as error:
            raise ConnectionLost("closed", close_code(error)) from error

    def recv(self, timeout):
        """The next frame, or None when none came in time."""
        try:
            return json.loads(self.socket.recv(timeout))
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise ConnectionLost("closed", close_code(error)) from error

    def close(self):
        self.socket.close(1000)

    def cut(self):
        """Ends the connection as a lost network does: no close frame."""
        try:
            self.socket.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def close_code(error):
    return error.rcvd.code if error.rcvd else None


class StreamTransport:
    """Frames over HTTP: a long answer brings them down, POSTs take them up (section 12)."""

    answers_pings = False
    ENDED = object()

    def __init__(self, session, hello, silence=60):
        server = session.server
        self.server, self.session, self.stream = server, session, None
        self.sending, self.lines = threading.Lock(), queue.Queue()
        try:
            # `silence` is only a net below the client's own watch for a dead peer.
            self.connection, self.response = server.begin("POST", "/api/v1/stream", hello, timeout=silence)
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionLost(f"no stream: {error}") from error
        self.socket = self.connection.sock or self.response.fp.raw._sock
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while line := self.response.readline():
                if line.strip():
                    self.lines.put(json.loads(line))
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # cut off, perhaps in the middle of a line: what is whole has been given
        self.lines.put(self.ENDED)

    def recv(self, timeout):
        try:
            frame = self.lines.get(timeout=timeout)
        except queue.Empty:
            return None
        if frame is self.ENDED:
            self.lines.put(self.ENDED)
            raise ConnectionLost("the stream has ended")
        if frame.get("type") == "welcome":
            self.stream = frame["stream"]
        return frame

    def send(self, *frames):
        """In order, one POST at a time, at most 64 frames and 49 152 bytes in each."""
        with self.sending:
            batch, size = [], 2
            for frame in frames:
                length = len(json.dumps(frame, ensure_ascii=False).encode()) + 2
                if batch and (len(batch) == FRAMES_A_POST or size + length > BYTES_A_POST):
                    self._post(batch)
                    batch, size = [], 2
                batch.append(frame)
                size += length
            if batch:
                self._post(batch)

    def _post(self, frames):
        if not self.stream:
            raise ConnectionLost("no welcome yet, so nothing to send to")
        headers = {**self.session.headers(), "X-Bedside-Stream": self.stream}
        try:
            self.server.call("POST", "/api/v1/stream/frames", frames, headers, tries=4)
        except ApiError as error:
            if error.status in (404, 503):
                raise ConnectionLost(f"the stream is gone: {error}") from error
            raise
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionLost(f"sending failed: {error}") from error

    def close(self):
        self.cut()

    def cut(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

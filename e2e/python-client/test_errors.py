"""What the server answers to what is wrong: frames, connections, requests. Each case is a line of the protocol document."""

import json
import unittest
import uuid

from bedside_client import Client
from bedside_transport import ApiError, ConnectionLost, Staff, Visitor, WebSocketTransport
from chat_kit import DANA, SITE, ChatCase

NOWHERE = "01JAB0C0NVERSAT10N00000001"


class Frames(ChatCase):
    """Wrong frames on a good connection."""

    def raw(self, session=None):
        """A connection that hides nothing, after its welcome."""
        session = session or self.session()
        transport = WebSocketTransport(self.server, {"type": "hello", "ticket": session.ticket(), "protocol": 1})
        self.addCleanup(transport.close)
        self.until(transport, "welcome")
        return transport

    def until(self, transport, kind, timeout=10):
        while (frame := transport.recv(timeout)) is not None:
            if frame["type"] == kind:
                return frame
        self.fail(f"no {kind} came")

    def ending(self, transport):
        """The `bye` code, if there was one, and the close code."""
        bye = None
        try:
            while (frame := transport.recv(10)) is not None:
                bye = frame["code"] if frame["type"] == "bye" else bye
        except ConnectionLost as lost:
            return bye, lost.code
        self.fail("the connection did not end")

    def test_unknown_and_malformed(self):
        transport = self.raw()
        transport.send({"type": "dance"})
        self.assertEqual(self.until(transport, "error")["code"], "unknown_type")
        for text in ("{", "[]", '"hello"', '{"type":"ping","ref":-1}', '{"type":"typing"}', '{"ref":1}'):
            transport.send_text(text)
            self.assertEqual(self.until(transport, "error")["code"], "malformed", text)
        transport.send({"type": "hello", "ticket": "again"})
        self.assertEqual(self.until(transport, "error")["code"], "not_now")
        transport.send({"type": "ping", "ref": 4294967295, "not_known": {"is": "ignored"}})
        self.assertEqual(self.until(transport, "pong")["ref"], 4294967295, "the connection goes on")

    def test_the_tenth_ends_it(self):
        transport = self.raw()
        for n in range(9):
            transport.send({"type": f"unknown_{n}"})
        transport.send({"type": "ping", "ref": 1})
        self.until(transport, "pong")
        transport.send_text("{")
        self.assertEqual(self.ending(transport), ("malformed", 1002))

    def test_binary_and_too_large(self):
        transport = self.raw()
        transport.send_text(b'{"type":"ping"}')
        self.assertEqual(self.ending(transport)[1], 1003)
        transport = self.raw()
        transport.send_text('{"type":"ping","ref":1}' + " " * 49_152)
        self.assertEqual(self.ending(transport)[1], 1009)

    def test_hello(self):
        good = self.session().ticket()
        for hello, bye in (({"type": "hello", "ticket": "never given"}, "unauthenticated"),
                           ({"type": "ping"}, "hello_expected"),
                           ({"type": "hello", "ticket": good, "protocol": 0}, "upgrade")):
            transport = WebSocketTransport(self.server, hello)
            self.assertEqual(self.ending(transport), (bye, 1008), hello)
        transport = WebSocketTransport(self.server, {"type": "hello", "ticket": good})
        self.addCleanup(transport.close)
        self.assertEqual(transport.recv(10)["type"], "welcome", "the first frame")
        again = WebSocketTransport(self.server, {"type": "hello", "ticket": good})  # a ticket opens one connection
        self.assertEqual(self.ending(again), ("unauthenticated", 1008))
        late = WebSocketTransport.__new__(WebSocketTransport)  # one that never says hello
        late.send = lambda *frames: None
        late.__init__(self.server, None)
        self.assertEqual(self.ending(late), ("hello_expected", 4408))

    def test_a_newer_client_is_served(self):
        transport = WebSocketTransport(self.server, {"type": "hello", "ticket": self.session().ticket(), "protocol": 7})
        self.addCleanup(transport.close)
        self.assertEqual(self.until(transport, "welcome")["protocol"], 1)

    def test_signed_out(self):
        session = Staff(self.server, DANA, self.password())
        transport = self.raw(session)
        session.end()
        self.assertEqual(self.ending(transport), ("session_ended", 1000))


class Refused(ChatCase):
    """What is read, but not done."""

    def test_other_peoples_conversations(self):
        ann, dana, conversation = self.served()
        eve, omar = self.visitor(), self.staff(self.omar_session)
        for other in (conversation, NOWHERE):
            self.refused(eve.post(other, "let me in"), "not_found")
            self.refused(eve.close_conversation(other), "not_found")
            errors = []
            eve.on_frame = errors.append
            eve.resume(other, 0)
            eve.wait_for(lambda: errors, what="an error")
            self.assertEqual((errors[0]["type"], errors[0]["code"]), ("error", "not_found"))
        self.refused(omar.post(conversation, "and me"), "not_found")
        self.refused(omar.note(conversation, "and me"), "not_found")
        self.refused(omar.transfer(conversation, self.department_called("Billing")["id"]), "not_found")
        self.refused(dana.accept(NOWHERE), "not_found")
        with self.assertRaises(ApiError) as caught:
            self.omar_session.closed_conversation(NOWHERE)
        self.assertEqual((caught.exception.status, caught.exception.code), (404, "not_found"))
        self.assertEqual(ann.conversations[conversation].texts(), [])

    def test_accept_first(self):
        ann, dana = self.visitor(), self.staff(self.dana_session)
        conversation = self.opened(ann)
        dana.wait_for(lambda: conversation in dana.cards, what="the card")
        held = ann.post(conversation, " ".join(f"https://example.org/{n}" for n in range(6))).wait()
        for sent in (dana.post(conversation, "not yet"), dana.note(conversation, "not yet"),
                     dana.transfer(conversation, self.department_called("Billing")["id"]),
                     dana.release(conversation, held["message"]), dana.close_conversation(conversation)):
            with self.subTest(sent.frame["type"]):
                self.refused(sent, "not_found")
        errors = []
        dana.on_frame = errors.append
        dana.resume(conversation, 0)
        dana.wait_for(lambda: errors, what="an error")
        self.assertEqual((errors[0]["type"], errors[0]["code"]), ("error", "not_found"))

    def test_texts(self):
        ann = self.visitor()
        conversation = self.opened(ann)
        self.refused(ann.post(conversation, ""), "empty")
        self.refused(ann.post(conversation, "x" * 4001), "too_long")
        self.refused(ann.post(conversation, "a\x07b"), "control_characters")
        self.acked(ann.post(conversation, "line\r\nfeed\tand 🩺"))
        self.acked(ann.post(conversation, "é" * 4000))
        sealed = ann._keyed({"type": "post", "conversation": conversation, "sealed": "x", "key_id": "y"}, None)
        self.refused(sealed, "sealed_not_allowed")
        self.refused(ann._keyed({"type": "post", "conversation": conversation}, None), "malformed")

    def test_opening(self):
        ann, version = self.visitor(), self.department["consent_version"]
        self.refused(ann.open(NOWHERE, version), "not_found")
        self.refused(ann.open(self.department["id"], version + 1), "consent_outdated")
        self.refused(ann.open(self.department["id"], version, name="n" * 121), "too_long")
        self.refused(ann.open(self.department["id"], version, topic="a\nb"), "control_characters")

    def test_roles(self):
        ann, dana, conversation = self.served()
        self.refused(ann.presence("online"), "forbidden")
        opening = dana.open(self.department["id"], self.department["consent_version"])
        self.assertEqual(self.refused(opening, "forbidden")["type"], "refused")
        self.refused(dana.transfer(conversation, NOWHERE), "not_found")
        self.refused(dana.release(conversation, NOWHERE), "not_found")

    def test_key_of_another_kind(self):
        ann = self.visitor()
        conversation, key = self.opened(ann), str(uuid.uuid4())
        self.acked(ann.post(conversation, "first", key))
        self.assertEqual(self.refused(ann.post(conversation, "second", key), "client_key_reused")["client_key"], key)


class Requests(ChatCase):
    """HTTP: statuses and codes."""

    def fails(self, status, code, call, *args, **more):
        with self.assertRaises(ApiError) as caught:
            call(*args, **more)
        self.assertEqual((caught.exception.status, caught.exception.code), (status, code), caught.exception)

    def test_sites_and_sessions(self):
        version = self.department["consent_version"]
        self.fails(404, "not_found", self.server.site, "no-such-site")
        self.fails(404, "not_found", Visitor, self.server, "no-such-site", version)
        self.fails(409, "consent_outdated", Visitor, self.server, SITE, version + 100)
        session = self.session()
        self.assertEqual(session.again()["visitor"], session.id)
        session.end()
        session.end()  # 204 also if there is none
        self.fails(401, "unauthenticated", session.again)
        self.fails(401, "unauthenticated", session.ticket)

    def test_staff(self):
        self.fails(401, "unauthenticated", Staff, self.server, DANA, "not the password")
        self.fails(401, "unauthenticated", Staff, self.server, "nobody@riverside.example", "not the password")
        self.assertEqual(self.dana_session.again()["id"], self.dana_session.id)
        self.fails(401, "unauthenticated", self.server.call, "GET", "/api/v1/staff/me")
        self.fails(401, "unauthenticated", self.server.call, "POST", "/api/v1/staff/tickets")

    def test_headers_and_bodies(self):
        for left_out, status, code in (("X-Bedside", 403, "origin_forbidden"), ("Content-Type", 400, "malformed")):
            connection = self.server.connection()
            headers = {"X-Bedside": "1", "Content-Type": "application/json"}
            del headers[left_out]
            connection.request("POST", "/api/v1/visitor/sessions", body="{}", headers=headers)
            response = connection.getresponse()
            self.assertEqual(response.status, status, left_out)
            self.assertEqual(json.loads(response.read())["error"]["code"], code, left_out)
            connection.close()
        self.fails(403, "origin_forbidden", self.server.call, "POST", "/api/v1/visitor/sessions", {},
                   {"Origin": "https://elsewhere.example"})
        self.fails(400, "malformed", self.server.call, "POST", "/api/v1/visitor/sessions", {"site": 1})
        self.fails(413, "too_large", self.server.call, "POST", "/api/v1/visitor/sessions", {"site": "x" * 50_000})

    def test_streams(self):
        path, session = "/api/v1/stream/frames", self.session()
        client = Client(session, "stream")
        self.addCleanup(client.close)
        headers = {**session.headers(), "X-Bedside-Stream": client.start().transport.stream}
        for others in ({**headers, "X-Bedside-Stream": "never-given"}, {**headers, **self.session().headers()},
                       {"X-Bedside-Stream": headers["X-Bedside-Stream"]}, session.headers()):
            self.fails(404, "not_found", self.server.call, "POST", path, [{"type": "ping"}], others)
        self.fails(400, "malformed", self.server.call, "POST", path, {"type": "ping"}, headers)
        self.fails(413, "too_large", self.server.call, "POST", path, [{"type": "ping"}] * 65, headers)
        self.fails(413, "too_large", self.server.call, "POST", path, [{"type": "ping", "padding": "x" * 49_152}], headers)
        self.server.call("POST", path, [], headers)
        seen = []
        client.on_frame = seen.append
        self.server.call("POST", path, [{"type": "ping", "ref": n} for n in range(64)], headers)
        client.wait_for(lambda: len(seen) == 64, what="64 answers")
        self.assertEqual([frame["ref"] for frame in seen], list(range(64)))


if __name__ == "__main__":
    unittest.main()

"""What the tests share: where the server is, people to chat with, and a network that can be made bad."""

import os
import socket
import threading
import time
import unittest
import urllib.parse

from bedside_client import Client
from bedside_transport import Server, Staff, Visitor

BASE = os.environ.get("BEDSIDE_URL", "http://localhost:8080")
SITE = os.environ.get("BEDSIDE_SITE", "riverside")
DANA, OMAR = "dana@riverside.example", "omar@riverside.example"


def answer_for(field):
    return {"key": field["key"], "value": {"phone": "212 555 0123", "email": "ann@example.org"}.get(field["kind"], "yes")}


class BadNetwork:
    """A TCP relay before the server. `deaf` loses what the server says, `down` takes no connection,
    `refuse_websockets` is a proxy that blocks them, `cut` ends every connection in the middle."""

    def __init__(self, base):
        parts = urllib.parse.urlsplit(base)
        self.target = (parts.hostname, parts.port or 80)
        self.deaf = self.refuse_websockets = self.down = False
        self.pairs, self.websockets = [], 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://localhost:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._relay, args=(near,), daemon=True).start()

    def _relay(self, near):
        try:
            first = near.recv(65536)
            if b"/api/v1/socket" in first:
                self.websockets += 1
                if self.refuse_websockets:
                    return near.close()
            if self.down or not first:
                return near.close()
            far = socket.create_connection(self.target)
            far.sendall(first)
        except OSError:
            return near.close()
        pair = (near, far)
        self.pairs.append(pair)
        down = threading.Thread(target=self._pump, args=(far, near, True), daemon=True)
        down.start()
        self._pump(near, far, False)
        down.join()
        near.close(), far.close()

    def _pump(self, source, sink, downwards):
        try:
            while data := source.recv(65536):
                if not (downwards and self.deaf):
                    sink.sendall(data)
        except OSError:
            pass
        self._end(source, sink)

    @staticmethod
    def _end(*sockets):
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        pairs, self.pairs = self.pairs, []
        for pair in pairs:
            self._end(*pair)

    def close(self):
        self._end(self.listener)  # ends the accept; closing alone does not
        self.listener.close()
        self.cut()


class ChatCase(unittest.TestCase):
    """Signs in staff once; gives visitors and conversations, and ends what a test began."""

    longMessage = True

    @classmethod
    def setUpClass(cls):
        cls.server = Server(BASE)
        cls.site = cls.server.site(SITE)
        cls.dana_session, cls.omar_session = (Staff(cls.server, who, cls.password()) for who in (DANA, OMAR))
        cls.department = cls.department_called("Nurse line")

    @classmethod
    def tearDownClass(cls):
        cls.dana_session.end()
        cls.omar_session.end()

    @staticmethod
    def password():
        return os.environ["BEDSIDE_PASSWORD"]

    @classmethod
    def department_called(cls, name):
        return next(each for each in cls.site["departments"] if each["name"] == name)

    def client(self, session, transport="websocket", **more):
        client = Client(session, transport, **more)
        self.addCleanup(client.close)
        return client.start()

    def staff(self, session, transport="websocket", **more):
        client = self.client(session, transport, **more)
        self.assertEqual(client.presence("online").wait()["type"], "done")
        return client

    def session(self, server=None):
        return Visitor(server or self.server, SITE, self.department["consent_version"])

    def visitor(self, transport="websocket", server=None, **more):
        return self.client(self.session(server), transport, **more)

    def opened(self, visitor, department=None, **more):
        """Opens a conversation; the test's end closes it if it is still open."""
        department = department or self.department
        answers = [answer_for(field) for field in department["form"] if field["required"]]
        more = {"name": "Ann", "topic": "Results", **({"answers": answers} if answers else {}), **more}
        answer = visitor.open(department["id"], department["consent_version"], **more).wait()
        self.assertEqual(answer["type"], "opened", answer)
        conversation = answer["state"]["conversation"]
        self.addCleanup(lambda: visitor.transport and visitor.close_conversation(conversation).wait())
        self.have(visitor, conversation, 1)
        return conversation

    def accepted(self, staff, conversation):
        staff.wait_for(lambda: conversation in staff.cards, what="the card")
        answer = staff.accept(conversation).wait()
        self.assertEqual(answer["type"], "joined", answer)
        self.have(staff, conversation, answer["state"]["rev"])
        return staff.conversations[conversation]

    def served(self, **visitor):
        """Ann, Dana and a conversation between them."""
        ann, dana = self.visitor(**visitor), self.staff(self.dana_session)
        conversation = self.opened(ann)
        self.accepted(dana, conversation)
        ann.wait_for(lambda: ann.conversations[conversation].state["phase"] == "active", what="her joining")
        return ann, dana, conversation

    def have(self, client, conversation, rev):
        client.wait_for(lambda: conversation in client.conversations and client.conversations[conversation].have >= rev,
                        what=f"rev {rev}")

    def acked(self, sent):
        answer = sent.wait()
        self.assertEqual(answer["type"], "ack", answer)
        return answer

    def refused(self, sent, code):
        answer = sent.wait()
        self.assertIn(answer["type"], ("refused", "error"), answer)
        self.assertEqual(answer["code"], code, answer)
        return answer

    def whole(self, client, conversation):
        """Every rev once and in order, every seq once and in order."""
        known = client.conversations[conversation]
        self.assertEqual([rev for rev, _, _ in known.events], list(range(1, known.have + 1)))
        self.assertEqual([each["seq"] for each in known.messages()], list(range(1, len(known.messages()) + 1)))
        self.assertEqual(known.early, {})
        return known


def eventually(true, timeout=15):
    until = time.monotonic() + timeout
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]

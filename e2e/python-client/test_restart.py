"""A server that is restarted under a conversation: `bye`, reconnecting by itself, nothing lost.

Starts a server of its own, so it needs BEDSIDE_BIN; without it this file is skipped."""

import os
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from bedside_client import Client
from bedside_transport import Server, Staff
from chat_kit import DANA, SITE, ChatCase, eventually, free_port


@unittest.skipUnless(os.environ.get("BEDSIDE_BIN"), "BEDSIDE_BIN names no server to start")
class Restart(ChatCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.https, cls.http = free_port(), free_port()
        cls.base = f"http://localhost:{cls.http}"
        cls.process = cls.begin()
        cls.server = Server(cls.base)
        cls.site = cls.server.site(SITE)
        cls.department = cls.department_called("Nurse line")

    @classmethod
    def tearDownClass(cls):
        cls.end()
        cls.folder.cleanup()

    @classmethod
    def begin(cls):
        log = open(os.path.join(cls.folder.name, "log"), "w+")  # what the demo prints once it is all there
        cls.addClassCleanup(log.close)
        process = subprocess.Popen(
            [os.environ["BEDSIDE_BIN"], "demo", "--https", f"127.0.0.1:{cls.https}", "--http", f"127.0.0.1:{cls.http}",
             "--password", cls.password(), "--keep", os.path.join(cls.folder.name, "kept")],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        ready = lambda: cls.alive() and os.path.getsize(log.name) > 0
        if not eventually(lambda: process.poll() is not None or ready(), 60) or process.poll() is not None:
            process.kill()
            raise RuntimeError(f"the server did not start: {process.wait()}")
        return process

    @classmethod
    def alive(cls):
        try:
            with urllib.request.urlopen(cls.base + "/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    @classmethod
    def end(cls):
        cls.process.send_signal(signal.SIGTERM)
        try:
            cls.process.wait(30)
        except subprocess.TimeoutExpired:
            cls.process.kill()
            cls.process.wait()

    def test_restarted(self):
        byes = []
        ann = Client(self.session(), "websocket", on_frame=lambda frame: frame["type"] == "bye" and byes.append(frame)).start()
        dana = Client(Staff(self.server, DANA, self.password()), "stream").start()
        self.addCleanup(ann.close), self.addCleanup(dana.close)
        dana.presence("online").wait()
        conversation = self.opened(ann)
        self.accepted(dana, conversation)
        self.acked(ann.post(conversation, "before"))
        type(self).end()
        self.assertTrue(eventually(lambda: byes), "a bye before the end")
        self.assertEqual((byes[0]["code"], byes[0]["resumable"]), ("going_away", True))
        self.assertTrue(eventually(lambda: ann.transport is None and dana.transport is None), "both see that it is gone")
        written = ann.post(conversation, "while it was away"), dana.post(conversation, "I too")
        type(self).process = self.begin()
        for sent in written:
            self.assertEqual(sent.wait(60)["type"], "ack")
        for client in (ann, dana):
            client.wait_for(lambda: len(client.conversations[conversation].texts()) == 3, what="three messages")
            self.assertEqual(self.whole(client, conversation).texts()[0], "before")


if __name__ == "__main__":
    unittest.main()

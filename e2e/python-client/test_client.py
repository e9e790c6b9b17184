"""The client alone, where no server can be made to do it: `busy` in the middle, frames nobody can match, streams that only listen."""

import time
import types
import unittest

from bedside_client import Client

CONVERSATION = "01JAB0C0NVERSAT10N00000001"


class Recorder:
    """A transport that keeps what is sent and brings what it is given."""

    def __init__(self, *frames, answers_pings=True):
        self.sent, self.frames, self.answers_pings = [], list(frames), answers_pings

    def send(self, *frames):
        self.sent += frames

    def recv(self, timeout):
        if self.frames:
            return self.frames.pop(0)
        time.sleep(timeout)
        return None

    def cut(self):
        pass


def client_on(transport):
    client = Client(types.SimpleNamespace(id="me"), "websocket")
    client.transport = transport
    return client


class Alone(unittest.TestCase):
    def test_a_busy_message_is_not_overtaken(self):
        transport = Recorder()
        client = client_on(transport)
        first = client.post(CONVERSATION, "first")
        key = first.frame["client_key"]
        client._take({"type": "busy", "client_key": key, "queue": "messages", "retry_after_s": 10}, transport)
        second, other = client.post(CONVERSATION, "second"), client.post("01JAB0C0NVERSAT10N00000002", "elsewhere")
        self.assertEqual(transport.sent, [first.frame, other.frame], "the second waits")
        client._tick(time.monotonic() + 9)
        self.assertEqual(len(transport.sent), 2)
        client._tick(time.monotonic() + 11)
        self.assertEqual(transport.sent[2:], [first.frame], "the first again, the second still waits for its answer")
        client._take({"type": "refused", "client_key": key, "code": "closed", "message": ""}, transport)
        client._tick(time.monotonic())
        self.assertEqual(transport.sent[3:], [second.frame])

    def test_a_busy_replay_is_asked_again(self):
        transport = Recorder()
        client = client_on(transport)
        client.resume(CONVERSATION)
        client._take({"type": "busy", "queue": "store", "retry_after_s": 5}, transport)
        client._tick(time.monotonic() + 6)
        self.assertEqual(transport.sent, [{"type": "resume", "conversation": CONVERSATION, "rev": 0}] * 2)

    def test_an_error_that_names_nothing(self):
        transport = Recorder()
        client = client_on(transport)
        error = {"type": "error", "code": "malformed", "message": ""}
        one, two = client.post("no id", "one"), client.post(CONVERSATION, "two")
        client._take(error, transport)
        self.assertEqual((one.answer, two.answer), (None, None), "it could be either")
        client._take({"type": "refused", "client_key": two.frame["client_key"], "code": "closed", "message": ""}, transport)
        client._take(error, transport)
        self.assertEqual(one.answer, error)

    def test_resumed_raises_nothing(self):
        transport = Recorder()
        client = client_on(transport)
        client._take({"type": "resumed", "conversation": CONVERSATION, "rev": 7, "more": False}, transport)
        self.assertEqual(client.conversations[CONVERSATION].have, 0)

    def test_pings(self):
        """What comes is enough on a WebSocket; on a stream the server must hear something too."""
        for answers_pings, expected in ((True, set()), (False, {"ping"})):
            transport = Recorder(answers_pings=answers_pings)
            client = client_on(transport)
            client.limits.update(heartbeat_ms=300, dead_peer_ms=60_000)
            welcome = {"type": "welcome", "me": {"kind": "staff", "id": "me", "name": "D"}, "limits": {}, "conversations": []}
            transport.frames = [welcome] + [{"type": "queue", "conversation": CONVERSATION}] * 5
            given = transport.recv

            def recv(timeout):
                time.sleep(0.1)
                client._stopping = len(transport.frames) == 1
                return given(timeout)

            transport.recv = recv
            client._listen(transport)
            self.assertEqual({frame["type"] for frame in transport.sent}, expected, answers_pings)


if __name__ == "__main__":
    unittest.main()

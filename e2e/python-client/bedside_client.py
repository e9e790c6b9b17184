"""A small client for the Bedside chat protocol version 1, for patients and for staff.

`Client(session)` keeps one connection alive in a thread: hello, resume, heartbeat, reconnecting, and the
outbox that makes a `post` arrive once. Written from the protocol document alone. Sessions and transports are in
`bedside_transport`, what one knows of a chat in `bedside_conversation`.
"""

import http.client
import itertools
import random
import threading
import time
import uuid

from bedside_conversation import Conversation
from bedside_transport import ApiError, ConnectionLost, StreamTransport, WebSocketTransport

PROTOCOL = 1
WELCOME_WITHIN_S = 10
STREAM_FOR_S = 600  # then a new connection tries the WebSocket again


class Sent:
    """Something sent that has an answer: kept, with its key, until the answer comes (section 6)."""

    def __init__(self, client, frame):
        self.client, self.frame, self.answer = client, frame, None
        self.busy, self.not_before = False, 0.0  # when to send what was answered `busy` again
        self.held_back = False  # not sent yet: it would overtake a busy one

    def wait(self, timeout=15):
        self.client.wait_for(lambda: self.answer is not None, timeout, f"an answer to {self.frame['type']}")
        return self.answer


class Client:
    """`transport` is "websocket", "stream", or "auto": streams after two WebSockets in a row that brought no welcome."""

    def __init__(self, session, transport="auto", on_frame=None):
        self.session, self.mode, self.on_frame = session, transport, on_frame
        self.changed = threading.Condition(threading.RLock())  # guards what is known
        self.order = threading.RLock()  # guards the order in which frames go out
        self.conversations, self.cards, self.colleagues, self.outbox = {}, {}, {}, {}
        self.me, self.emergency, self.bye, self.close_code, self.ended = None, None, None, None, None
        self.limits = {"dead_peer_ms": 27_000, "heartbeat_ms": 12_000}
        self.transport, self.welcomes, self.websocket_failures, self._switched_at = None, 0, 0, 0.0
        self._state, self._stopping, self._refs = None, False, itertools.count(1)
        self._asked, self._resume_at, self._sent_at = set(), None, 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)

    # What a program calls.

    def start(self, timeout=20):
        self._thread.start()
        self.wait_for(lambda: self.transport or self.ended, timeout, "welcome")
        if self.ended:
            raise ConnectionLost(self.ended, self.close_code)
        return self

    def close(self):
        self._stopping = True
        transport = self.transport
        if transport:
            transport.close()
        with self.changed:
            self.changed.notify_all()
        self._thread.join(5)

    def cut(self):
        """Loses the connection as a bad network does; the client connects again by itself."""
        transport = self.transport
        if transport:
            transport.cut()

    def wait_for(self, true, timeout=15, what="it"):
        with self.changed:
            if not self.changed.wait_for(true, timeout):
                raise TimeoutError(f"waited {timeout} s for {what}")

    def open(self, department, consent_version, client_key=None, **more):
        return self._keyed({"type": "open", "department": department, "consent_version": consent_version, **more}, client_key)

    def post(self, conversation, text, client_key=None):
        return self._keyed({"type": "post", "conversation": conversation, "text": text}, client_key)

    def note(self, conversation, text, client_key=None):
        return self._keyed({"type": "note", "conversation": conversation, "text": text}, client_key)

    def presence(self, state):
        self._state = state  # said again after every welcome
        return self._asking({"type": "presence", "state": state})

    def accept(self, conversation):
        return self._asking({"type": "accept", "conversation": conversation})

    def transfer(self, conversation, department, to=None, note=None):
        more = {key: value for key, value in (("to", to), ("note", note)) if value is not None}
        return self._asking({"type": "transfer", "conversation": conversation, "department": department, **more})

    def close_conversation(self, conversation):
        return self._asking({"type": "close", "conversation": conversation})

    def release(self, conversation, message):
        return self._asking({"type": "release", "conversation": conversation, "message": message})

    def typing(self, conversation, on):
        self._now({"type": "typing", "conversation": conversation, "on": on})

    def read(self, conversation):
        """Everything so far was on the screen. The report goes out with the next tick, at most one a second."""
        with self.changed:
            known = self.conversations[conversation]
            known.mine["read"] = known.mine["delivered"]

    def resume(self, conversation, have=None):
        with self.changed:
            known = self._known(conversation)
            known.replaying = True
            frame = {"type": "resume", "conversation": conversation, "rev": known.have if have is None else have}
        self._now(frame)

    # Sending.

    def _keyed(self, frame, client_key):
        frame["client_key"] = (client_key or str(uuid.uuid4())).lower()
        return self._enqueue(frame["client_key"], frame)

    def _asking(self, frame):
        frame["ref"] = next(self._refs)
        return self._enqueue(frame["ref"], frame)

    def _enqueue(self, key, frame):
        with self.order:
            sent = Sent(self, frame)
            with self.changed:
                self.outbox[key] = sent
                sent.held_back = self._behind_a_busy_one(sent)
            if not sent.held_back:
                self._now(frame)
        return sent

    def _behind_a_busy_one(self, sent):
        if sent.frame["type"] not in ("post", "note"):
            return False
        earlier = itertools.takewhile(lambda each: each is not sent, self.outbox.values())
        return any(each.busy and each.frame.get("conversation") == sent.frame["conversation"] for each in earlier)

    def _now(self, *frames):
        """Sends if there is a connection. What needs an answer is in the outbox and goes again after a welcome."""
        with self.order:
            transport = self.transport
            if transport and frames:
                self._sent_at = time.monotonic()
                try:
                    transport.send(*frames)
                except ConnectionLost:
                    transport.cut()  # the reading thread sees it and connects again

    # The connection.

    def _run(self):
        attempt = 0
        while not self._stopping and not self.ended:
            self.bye, self.close_code, before, after = None, None, self.welcomes, None
            try:
                self._serve()
            except ConnectionLost as lost:
                self.close_code = lost.code
            except ApiError as error:
                after = error.retry_after_s
                if error.status < 500:  # 401: the session has ended; others: no use repeating
                    self.ended = error.code
            except (OSError, http.client.HTTPException):
                pass
            with self.changed:
                self.transport = None
                for known in self.conversations.values():
                    known.replaying = False
                if self.bye:
                    after = self.bye.get("retry_after_s")
                    if not self.bye["resumable"]:
                        self.ended = self.bye["code"]
                attempt = 0 if self.welcomes > before else attempt + 1
                wait = random.uniform(0.5, 1) * min(20, 0.3 * 2 ** attempt)
                if after is not None:
                    wait = after + random.uniform(0, after)
                self.changed.notify_all()
                if not self.ended:
                    self.changed.wait_for(lambda: self._stopping, wait)

    def _serve(self):
        ticket = self.session.ticket()
        with self.changed:
            asked = [known for known in self.conversations.values() if not known.closed]
            for known in asked:
                known.replaying = True
            self._asked = {known.id for known in asked}
            resume = [{"conversation": known.id, "rev": known.have} for known in asked]
        hello = {"type": "hello", "ticket": ticket, "protocol": PROTOCOL, "resume": resume}
        if self.websocket_failures >= 2 and time.monotonic() - self._switched_at > STREAM_FOR_S:
            self.websocket_failures = 1
        stream = self.mode == "stream" or (self.mode == "auto" and self.websocket_failures >= 2)
        before, transport = self.welcomes, None
        try:
            # A stream takes frames from its own session only.
            transport = StreamTransport(self.session, hello) if stream else WebSocketTransport(self.session.server, hello)
            self._listen(transport)
        finally:
            if self.welcomes > before:
                self.websocket_failures = 0 if not stream else self.websocket_failures
            elif not stream and not self.bye:
                self.websocket_failures += 1
                self._switched_at = time.monotonic()
            if transport:
                transport.cut()

    def _listen(self, transport):
        began = heard = pinged = self._sent_at = time.monotonic()
        welcomes = self.welcomes
        while not self._stopping:
            frame = transport.recv(0.2)
            now = time.monotonic()
            if frame is not None:
                heard = now
                self._take(frame, transport)
            if self.welcomes == welcomes:
                if now - began > WELCOME_WITHIN_S:
                    raise ConnectionLost("no welcome")
                continue
            if now - heard > self.limits["dead_peer_ms"] / 1000:
                raise ConnectionLost("a dead peer")
            beat = self.limits["heartbeat_ms"] / 1000
            # A WebSocket tells the server by itself that this side lives; on a stream only frames do (section 12).
            quiet_since = heard if transport.answers_pings else min(heard, self._sent_at)
            if now - quiet_since >= beat and now - pinged >= beat:
                pinged = now
                self._now({"type": "ping"})
            self._tick(now)

    def _tick(self, now):
        """What is due: what was `busy` and what waited behind it, replays that were, receipts."""
        with self.changed:
            due = []
            for sent in self.outbox.values():
                if sent.not_before and sent.not_before <= now:
                    sent.not_before = 0.0
                    due.append(sent.frame)
                elif sent.held_back and not self._behind_a_busy_one(sent):
                    sent.held_back = False
                    due.append(sent.frame)
            if self._resume_at and self._resume_at <= now:
                self._resume_at = None
                due += [self._resume_frame(known) for known in self.conversations.values() if known.replaying]
            for known in self.conversations.values():
                if known.mine != known.reported and now - known.reported_at >= 1 and not known.closed:
                    known.reported, known.reported_at = dict(known.mine), now
                    due.append({"type": "receipt", "conversation": known.id, **known.mine})
        self._now(*due)

    # What comes.

    def _take(self, frame, transport):
        out = []
        with self.order:
            with self.changed:
                handler = getattr(self, "_on_" + str(frame.get("type")), None)
                if handler:  # ignore what one does not know
                    out = handler(frame) or []
                if frame.get("type") == "welcome":
                    self.transport = transport
                self.changed.notify_all()
            self._now(*out)
        if self.on_frame:
            self.on_frame(frame)

    def _known(self, conversation):
        return self.conversations.setdefault(conversation, Conversation(conversation, self.session.id))

    def _resume_frame(self, known):
        known.replaying = True
        return {"type": "resume", "conversation": known.id, "rev": known.have}

    def _replay(self, known):
        return [] if known.replaying else [self._resume_frame(known)]

    def _state_of(self, state):
        known = self._known(state["conversation"])
        known.state, known.gone = dict(state), False
        for entry in state["receipts"]:
            known.receipts[entry["who"].get("id")] = (entry["delivered"], entry["read"])
        return known

    def _answered(self, key, frame):
        sent = self.outbox.pop(key, None)
        if sent:
            sent.answer = frame
        return sent

    def _on_welcome(self, frame):
        self.me, self.welcomes = frame["me"], self.welcomes + 1
        self.limits = {**self.limits, **frame["limits"]}
        out = []
        for state in frame["conversations"]:
            known = self._state_of(state)
            known.reported = {"delivered": 0, "read": 0}  # receipts have no answer: say them again
            if known.id not in self._asked and state["rev"] > known.have:
                out += self._replay(known)
        for sent in self.outbox.values():
            sent.busy, sent.not_before, sent.held_back = False, 0.0, False
        waiting = [sent.frame for sent in self.outbox.values()]
        if self._state and not any(each["type"] == "presence" for each in waiting):
            out += [{"type": "presence", "state": self._state}]
        return out + waiting

    def _on_opened(self, frame):
        self._answered(frame["client_key"], frame)
        known = self._state_of(frame["state"])
        return self._replay(known) if frame["state"]["rev"] > known.have else []

    def _on_joined(self, frame):
        self._answered(frame.get("ref"), frame)
        known = self._state_of(frame["state"])
        known.card, known.details, known.replaying = frame["card"], frame["details"], True  # events follow unasked

    def _on_ack(self, frame):
        sent = self._answered(frame["client_key"], frame)
        if not sent:
            return []  # not this client's, such as the note of a transfer: its event comes
        shown = frame.get("masked") or {"text": sent.frame["text"]}
        event = {"kind": "message", "message": frame["message"], "author": self.me, **shown}
        if frame["type"] == "held":
            event.update(kind="held", reason=frame["reason"])
        elif sent.frame["type"] == "note":
            event.update(kind="note")
        else:
            event.update(seq=frame["seq"])
        known = self._known(frame["conversation"])
        return self._replay(known) if known.take(frame["rev"], frame["at"], event) else []

    _on_held = _on_ack

    def _on_refused(self, frame):
        self._answered(frame["client_key"], frame)

    def _on_busy(self, frame):
        due = time.monotonic() + frame["retry_after_s"]
        sent = self.outbox.get(frame.get("client_key", frame.get("ref")))
        if sent:
            sent.busy, sent.not_before = True, due
        else:
            self._resume_at = due  # a resume; which one is not said, so all that are under way

    def _on_done(self, frame):
        sent = self._answered(frame.get("ref"), frame)
        if sent and sent.frame["type"] == "transfer":
            self._forget(sent.frame["conversation"])

    def _on_error(self, frame):
        sent = self._answered(frame.get("ref"), frame)
        if "ref" not in frame and frame["code"] in ("malformed", "unknown_type"):
            # It does not say which: certain only if one alone is under way.
            under_way = [key for key, each in self.outbox.items() if not (each.not_before or each.held_back)]
            if len(under_way) == 1:
                sent = self._answered(under_way[0], frame)
        known = self.conversations.get(frame.get("conversation"))
        if not sent and known and known.replaying and frame["code"] == "not_found":
            self._forget(known.id)

    def _forget(self, conversation):
        known = self.conversations.pop(conversation, None)
        if known:
            known.gone = True

    def _on_event(self, frame):
        known, event = self._known(frame["conversation"]), frame["event"]
        gap = known.take(frame["rev"], frame["at"], event)
        return self._replay(known) if gap else []

    def _on_resumed(self, frame):
        known = self._known(frame["conversation"])
        known.replaying = False
        return self._replay(known) if frame["more"] or known.early else []

    def _on_state(self, frame):
        known = self.conversations.get(frame["conversation"])
        if known:  # not one that was just passed on
            known.take_state(frame)

    _on_receipts = _on_typing = _on_queue = _on_here = _on_state

    def _on_presence(self, frame):
        self.colleagues[frame["who"]["id"]] = frame["state"]

    def _on_cards(self, frame):
        self.cards = {card["conversation"]: card for card in frame["cards"]}

    def _on_card(self, frame):
        self.cards[frame["card"]["conversation"]] = frame["card"]

    def _on_card_gone(self, frame):
        self.cards.pop(frame["conversation"], None)

    def _on_emergency(self, frame):
        self.emergency = frame

    def _on_bye(self, frame):
        self.bye = frame

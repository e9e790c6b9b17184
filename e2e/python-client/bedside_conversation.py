"""What a client knows of one Bedside chat, kept up by `rev` (protocol, section 5): no gaps, nothing twice."""

import time

TYPING_EXPIRES_S = 6


class Conversation:
    """One chat: `have`, what came early, the events in order, and what they make of it."""

    def __init__(self, conversation, me):
        self.id, self.me = conversation, me
        self.have, self.early, self.replaying, self.gone = 0, {}, False, False
        self.events, self.shown, self.state = [], {}, {}
        self.card, self.details, self.queue = None, [], None
        self.receipts, self.here, self.typing = {}, {}, {}
        self.mine = {"delivered": 0, "read": 0}  # what this side has to report
        self.reported, self.reported_at = dict(self.mine), 0.0

    def take(self, rev, at, event):
        """Rule 1. True when something before this one is missing."""
        if rev <= self.have:
            return False
        if rev > self.have + 1:
            self.early.setdefault(rev, (at, event))
            return True
        self._apply(rev, at, event)
        while (waiting := self.early.pop(self.have + 1, None)) is not None:
            self._apply(self.have + 1, *waiting)
        return bool(self.early)

    def _apply(self, rev, at, event):
        self.have = rev
        self.events.append((rev, at, event))
        kind = event.get("kind")
        if kind in ("message", "held", "released", "note"):
            self.shown[event["message"]] = event
            if event.get("seq") and event["author"].get("id") != self.me:
                self.mine["delivered"] = max(self.mine["delivered"], event["seq"])
            self.typing.pop(event["author"].get("id"), None)
        elif kind == "joined":
            self.state.update(phase="active", staff=event["staff"])
        elif kind == "transferred":
            self.state.update(phase="waiting", department=event["department"])
            self.state.pop("staff", None)
        elif kind == "closed":
            self.state.update(phase="closed", close_reason=event["reason"])
        if kind in ("joined", "closed"):
            self.queue = None

    def take_state(self, frame):
        """`receipts`, `typing`, `queue`, `here`: no `rev`, the newest counts."""
        kind, who = frame["type"], frame.get("who", {}).get("id")
        if kind == "receipts":
            self.receipts[who] = (frame["delivered"], frame["read"])
        elif kind == "typing":
            self.typing[who] = time.monotonic() + TYPING_EXPIRES_S if frame["on"] else 0
        elif kind == "here":
            self.here[who] = frame["here"]
        elif kind == "queue":
            self.queue = frame

    @property
    def closed(self):
        return self.state.get("phase") == "closed"

    def messages(self):
        """Messages in their order; held ones and notes are not among them."""
        return sorted((e for e in self.shown.values() if e["kind"] in ("message", "released")), key=lambda e: e["seq"])

    def texts(self):
        return [event["text"] for event in self.messages()]

    def kinds(self):
        return [event["kind"] for _, _, event in self.events]

    def typists(self):
        now = time.monotonic()
        return [who for who, until in self.typing.items() if until > now]

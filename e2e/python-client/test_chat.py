"""A patient and staff chat through a running server: what the protocol promises, seen from a program in Python."""

import time
import unittest
import uuid

from bedside_client import Client
from bedside_transport import ApiError, Server
from chat_kit import BASE, BadNetwork, ChatCase, eventually


class Converse(ChatCase):
    """Two people talk."""

    def test_both_ways(self):
        ann, dana = self.visitor(), self.staff(self.dana_session)
        conversation = self.opened(ann)
        ann.wait_for(lambda: ann.conversations[conversation].queue, what="her place")
        self.assertTrue(ann.conversations[conversation].queue["staffed"])
        first = self.acked(ann.post(conversation, "Are my results in?"))
        self.assertEqual((first["seq"], first["rev"]), (1, 2))
        dana.wait_for(lambda: conversation in dana.cards, what="the card")
        card = dana.cards[conversation]
        self.assertEqual((card["name"], card["topic"], card["phase"]), ("Ann", "Results", "waiting"))
        self.assertNotIn("results in?", str(card))
        at_dana = self.accepted(dana, conversation)
        self.assertEqual(at_dana.texts(), ["Are my results in?"])
        self.acked(dana.post(conversation, "They are. Grüße, 你好 🩺"))
        self.acked(ann.post(conversation, "Thank you.\nShall I come?"))
        at_ann = ann.conversations[conversation]
        texts = ["Are my results in?", "They are. Grüße, 你好 🩺", "Thank you.\nShall I come?"]
        for client in (ann, dana):
            client.wait_for(lambda: client.conversations[conversation].texts() == texts, what="three messages")
            self.whole(client, conversation)
        self.assertEqual(at_ann.messages()[1]["author"], dana.me)
        self.assertIsNone(at_ann.queue)

    def test_note_is_private(self):
        ann, dana, conversation = self.served()
        note = self.acked(dana.note(conversation, "Asked for a call after five."))
        self.assertEqual(note["seq"], 0)
        self.have(ann, conversation, note["rev"])
        self.assertEqual(ann.conversations[conversation].kinds()[-1], "empty")
        self.assertNotIn("after five", str(ann.conversations[conversation].events))
        self.assertEqual(dana.conversations[conversation].kinds()[-1], "note")

    def test_what_staff_write_is_shown(self):
        ann, dana, conversation = self.served()
        text = "Call 212-555-0142 or write to nurse@example.org"
        for sent in (dana.post(conversation, text), dana.note(conversation, text)):
            self.assertNotIn("masked", self.acked(sent))
        self.assertIn("masked", self.acked(dana.post(conversation, "card 4111 1111 1111 1111")))
        ann.wait_for(lambda: len(ann.conversations[conversation].texts()) == 2, what="both messages")
        self.assertEqual(ann.conversations[conversation].texts()[0], text)

    def test_receipts_and_typing(self):
        ann, dana, conversation = self.served()
        at_ann, at_dana = ann.conversations[conversation], dana.conversations[conversation]
        self.acked(ann.post(conversation, "one"))
        ann.wait_for(lambda: at_ann.receipts.get(self.dana_session.id) == (1, 0), what="delivered")
        dana.read(conversation)
        ann.wait_for(lambda: at_ann.receipts.get(self.dana_session.id) == (1, 1), what="read")
        dana.typing(conversation, True)
        ann.wait_for(lambda: at_ann.typists() == [self.dana_session.id], what="typing")
        dana.typing(conversation, False)
        ann.wait_for(lambda: at_ann.typists() == [], what="no typing")
        ann.typing(conversation, True)
        dana.wait_for(lambda: at_dana.typists() == [ann.session.id], what="typing")
        self.acked(ann.post(conversation, "two"))
        dana.wait_for(lambda: at_dana.typists() == [], 3, what="no typing after the message")

    def test_card_masked_and_phone_hidden(self):
        ann, dana, conversation = self.served()
        ack = self.acked(ann.post(conversation, "🩺 My card is 4111 1111 1111 1111, yes"))
        text, span = ack["masked"]["text"], ack["masked"]["spans"][0]
        last = "1111" if self.department["protection"]["keep_card_last_four"] else "XXXX"
        self.assertEqual(text, f"🩺 My card is XXXX XXXX XXXX {last}, yes")
        self.assertEqual((span["type"], span["action"]), ("CARD", "mask"))
        self.assertEqual(text[span["start"]:span["end"]], "XXXX XXXX XXXX" if last == "1111" else "XXXX XXXX XXXX XXXX")
        ack = self.acked(ann.post(conversation, "Call 212 555 0123 please"))
        text, span = ack["masked"]["text"], ack["masked"]["spans"][0]
        self.assertEqual(text, "Call 212 555 0123 please")
        self.assertEqual((span["type"], span["action"]), ("PHONE", "hide"))
        self.assertEqual(text[span["start"]:span["end"]], "212 555 0123")
        self.have(dana, conversation, ack["rev"])
        at_dana = dana.conversations[conversation]
        self.assertNotIn("4111", str(at_dana.events))
        self.assertEqual(at_dana.texts()[1], text)
        self.assertEqual(dana.close_conversation(conversation).wait()["type"], "done")
        record = self.dana_session.closed_conversation(conversation)
        texts = [each["event"]["text"] for each in record["events"] if each["event"]["kind"] == "message"]
        self.assertNotIn("212 555 0123", str(record))
        self.assertEqual(texts[1], "Call XXX XXX XXXX please")

    def test_form_answers_reach_staff(self):
        ann, dana = self.visitor(), self.staff(self.dana_session)
        field = self.department["form"][0]
        conversation = self.opened(ann, answers=[{"key": field["key"], "value": "212 555 0123"}])
        at_dana = self.accepted(dana, conversation)
        self.assertEqual(at_dana.details[0]["label"], field["label"])
        self.assertEqual(at_dana.details[0]["text"], "212 555 0123")

    def test_held_until_released(self):
        ann, dana, conversation = self.served()
        links, key = " ".join(f"https://example.org/{n}" for n in range(6)), str(uuid.uuid4())
        held = ann.post(conversation, links, key).wait()
        self.assertEqual((held["type"], held["reason"]), ("held", "many_links"), held)
        self.acked(ann.post(conversation, "after it"))
        self.have(dana, conversation, held["rev"])
        self.assertEqual(dana.release(conversation, held["message"]).wait()["type"], "done")
        for client in (ann, dana):
            client.wait_for(lambda: client.conversations[conversation].texts() == ["after it", links], what="the release")
            self.whole(client, conversation)
        again = self.acked(ann.post(conversation, links, key))
        self.assertEqual((again["message"], again["seq"]), (held["message"], 2))
        self.assertEqual(again["rev"], ann.conversations[conversation].have, "the rev of the release")

    def test_emergency(self):
        ann, dana, conversation = self.served()
        self.acked(ann.post(conversation, "I have chest pain and cannot breathe"))
        self.assertIsNotNone(ann.emergency, "emergency comes before the answer")
        self.assertEqual(ann.emergency["number"], self.site["emergency"]["number"])
        dana.wait_for(lambda: dana.emergency, what="the emergency at staff")

    def test_two_tabs(self):
        ann = self.visitor()
        tab = self.client(ann.session)
        conversation = self.opened(ann)
        self.acked(ann.post(conversation, "from one tab"))
        self.acked(tab.post(conversation, "from the other"))
        for client in (ann, tab):
            client.wait_for(lambda: len(client.conversations[conversation].texts()) == 2, what="both")
            self.whole(client, conversation)


class Once(ChatCase):
    """Nothing lost, nothing twice."""

    def test_retry_with_the_same_key(self):
        ann, dana, conversation = self.served()
        key = str(uuid.uuid4())
        first = self.acked(ann.post(conversation, "once, 212 555 0123", key))
        again = self.acked(ann.post(conversation, "once, 212 555 0123", key.upper()))
        self.assertEqual(first, again)
        self.assertEqual(self.refused(ann.post(conversation, "something else", key), "client_key_reused")["type"], "refused")
        last = self.acked(ann.post(conversation, "last"))
        self.have(dana, conversation, last["rev"])
        for client in (ann, dana):
            self.assertEqual(self.whole(client, conversation).texts(), ["once, 212 555 0123", "last"])

    def test_open_again_with_the_same_key(self):
        ann, key = self.visitor(), str(uuid.uuid4())
        conversation = self.opened(ann, client_key=key)
        again = ann.open(self.department["id"], self.department["consent_version"], key, name="Ann", topic="Results").wait()
        self.assertEqual((again["type"], again["state"]["conversation"]), ("opened", conversation))
        other = self.refused(ann.open(self.department["id"], self.department["consent_version"]), "already_open")
        self.assertEqual(other["conversation"], conversation)

    def test_dropped_in_the_middle(self):
        network = BadNetwork(BASE)
        self.addCleanup(network.close)
        ann, dana, conversation = self.served(server=Server(network.base))
        self.acked(ann.post(conversation, "before"))
        at_ann, at_dana = ann.conversations[conversation], dana.conversations[conversation]
        network.deaf = True  # the server hears her, she hears nothing
        lost = ann.post(conversation, "stored, but no ack")
        dana.wait_for(lambda: at_dana.texts()[-1:] == ["stored, but no ack"], what="her message")
        self.acked(dana.post(conversation, "while she is deaf"))
        self.assertIsNone(lost.answer)
        network.down = True
        network.cut()
        unsent = ann.post(conversation, "typed without a network")
        self.acked(dana.post(conversation, "while she is away"))
        network.deaf = network.down = False
        self.acked(lost), self.acked(unsent)
        expected = ["before", "stored, but no ack", "while she is deaf", "while she is away", "typed without a network"]
        for client in (ann, dana):
            client.wait_for(lambda: client.conversations[conversation].texts() == expected, what="all five")
            self.whole(client, conversation)
        self.assertEqual(lost.answer["message"], at_dana.messages()[1]["message"])
        self.assertIs(at_ann, ann.conversations[conversation])
        self.assertEqual(ann.outbox, {})
        self.assertGreaterEqual(ann.welcomes, 2)

    def test_cut_again_and_again(self):
        network = BadNetwork(BASE)
        self.addCleanup(network.close)
        ann, dana, conversation = self.served(server=Server(network.base))
        sent = []
        for n in range(12):
            sent.append(ann.post(conversation, f"patient {n}"))
            dana.post(conversation, f"staff {n}")
            if n % 3 == 1:
                network.cut()
                dana.cut()
            time.sleep(0.15)
        for each in sent:
            self.acked(each)
        for client in (ann, dana):
            client.wait_for(lambda: len(client.conversations[conversation].texts()) == 24, 20, "24 messages")
            texts = self.whole(client, conversation).texts()
            self.assertEqual([each for each in texts if each.startswith("patient")], [f"patient {n}" for n in range(12)])
            self.assertEqual(len(set(texts)), 24)

    def test_replay_in_pages(self):
        ann, dana, conversation = self.served()
        for n in range(230):
            sent = dana.post(conversation, f"line {n}")
            if n % 40 == 39:
                sent.wait()
        last = self.acked(sent)
        frames = []
        tab = Client(ann.session, "websocket", on_frame=frames.append)
        self.addCleanup(tab.close)
        tab.start()
        self.acked(dana.post(conversation, "written during the replay"))
        self.have(tab, conversation, last["rev"] + 1)
        self.assertEqual(len(self.whole(tab, conversation).texts()), 231)
        tab.wait_for(lambda: not tab.conversations[conversation].replaying, what="the replay's end")
        pages = [frame for frame in frames if frame["type"] == "resumed"]
        self.assertEqual([frame["more"] for frame in pages][:2], [True, False])
        self.assertEqual(pages[0]["rev"], 200)

    def test_dead_peer(self):
        network = BadNetwork(BASE)
        self.addCleanup(network.close)
        ann, dana, conversation = self.served(server=Server(network.base))
        ann.limits.update(dead_peer_ms=1500, heartbeat_ms=500)
        network.deaf = True
        self.assertTrue(eventually(lambda: ann.transport is None, 5), "she notices")
        network.deaf = False
        network.cut()
        ann.wait_for(lambda: ann.welcomes == 2, what="being back")
        self.acked(ann.post(conversation, "back"))
        ann.limits.update(dead_peer_ms=1500, heartbeat_ms=500)
        time.sleep(2.5)
        self.assertEqual(ann.welcomes, 2, "pings keep a silent connection alive")


class Queue(ChatCase):
    """Waiting, passing on, ending."""

    def test_place(self):
        dana, first, second = self.staff(self.dana_session), self.visitor(), self.visitor()
        one, two = self.opened(first), self.opened(second)
        for visitor, conversation, place in ((first, one, 1), (second, two, 2)):
            visitor.wait_for(lambda: (visitor.conversations[conversation].queue or {}).get("place") == place,
                             what=f"place {place}")
        self.accepted(dana, one)
        second.wait_for(lambda: second.conversations[two].queue["place"] == 1, what="moving up")

    def test_transfer(self):
        ann, dana, conversation = self.served()
        omar = self.staff(self.omar_session)
        billing = self.department_called("Billing")
        self.acked(ann.post(conversation, "Call 212 555 0123"))
        seen = []
        dana.on_frame = lambda frame: seen.append(frame["type"] if frame["type"] != "event" else frame["event"]["kind"])
        done = dana.transfer(conversation, billing["id"], self.omar_session.id, "Needs the March bill explained.").wait()
        self.assertEqual(done["type"], "done", done)
        order = [each for each in seen if each in ("ack", "note", "transferred", "done")]
        self.assertEqual(order, ["note", "transferred", "done"][:len(order)], "the note has no ack of its own")
        self.assertNotIn(conversation, dana.conversations, "its texts are forgotten")
        at_ann = ann.conversations[conversation]
        ann.wait_for(lambda: at_ann.state["phase"] == "waiting", what="waiting again")
        omar.wait_for(lambda: omar.cards.get(conversation, {}).get("preferred") == self.omar_session.id, what="his card")
        self.refused(dana.post(conversation, "still here?"), "not_found")
        at_omar = self.accepted(omar, conversation)
        notes = [event["text"] for _, _, event in at_omar.events if event["kind"] == "note"]
        self.assertEqual(notes, ["Needs the March bill explained."])
        self.assertEqual(at_omar.texts(), ["Call 212 555 0123"])
        self.assertNotIn(conversation, dana.cards)
        self.acked(omar.post(conversation, "Omar here."))
        ann.wait_for(lambda: at_ann.texts()[-1] == "Omar here.", what="his words")
        self.assertNotIn("March", str(at_ann.events))
        self.assertEqual(at_ann.state["staff"], omar.me)
        self.whole(ann, conversation), self.whole(omar, conversation)

    def test_place_after_a_transfer(self):
        ann, dana, conversation = self.served()
        self.staff(self.omar_session)
        self.assertEqual(dana.transfer(conversation, self.department_called("Billing")["id"]).wait()["type"], "done")
        at_ann = ann.conversations[conversation]
        ann.wait_for(lambda: at_ann.state["phase"] == "waiting" and at_ann.queue, 5, "a place while waiting again")
        self.assertEqual(at_ann.queue["place"], 1)

    def test_taken_by_a_colleague(self):
        ann, dana, conversation = self.served()
        omar = self.staff(self.omar_session)
        self.refused(omar.accept(conversation), "taken_by_colleague")
        self.assertEqual(dana.accept(conversation).wait()["type"], "joined", "what one serves already")

    def test_close(self):
        ann, dana, conversation = self.served()
        self.acked(ann.post(conversation, "bye"))
        self.assertEqual(dana.close_conversation(conversation).wait()["type"], "done")
        for client in (ann, dana):
            client.wait_for(lambda: client.conversations[conversation].closed, what="its end")
        self.assertEqual(ann.conversations[conversation].state["close_reason"], "staff_closed")
        self.refused(ann.post(conversation, "too late"), "closed")
        billing = self.department_called("Billing")["id"]
        self.assertIn(dana.transfer(conversation, billing).wait()["code"], ("closed", "not_found"))
        self.assertIn(ann.close_conversation(conversation).wait()["code"], ("closed", "not_found"))
        self.assertEqual(ann.session.again()["conversations"], [])
        cards = self.dana_session.closed_conversations()["cards"]
        self.assertEqual(cards[0]["conversation"], conversation)
        self.assertEqual([each["rev"] for each in self.dana_session.closed_conversation(conversation)["events"]], [1, 2, 3, 4])
        self.assertNotEqual(self.opened(ann), conversation, "a new one may be opened")

    def test_closed_while_away(self):
        network = BadNetwork(BASE)
        self.addCleanup(network.close)
        ann, dana, conversation = self.served(server=Server(network.base))
        network.down = True
        network.cut()
        dana.wait_for(lambda: dana.conversations[conversation].here.get(ann.session.id) is False, what="her absence")
        self.assertEqual(dana.close_conversation(conversation).wait()["type"], "done")
        network.down = False
        ann.wait_for(lambda: ann.conversations[conversation].closed, what="how it ended")

    def test_signing_out_ends_connections(self):
        session = self.session()
        ann = self.client(session)
        session.end()
        ann.wait_for(lambda: ann.ended, what="the end")
        with self.assertRaises(ApiError):
            session.again()


class Stream(ChatCase):
    """The same over plain HTTP."""

    def test_converse(self):
        ann, dana = self.visitor("stream"), self.staff(self.dana_session, "stream")
        conversation = self.opened(ann)
        self.accepted(dana, conversation)
        self.acked(ann.post(conversation, "by stream"))
        ann.cut()
        self.acked(dana.post(conversation, "while away"))
        self.acked(ann.post(conversation, "again"))
        for client in (ann, dana):
            client.wait_for(lambda: client.conversations[conversation].texts() == ["by stream", "while away", "again"],
                            what="three messages")
            self.whole(client, conversation)
        self.assertEqual(ann.welcomes, 2)

    def test_falls_back(self):
        network = BadNetwork(BASE)
        self.addCleanup(network.close)
        network.refuse_websockets = True
        ann = self.visitor("auto", Server(network.base))
        self.assertEqual(network.websockets, 2)
        conversation = self.opened(ann)
        self.assertEqual(self.acked(ann.post(conversation, "through the proxy"))["seq"], 1)


if __name__ == "__main__":
    unittest.main()

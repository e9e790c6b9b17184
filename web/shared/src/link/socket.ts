// Frames over one WebSocket.
import { type Link, type OpenLink, parseFrame } from "./link.ts";

export const openSocket: OpenLink = (base, hello, events): Link => {
  const url = new URL("/api/v1/socket", base);
  url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  const socket = new WebSocket(url, "bedside.v1");
  let over = false;
  const gone = (): void => {
    if (over) return;
    over = true;
    socket.close();
    events.gone();
  };
  socket.onopen = () => socket.send(JSON.stringify(hello));
  socket.onmessage = ({ data }) => {
    const frame = over || typeof data !== "string" ? undefined : parseFrame(data);
    if (frame) events.frame(frame);
  };
  socket.onerror = gone;
  socket.onclose = gone;
  return {
    send(frame) {
      socket.send(JSON.stringify(frame));
    },
    close() {
      over = true;
      socket.close();
    },
  };
};

//! The Bedside server: wire protocol, use cases, hub, HTTP and WebSocket edges.

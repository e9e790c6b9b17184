//! Compares WebSocket libraries behind one and the same TLS 1.3 server (hyper upgrade, tokio-rustls).
//!
//! `choice-websocket run [connections] [rounds] [variant…]` starts itself once per variant and round as
//! `choice-websocket serve VARIANT`, so that every figure comes from a fresh process, and prints resident
//! memory per idle connection and CPU per echoed 200-byte text message. A variant is
//! `library[-read buffer]:stream:queue[:timer]`, for example `tungstenite-1024:boxed:list`.

mod client;
mod drive;
mod own;
mod queue;
mod server;
mod sockets;
mod tls;

/// What every fallible step here returns: a measurement stops at its first error.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(worker_threads = 2)]
async fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", variant] => server::serve(variant.parse()?).await,
        ["run", connections, rounds, variants @ ..] => {
            drive::run(connections.parse()?, rounds.parse()?, variants).await
        }
        ["run"] => drive::run(2_000, 3, &[]).await,
        _ => Err("usage: choice-websocket run [CONNECTIONS ROUNDS [VARIANT…]]".into()),
    }
}

//! Two people in one conversation, driven by one task: what one sends, the other receives.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::time::{Sleep, sleep_until};

use crate::{
    dialect::{Dialect, Seen, read},
    failure::{Failure, Outcome},
    net::Socket,
    product::Visitor,
    stats::Times,
};

/// After the last message was sent, wait this long for the rest to arrive.
const DRAIN_LIMIT: Duration = Duration::from_secs(30);

/// One end.
pub(crate) struct End {
    /// Its connection.
    pub(crate) socket: Socket,
    /// Its language.
    pub(crate) dialect: Dialect,
}

/// A sender and a receiver.
pub(crate) struct Pair {
    /// Who writes.
    pub(crate) sender: End,
    /// Who reads.
    pub(crate) receiver: End,
    /// What became of each message, by number; messages are numbered from 0.
    pub(crate) fates: Vec<Fate>,
    /// The product's visitor, who can come back.
    pub(crate) visitor: Option<Visitor>,
}

/// What became of a message.
#[derive(Clone, Copy)]
pub(crate) struct Fate {
    sent: Instant,
    /// Whether the server said that it is durable.
    pub(crate) acknowledged: bool,
    /// Whether the other end has it.
    pub(crate) arrived: bool,
}

/// When the next message is sent.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// As soon as fewer than this many are under way.
    InFlight(usize),
    /// At fixed times, whatever the server does: every `interval` from `first` on.
    Every {
        /// Of the first.
        first: Instant,
        /// Between two.
        interval: Duration,
    },
    /// As [`Pace::InFlight`] with one, until this many were sent in all.
    UpTo(usize),
}

/// What part of a run counts.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    /// Before, the run warms up.
    pub(crate) from: Instant,
    /// Nothing is sent after it.
    pub(crate) until: Instant,
}

/// What a run of one pair gave.
#[derive(Default)]
pub(crate) struct Run {
    /// Sent to received, of messages sent within the span.
    pub(crate) delivery: Times,
    /// Messages that were durable and received within the span.
    pub(crate) completed: u64,
    /// Those before the span, of earlier runs included.
    warm_up: u64,
}

impl Pair {
    /// A pair that has said nothing yet.
    pub(crate) const fn new(sender: End, receiver: End) -> Self {
        Self { sender, receiver, fates: Vec::new(), visitor: None }
    }

    /// Sends at that pace until the span ends, then waits for what is under way. Everything sent must be acknowledged and arrive.
    pub(crate) async fn run(&mut self, pace: Pace, span: Span) -> Outcome<Run> {
        let done_before = self.fates.len();
        let mut state = State {
            pair: self,
            pace,
            span,
            run: Run { warm_up: done_before as u64, ..Run::default() },
            sent: done_before,
            acknowledged: done_before,
            arrived: done_before,
            began_at: done_before,
            timer: Box::pin(sleep_until(span.until.into())),
            frame: Vec::new(),
        };
        poll_fn(|cx| state.poll(cx)).await?;
        Ok(state.run)
    }

    /// Numbers of messages that were acknowledged.
    pub(crate) fn acknowledged(&self) -> usize {
        self.fates.iter().filter(|fate| fate.acknowledged).count()
    }
}

/// Answers pings of pairs that have nothing to do, as people's browsers would. Ends only when a connection does.
pub(crate) async fn attend(pairs: &mut [Pair]) -> Failure {
    poll_fn(|cx| poll_idle(pairs, cx)).await
}

/// As [`attend`], for the pings that have come so far.
pub(crate) async fn attend_once(pairs: &mut [Pair]) -> Outcome {
    poll_fn(|cx| match poll_idle(pairs, cx) {
        Poll::Ready(failure) => Poll::Ready(Err(failure)),
        Poll::Pending => Poll::Ready(Ok(())),
    })
    .await
}

fn poll_idle(pairs: &mut [Pair], cx: &mut Context<'_>) -> Poll<Failure> {
    for end in pairs.iter_mut().flat_map(|pair| [&mut pair.sender, &mut pair.receiver]) {
        while let Poll::Ready(frame) = end.socket.poll_next(cx) {
            match frame.map(|frame| read(end.socket.text(frame))) {
                Err(failure) => return Poll::Ready(failure),
                Ok(Seen::Problem(words)) => {
                    return Poll::Ready(Failure::at("a waiting person was told", words));
                }
                Ok(_) => {}
            }
        }
    }
    Poll::Pending
}

struct State<'a> {
    pair: &'a mut Pair,
    pace: Pace,
    span: Span,
    run: Run,
    sent: usize,
    acknowledged: usize,
    arrived: usize,
    began_at: usize,
    timer: Pin<Box<Sleep>>,
    frame: Vec<u8>,
}

impl State<'_> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        loop {
            let now = Instant::now();
            self.send_what_is_due(now)?;
            let mut moved = false;
            while let Poll::Ready(frame) = self.pair.sender.socket.poll_next(cx) {
                let frame = frame?;
                let seen = read(self.pair.sender.socket.text(frame));
                moved |= self.sender_saw(seen)?;
            }
            while let Poll::Ready(frame) = self.pair.receiver.socket.poll_next(cx) {
                let frame = frame?;
                let seen = read(self.pair.receiver.socket.text(frame));
                moved |= self.receiver_saw(seen)?;
            }
            if self.is_over(now) && self.under_way() == 0 {
                return Poll::Ready(Ok(()));
            }
            if moved {
                continue;
            }
            let wake = self.next_wake(now);
            self.timer.as_mut().reset(wake.into());
            if self.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if now > self.span.until + DRAIN_LIMIT {
                let missing = self.under_way();
                return Poll::Ready(Err(Failure::new(format!("{missing} messages did not arrive in time"))));
            }
        }
    }

    fn under_way(&self) -> usize {
        self.sent - self.acknowledged.min(self.arrived)
    }

    fn is_over(&self, now: Instant) -> bool {
        match self.pace {
            Pace::UpTo(total) => self.sent >= total,
            Pace::InFlight(_) | Pace::Every { .. } => now >= self.span.until,
        }
    }

    fn due(&self, now: Instant) -> bool {
        match self.pace {
            Pace::InFlight(most) => self.under_way() < most,
            Pace::UpTo(_) => self.under_way() == 0,
            Pace::Every { .. } => now >= self.next_due(),
        }
    }

    /// When the next message is sent, at a fixed pace.
    fn next_due(&self) -> Instant {
        match self.pace {
            Pace::Every { first, interval } => {
                let so_far = u32::try_from(self.sent - self.began_at).unwrap_or(u32::MAX);
                first + interval * so_far
            }
            Pace::InFlight(_) | Pace::UpTo(_) => self.span.until,
        }
    }

    fn next_wake(&self, now: Instant) -> Instant {
        if now >= self.span.until || self.is_over(now) {
            self.span.until + DRAIN_LIMIT + Duration::from_millis(1)
        } else {
            self.next_due().min(self.span.until)
        }
    }

    fn send_what_is_due(&mut self, now: Instant) -> Outcome {
        while !self.is_over(now) && self.due(now) {
            let number = u32::try_from(self.sent)
                .map_err(|_| Failure::new("too many messages in one conversation"))?;
            self.frame.clear();
            self.pair.sender.dialect.post(&mut self.frame, number);
            self.pair.sender.socket.push(&self.frame);
            self.pair.fates.push(Fate { sent: Instant::now(), acknowledged: false, arrived: false });
            self.sent += 1;
        }
        Ok(())
    }

    fn sender_saw(&mut self, seen: Seen) -> Outcome<bool> {
        match seen {
            Seen::Acknowledged(number) => {
                let fate = fate(&mut self.pair.fates, number)?;
                if std::mem::replace(&mut fate.acknowledged, true) {
                    return Err(Failure::new("a message was acknowledged twice"));
                }
                self.acknowledged += 1;
                self.count_completed();
                Ok(true)
            }
            Seen::Problem(words) => Err(Failure::at("a sender was told", words)),
            // The server shows authors their own messages too.
            Seen::Arrived(_) | Seen::Resumed(..) | Seen::Other => Ok(false),
        }
    }

    fn receiver_saw(&mut self, seen: Seen) -> Outcome<bool> {
        match seen {
            Seen::Arrived(number) => {
                let fate = fate(&mut self.pair.fates, number)?;
                if std::mem::replace(&mut fate.arrived, true) {
                    return Err(Failure::new("a message arrived twice"));
                }
                if (self.span.from..self.span.until).contains(&fate.sent) {
                    self.run.delivery.add(fate.sent.elapsed());
                }
                self.arrived += 1;
                self.count_completed();
                Ok(true)
            }
            Seen::Problem(words) => Err(Failure::at("a receiver was told", words)),
            Seen::Acknowledged(_) | Seen::Resumed(..) | Seen::Other => Ok(false),
        }
    }

    /// Counts the message that became both durable and received with what was just seen.
    fn count_completed(&mut self) {
        let completed = self.acknowledged.min(self.arrived) as u64;
        let now = Instant::now();
        if now < self.span.from {
            self.run.warm_up = completed;
        } else if now < self.span.until {
            self.run.completed = completed - self.run.warm_up;
        }
    }
}

fn fate(fates: &mut [Fate], number: u32) -> Outcome<&mut Fate> {
    fates.get_mut(number as usize).ok_or_else(|| Failure::new("a message came that nobody sent"))
}

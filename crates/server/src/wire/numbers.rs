//! Numbers: what chats come to, without anything that was said.

use bedside_domain::{DepartmentId, StaffId, WallDate};
use schemars::JsonSchema;
use serde::Serialize;

/// `GET /numbers`: chats that have ended, by the time they were opened. Makes an audit entry before it is sent.
#[derive(Serialize, JsonSchema)]
pub struct Numbers {
    /// First day.
    pub from: WallDate,
    /// Last day.
    pub to: WallDate,
    /// The zone of days and hours, an IANA name.
    pub zone: String,
    /// Whether these are one's own chats alone.
    pub own: bool,
    /// A median is shown only where at least so many chats stand behind it.
    pub least: u32,
    /// Nine in ten, chats at once and a rating only where at least so many do.
    pub least_fine: u32,
    /// All of them.
    pub total: Figures,
    /// By day, every day of the range.
    pub days: Vec<DayFigures>,
    /// By the hour of the day, 0 to 23.
    pub hours: Vec<HourFigures>,
    /// By the department that had them last.
    pub departments: Vec<DepartmentFigures>,
    /// By who served them last.
    pub people: Vec<PersonFigures>,
}

/// What some chats come to.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Figures {
    /// How many.
    pub chats: u32,
    /// Somebody served them.
    pub served: u32,
    /// The patient ended them while waiting.
    pub gave_up: u32,
    /// The patient was lost while waiting.
    pub lost: u32,
    /// They were left as a message.
    pub left_messages: u32,
    /// From opening until somebody joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<Spread>,
    /// From opening to the first message of staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_reply: Option<Spread>,
    /// While somebody served them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handling: Option<Spread>,
    /// Chats that who served them had as they ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_once: Option<AtOnce>,
    /// How patients found them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingFigures>,
}

/// Seconds, in the middle and at the slow end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spread {
    /// Half took at most so many seconds.
    pub median_s: u32,
    /// Nine in ten took at most so many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90_s: Option<u32>,
}

/// Chats at once.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AtOnce {
    /// On average.
    pub mean: f64,
    /// At most.
    pub most: u32,
}

/// Ratings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RatingFigures {
    /// On average, 1 to 5: to the half, of forty or more to the tenth. A part of which few are hidden beside it has none.
    pub mean: f64,
    /// How many there are.
    pub count: u32,
}

/// One day.
#[derive(Serialize, JsonSchema)]
pub struct DayFigures {
    /// Which.
    pub date: WallDate,
    /// What its chats come to.
    pub figures: Figures,
}

/// One hour of the day.
#[derive(Serialize, JsonSchema)]
pub struct HourFigures {
    /// Which, 0 to 23.
    pub hour: u8,
    /// What its chats come to.
    pub figures: Figures,
}

/// One department.
#[derive(Serialize, JsonSchema)]
pub struct DepartmentFigures {
    /// Which.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// What its chats come to.
    pub figures: Figures,
}

/// One member of staff.
#[derive(Serialize, JsonSchema)]
pub struct PersonFigures {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// What their chats come to.
    pub figures: Figures,
}

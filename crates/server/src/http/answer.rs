//! Errors of REST: one shape, one place where statuses are given.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bedside_domain::FieldProblem;
use bedside_storage::{ReadError, WriteError};

use crate::{
    change::ChangeError,
    wire::{ErrorBody, ErrorDetail, WireCode},
};

/// An error as the client gets it. The cause is in the log, never in the answer.
pub(crate) struct ApiError {
    code: WireCode,
    message: String,
    retry_after_s: Option<u32>,
    problems: Vec<FieldProblem>,
}

impl ApiError {
    pub(crate) fn new(code: WireCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_s: None, problems: Vec::new() }
    }

    pub(crate) fn busy(message: impl Into<String>, retry_after_s: u32) -> Self {
        Self { retry_after_s: Some(retry_after_s), ..Self::new(WireCode::Busy, message) }
    }

    pub(crate) fn slow_down(message: impl Into<String>, retry_after_s: u32) -> Self {
        Self { retry_after_s: Some(retry_after_s), ..Self::new(WireCode::SlowDown, message) }
    }

    pub(crate) fn not_signed_in() -> Self {
        Self::new(WireCode::Unauthenticated, "there is no session, or it has ended; start again")
    }

    /// Settings that cannot be used, with each fault.
    pub(super) fn invalid(message: String, problems: Vec<FieldProblem>) -> Self {
        Self { problems, ..Self::new(WireCode::InvalidSettings, message) }
    }

    pub(super) fn unavailable(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "A request could not be served");
        let message = "the server cannot do this now; try again in a moment";
        Self { retry_after_s: Some(5), ..Self::new(WireCode::Unavailable, message) }
    }

    const fn status(&self) -> StatusCode {
        match self.code {
            WireCode::Unauthenticated | WireCode::SessionEnded => StatusCode::UNAUTHORIZED,
            WireCode::NotFound => StatusCode::NOT_FOUND,
            WireCode::Forbidden | WireCode::OriginForbidden | WireCode::Blocked => StatusCode::FORBIDDEN,
            WireCode::Closed
            | WireCode::NotNow
            | WireCode::TakenByColleague
            | WireCode::ColleagueAway
            | WireCode::NotServingThere
            | WireCode::OtherCustody
            | WireCode::KeptShorter
            | WireCode::ClientKeyReused
            | WireCode::ConsentOutdated
            | WireCode::DepartmentClosed
            | WireCode::ChangedMeanwhile
            | WireCode::InUse
            | WireCode::AlreadyOpen => StatusCode::CONFLICT,
            WireCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            WireCode::TooSlow => StatusCode::REQUEST_TIMEOUT,
            WireCode::SlowDown => StatusCode::TOO_MANY_REQUESTS,
            WireCode::Busy | WireCode::Unavailable | WireCode::GoingAway | WireCode::SlowReader => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            WireCode::Upgrade => StatusCode::UPGRADE_REQUIRED,
            WireCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            WireCode::Malformed
            | WireCode::UnknownType
            | WireCode::HelloExpected
            | WireCode::Empty
            | WireCode::TooLong
            | WireCode::ControlCharacters
            | WireCode::SealedNotAllowed
            | WireCode::AnswerMissing
            | WireCode::AnswerInvalid
            | WireCode::InvalidSettings => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after_s = self.retry_after_s;
        let problems = self.problems;
        let detail = ErrorDetail { code: self.code, message: self.message, retry_after_s, problems };
        let mut response = (status, Json(ErrorBody { error: detail })).into_response();
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Busy { retry_after_s } => Self::busy(error.to_string(), retry_after_s),
            _ => Self::unavailable(&error),
        }
    }
}

impl From<WriteError> for ApiError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Busy { retry_after_s } => Self::busy(error.to_string(), retry_after_s),
            _ => Self::unavailable(&error),
        }
    }
}

impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Read(error) => error.into(),
            ChangeError::Write(error) => error.into(),
            ChangeError::Custody(_) => Self::unavailable(&error),
            ChangeError::NotFound
            | ChangeError::Forbidden
            | ChangeError::NotNow(_)
            | ChangeError::NothingOffered
            | ChangeError::OwnChat
            | ChangeError::NotWaiting
            | ChangeError::NotServingThere
            | ChangeError::ColleagueAway
            | ChangeError::NotOffered(_)
            | ChangeError::NotAsked
            | ChangeError::Rating
            | ChangeError::Filing(_)
            | ChangeError::Note(_) => Self::new(error.code(), error.to_string()),
        }
    }
}

impl From<crate::hub::RoomsError> for ApiError {
    fn from(error: crate::hub::RoomsError) -> Self {
        ChangeError::from(error).into()
    }
}

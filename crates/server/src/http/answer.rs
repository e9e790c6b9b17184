//! Errors of REST: one shape, one place where statuses are given.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
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
}

impl ApiError {
    pub(crate) fn new(code: WireCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_s: None }
    }

    pub(crate) fn busy(message: impl Into<String>, retry_after_s: u32) -> Self {
        Self { code: WireCode::Busy, message: message.into(), retry_after_s: Some(retry_after_s) }
    }

    pub(crate) fn slow_down(message: impl Into<String>, retry_after_s: u32) -> Self {
        Self { code: WireCode::SlowDown, message: message.into(), retry_after_s: Some(retry_after_s) }
    }

    pub(crate) fn not_signed_in() -> Self {
        Self::new(WireCode::Unauthenticated, "there is no session, or it has ended; start again")
    }

    fn unavailable(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "A request could not be served");
        Self {
            code: WireCode::Unavailable,
            message: "the server cannot do this now; try again in a moment".into(),
            retry_after_s: Some(5),
        }
    }

    const fn status(&self) -> StatusCode {
        match self.code {
            WireCode::Unauthenticated | WireCode::SessionEnded => StatusCode::UNAUTHORIZED,
            WireCode::NotFound => StatusCode::NOT_FOUND,
            WireCode::Forbidden | WireCode::OriginForbidden => StatusCode::FORBIDDEN,
            WireCode::Closed
            | WireCode::NotNow
            | WireCode::TakenByColleague
            | WireCode::ClientKeyReused
            | WireCode::ConsentOutdated
            | WireCode::DepartmentClosed
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
            | WireCode::AnswerMissing => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after_s = self.retry_after_s;
        let detail = ErrorDetail { code: self.code, message: self.message, retry_after_s };
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
            | ChangeError::NotWaiting
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

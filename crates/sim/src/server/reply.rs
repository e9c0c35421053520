//! An answer before it is sent, and the bodies of LinkedIn's errors, each as it was seen from the service.

use std::fmt::Display;

/// An answer: complete, and small enough to hold.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<u32>,
}

impl Reply {
    pub(super) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            content_type: "application/json",
            body: body.into(),
            location: None,
            retry_after: None,
        }
    }

    pub(super) fn html(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { content_type: "text/html; charset=utf-8", ..Self::json(status, body) }
    }

    pub(super) fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { content_type: "text/plain; charset=utf-8", ..Self::json(status, body) }
    }

    pub(super) fn redirect(to: String) -> Self {
        Self { location: Some(to), ..Self::html(302, "") }
    }
}

pub(super) fn bad_request() -> Reply {
    Reply::json(400, r#"{"message":"Invalid query parameters passed to request","status":400}"#)
}

pub(super) fn unsupported_domain() -> Reply {
    Reply::json(400, r#"{"message":"domain is not supported","status":400}"#)
}

pub(super) fn empty_token() -> Reply {
    Reply::json(401, r#"{"message":"Empty oauth2_access_token","serviceErrorCode":401,"status":401}"#)
}

pub(super) fn invalid_token() -> Reply {
    Reply::json(401, r#"{"serviceErrorCode":65600,"message":"Invalid access token","status":401}"#)
}

pub(super) fn revoked_token() -> Reply {
    Reply::json(
        401,
        r#"{"status":401,"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN","message":"The token used in the request has been revoked by the user"}"#,
    )
}

pub(super) fn expired_token() -> Reply {
    Reply::json(
        401,
        r#"{"status":401,"serviceErrorCode":65602,"code":"EXPIRED_ACCESS_TOKEN","message":"The token used in the request has expired"}"#,
    )
}

/// `what` is a resource, its method and its version, as LinkedIn names them.
pub(super) fn forbidden(what: &str) -> Reply {
    Reply::json(
        403,
        format!(
            r#"{{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: {what}"}}"#
        ),
    )
}

pub(super) fn no_data() -> Reply {
    Reply::json(404, r#"{"message":"No data found for this domain and memberId.","status":404}"#)
}

pub(super) fn no_such_resource() -> Reply {
    Reply::json(404, r#"{"message":"Resource does not exist","status":404}"#)
}

pub(super) fn wrong_method() -> Reply {
    Reply::json(405, r#"{"message":"Method not allowed","status":405}"#)
}

pub(super) fn version_missing() -> Reply {
    Reply::json(400, r#"{"status":400,"code":"VERSION_MISSING","message":"A version must be present"}"#)
}

/// A month was asked for; LinkedIn answers with the first day of it.
pub(super) fn wrong_version(month: impl Display) -> Reply {
    Reply::json(
        426,
        format!(
            r#"{{"status":426,"code":"NONEXISTENT_VERSION","message":"Requested version {month}01 is not active"}}"#
        ),
    )
}

pub(super) fn throttled(retry_after: Option<u32>) -> Reply {
    let body = r#"{"serviceErrorCode":101,"message":"Resource level throttle limit for calls to this resource is reached.","status":429}"#;
    Reply { retry_after, ..Reply::json(429, body) }
}

pub(super) fn server_error() -> Reply {
    Reply::json(500, r#"{"message":"Internal Server Error","status":500}"#)
}

pub(super) fn gateway_timeout() -> Reply {
    Reply::html(504, "<html><head><title>504 Gateway Time-out</title></head><body>simulated</body></html>")
}

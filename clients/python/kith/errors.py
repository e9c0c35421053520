"""What can go wrong. No message holds the API key."""


class KithError(Exception):
    """Whatever this package raises."""


class ConnectionFailed(KithError):
    """The server could not be reached, or broke off, on every try."""


class ApiError(KithError):
    """The server refused the call, or failed. An error costs no credit."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code} ({status}): {message}" + (f" [request {request_id}]" if request_id else ""))
        self.status = status
        """The HTTP status."""
        self.code = code
        """What programs look at: `INVALID_ACCOUNT`, `INSUFFICIENT_CREDITS`, ...; `UNKNOWN` of an answer that is not kith's."""
        self.message = message
        """What was wrong, and what is right."""
        self.request_id = request_id
        self.retry_after = retry_after
        """Seconds after which the server may be asked again, where it told."""

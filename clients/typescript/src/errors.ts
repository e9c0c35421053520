// What can go wrong. No message holds the API key.

/** Whatever this package throws. */
export class KithError extends Error {
  override name = "KithError";
}

/** The server could not be reached, or broke off, on every try. */
export class ConnectionFailed extends KithError {
  override name = "ConnectionFailed";
}

/** What an error tells beside its message. */
export interface Refusal {
  /** The HTTP status. */
  status: number;
  /** What programs look at: `INVALID_ACCOUNT`, `INSUFFICIENT_CREDITS`, ...; `UNKNOWN` of an answer that is not kith's. */
  code: string;
  requestId: string | null;
  /** Seconds after which the server may be asked again, where it told. */
  retryAfter: number | null;
}

/** The server refused the call, or failed. An error costs no credit. */
export class ApiError extends KithError implements Refusal {
  override name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly retryAfter: number | null;

  constructor(message: string, refusal: Refusal) {
    super(`${refusal.code} (${refusal.status}): ${message}${refusal.requestId ? ` [request ${refusal.requestId}]` : ""}`);
    this.status = refusal.status;
    this.code = refusal.code;
    this.requestId = refusal.requestId;
    this.retryAfter = refusal.retryAfter;
  }
}

/** The error that an answer is. Of an answer that is not kith's nothing is repeated: it may be somebody's data. */
export function refusal(status: number, headers: Headers, body: string): ApiError {
  const after = headers.get("retry-after") ?? "";
  const beside = {
    status,
    requestId: headers.get("x-request-id"),
    retryAfter: /^[0-9]+$/.test(after) ? Number(after) : null,
  };
  try {
    const { code, message } = JSON.parse(body).error;
    if (typeof code === "string" && typeof message === "string") return new ApiError(message, { ...beside, code });
  } catch {
    // Not JSON, or not an error's: told below.
  }
  const says = "the answer is not one of kith's: is there something else in between, or another version?";
  return new ApiError(says, { ...beside, code: "UNKNOWN" });
}

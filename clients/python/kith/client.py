"""The client: calls, tries again, and raises what went wrong."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, TypeVar

import httpx
from pydantic import TypeAdapter

from . import exports, models, pages
from ._operations import Operations
from .answer import Answer, quoted
from .errors import ApiError, ConnectionFailed
from .retries import AGAIN, Retries

T = TypeVar("T")
Field = Literal["id", "first_name", "last_name", "email", "company", "position", "connected_on"]


class Kith(Operations):
    """A kith server, seen with one key. Can be shared by threads; close it, or use it in a `with`."""

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        timeout: float = 60.0,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not (api_key.isascii() and api_key.isprintable() and api_key.strip()):
            raise ValueError("api_key must be the key that `kith key create` printed")
        self._url = _address(url)
        self._retries = retries or Retries()
        self._http = httpx.Client(
            base_url=url,
            headers={"x-api-key": api_key, "user-agent": "kith-python"},
            timeout=timeout,
            transport=transport,
        )

    def connections(
        self,
        account_id: str,
        *,
        fields: Sequence[Field] | None = None,
        snapshot: str | None = None,
        limit: int | None = None,
    ) -> Iterator[models.Connection]:
        """Everybody in the account's list, newest first, each once, whatever is imported meanwhile."""

        def read(count: int, offset: int, of: str | None) -> Answer[models.Connections]:
            return self.list_connections(account_id, count=count, offset=offset, fields=fields, snapshot=of)

        return pages.connections(read, snapshot, limit)

    def search(
        self,
        account_id: str,
        query: str | None = None,
        *,
        company: str | None = None,
        title: str | None = None,
        connected_after: str | None = None,
        connected_before: str | None = None,
        has_email: bool | None = None,
        sort: Literal["recently_connected", "first_name", "last_name", "company"] | None = None,
        fields: Sequence[Field] | None = None,
        snapshot: str | None = None,
        limit: int | None = None,
    ) -> Iterator[models.Connection]:
        """Everybody who fits all that is asked for, as `search_connections` finds them; days as `2024-01-31`."""

        def read(count: int, offset: int, of: str | None) -> Answer[models.Connections]:
            return self.search_connections(
                account_id,
                query=query,
                company=company,
                title=title,
                connected_after=connected_after,
                connected_before=connected_before,
                has_email=has_email,
                sort=sort,
                fields=fields,
                count=count,
                offset=offset,
                snapshot=of,
            )

        return pages.connections(read, snapshot, limit)

    def changes(
        self,
        account_id: str,
        since: str | None = None,
        *,
        types: Sequence[Literal["added", "removed", "updated"]] | None = None,
    ) -> pages.Changes[models.ChangeInfo]:
        """What changed since a cursor, a snapshot or a time; without one the whole list first, as added."""

        def read(cursor: str | None) -> tuple[list[models.ChangeInfo], str, bool]:
            page = self.list_changes(account_id, since=cursor, types=types, count=500).data
            return page.changes, page.cursor, page.has_more

        return pages.Changes(read, since)

    def export(
        self,
        account_id: str,
        format: Literal["csv", "ndjson", "vcard", "parquet"] = "csv",
        *,
        snapshot: str | None = None,
        idempotency_key: str | None = None,
    ) -> Iterator[bytes]:
        """The whole list as a file, in parts as they come. A text format that breaks off goes on where it broke, free."""
        asked = {"format": format} if snapshot is None else {"format": format, "snapshot": snapshot}

        def send(headers: dict[str, str]) -> httpx.Response:
            path = f"/v2/accounts/{quoted(account_id)}/export"
            request = self._http.build_request("GET", path, params=asked, headers=headers)
            return self._send(request, stream=True)

        return exports.taken(send, idempotency_key or str(uuid.uuid4()), self._retries)

    def _call(
        self,
        method: str,
        path: str,
        data: type[T],
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        content_type: str | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[T]:
        headers = {}
        if content_type is not None:
            headers["content-type"] = content_type
        if method != "GET":
            headers["idempotency-key"] = idempotency_key or str(uuid.uuid4())
        request = self._http.build_request(
            method,
            path,
            params={name: _word(value) for name, value in (query or {}).items() if value is not None},
            json=None if body is None else _given(body),
            content=content,
            headers=headers,
        )
        return _answer(self._send(request), data)

    def _send(self, request: httpx.Request, stream: bool = False) -> httpx.Response:
        """Sends it, again and again while that may help. The answer is a success; a stream's is not read yet."""
        tried = 0
        while True:
            tried += 1
            try:
                response = self._http.send(request, stream=stream)
                if not response.is_success:
                    response.read()
            except httpx.TransportError as error:
                if not self._retries.wait(tried, None):
                    raise ConnectionFailed(f"{self._url} did not answer: {type(error).__name__}") from None
                continue
            if response.is_success:
                return response
            refusal = _error(response)
            if response.status_code not in AGAIN or not self._retries.wait(tried, refusal.retry_after):
                raise refusal

    def close(self) -> None:
        """Closes the connections to the server."""
        self._http.close()

    def __enter__(self) -> "Kith":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Kith({str(self._url)!r})"


def _address(url: str) -> httpx.URL:
    """The server's address, without a name or a password in it: errors show it."""
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = httpx.URL("")
    if address.scheme not in ("http", "https") or not address.host:
        raise ValueError("url must be the server's address, like http://127.0.0.1:7171")
    return address.copy_with(userinfo=b"")


def _given(value: Any) -> Any:
    """The value without what was left out."""
    if isinstance(value, Mapping):
        return {name: _given(one) for name, one in value.items() if one is not None}
    return value


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _answer(response: httpx.Response, data: type[T]) -> Answer[T]:
    try:
        answer = response.json()
        return Answer(
            data=TypeAdapter(data).validate_python(answer["data"]),
            credits=int(answer["metadata"]["credits_consumed"]),
            request_id=response.headers.get("x-request-id"),
            snapshot=response.headers.get("x-kith-snapshot"),
            replayed=response.headers.get("idempotent-replayed") == "true",
        )
    except (ValueError, KeyError, TypeError):
        raise _unknown(response) from None  # what was received may be somebody's data: it is left out


def _error(response: httpx.Response) -> ApiError:
    try:
        error = response.json()["error"]
        code, message = str(error["code"]), str(error["message"])
    except (ValueError, KeyError, TypeError):
        return _unknown(response)
    return ApiError(response.status_code, code, message, response.headers.get("x-request-id"), _after(response))


def _unknown(response: httpx.Response) -> ApiError:
    says = "the answer is not one of kith's: is there something else in between, or another version?"
    return ApiError(
        response.status_code, "UNKNOWN", says, response.headers.get("x-request-id"), _after(response)
    )


def _after(response: httpx.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None

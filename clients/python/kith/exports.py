"""A list as a file, taken as it comes. What breaks off goes on where it broke, and is paid once."""

from collections.abc import Callable, Iterator

import httpx

from .errors import ConnectionFailed
from .retries import Retries


def taken(send: Callable[[dict[str, str]], httpx.Response], key: str, retries: Retries) -> Iterator[bytes]:
    """Sends with these headers, more than once where the bytes of the format can be asked for from the middle on."""
    had, tried, headers = 0, 0, {"idempotency-key": key, "accept-encoding": "identity"}
    while True:
        response = send(headers)
        if had and response.status_code != 206:
            response.close()
            raise ConnectionFailed("the export broke off, and is another by now; begin anew")
        try:
            for part in response.iter_raw():
                had, tried = had + len(part), 0
                yield part
            return
        except httpx.TransportError as error:
            tried += 1
            goes_on = had == 0 or response.headers.get("accept-ranges") == "bytes"
            if not goes_on or not retries.wait(tried, None):
                raise ConnectionFailed(f"the export broke off: {type(error).__name__}") from None
        finally:
            response.close()
        if had:
            headers |= {"range": f"bytes={had}-", "if-range": response.headers.get("etag", "")}

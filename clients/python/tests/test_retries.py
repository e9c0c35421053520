"""Tries: as often as told, as late as asked for, and never paid twice."""

import os
from collections.abc import Callable, Iterator

import httpx
import pytest

from kith import ApiError, ConnectionFailed, Kith, Retries

AccountOf = Callable[[range], str]
Fault = Callable[[httpx.BaseTransport, httpx.Request], httpx.Response]


class Faulty(httpx.BaseTransport):
    """A way to the server on which the first calls go wrong."""

    def __init__(self, *faults: Fault) -> None:
        self.way, self.faults = httpx.HTTPTransport(), list(faults)
        self.keys: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers.get("idempotency-key"))
        return self.faults.pop(0)(self.way, request) if self.faults else self.way.handle_request(request)


def drops_the_answer(way: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
    way.handle_request(request).read()
    raise httpx.ReadError("the connection was reset")


class Torn(httpx.SyncByteStream):
    """The first bytes of an answer, and no more."""

    def __init__(self, whole: bytes, upto: int) -> None:
        self.part = whole[:upto]

    def __iter__(self) -> Iterator[bytes]:
        yield self.part
        raise httpx.ReadError("the connection was reset")


def breaks_off(upto: int) -> Fault:
    def answer(way: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        response = way.handle_request(request)
        torn = Torn(response.read(), upto)
        return httpx.Response(response.status_code, headers=response.headers, stream=torn)

    return answer


def is_away(_: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused")


def refuses(status: int, retry_after: str | None = None) -> Fault:
    def answer(_: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        error = {"success": False, "error": {"code": "BUSY", "message": "Later."}}
        headers = {} if retry_after is None else {"retry-after": retry_after}
        return httpx.Response(status, json=error, headers=headers)

    return answer


class Patient:
    """A client that notes how long it waits, and waits for nothing."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self.waits: list[float] = []
        retries = Retries(times=3, first=1.0, most=60.0, sleep=self.waits.append, random=lambda: 0.5)
        self.kith = Kith(
            os.environ["KITH_URL"], os.environ["KITH_API_KEY"], retries=retries, transport=transport
        )


def test_an_answer_that_was_lost_is_not_paid_again(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(60))
    before = kith.get_credits().data.balance
    faulty = Faulty(drops_the_answer, drops_the_answer)
    answer = Patient(faulty).kith.list_connections(account, count=60)
    assert len(answer.data.connections) == 60
    assert answer.replayed
    assert len(faulty.keys) == 3 and len(set(faulty.keys)) == 1 and faulty.keys[0]
    assert before - kith.get_credits().data.balance == 2


def test_what_was_written_before_the_answer_was_lost_is_written_once(kith: Kith) -> None:
    before = kith.list_accounts().data.total_available_results
    Patient(Faulty(drops_the_answer)).kith.create_account(name="Ada", source={"kind": "archive"})
    assert kith.list_accounts().data.total_available_results == before + 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again_after_longer_and_longer_waits(status: int) -> None:
    patient = Patient(Faulty(refuses(status), is_away, refuses(status)))
    assert patient.kith.get_credits().data.balance >= 0
    assert patient.waits == [0.75, 1.5, 3.0]


def test_a_server_that_says_when_is_heeded_and_not_waited_for_too_long() -> None:
    patient = Patient(Faulty(refuses(429, "7")))
    patient.kith.get_credits()
    assert patient.waits == [7.75]
    impatient = Patient(Faulty(refuses(429, "61")))
    with pytest.raises(ApiError) as error:
        impatient.kith.get_credits()
    assert (error.value.status, error.value.code, error.value.retry_after) == (429, "BUSY", 61)
    assert impatient.waits == []


def test_a_server_that_stays_away_is_given_up() -> None:
    patient = Patient(Faulty(is_away, is_away, is_away, is_away))
    with pytest.raises(ConnectionFailed, match="did not answer: ConnectError"):
        patient.kith.get_credits()
    assert len(patient.waits) == 3


def test_what_can_not_pass_is_not_tried_again() -> None:
    patient = Patient(Faulty(refuses(400)))
    with pytest.raises(ApiError):
        patient.kith.get_credits()
    assert patient.waits == []


def test_an_export_that_breaks_off_goes_on_where_it_broke_and_is_paid_once(
    kith: Kith, account_of: AccountOf
) -> None:
    account = account_of(range(2_000))
    whole = b"".join(kith.export(account, "ndjson"))
    before = kith.get_credits().data.balance
    faulty = Faulty(is_away, breaks_off(0), breaks_off(1_000), breaks_off(70_000))
    assert b"".join(Patient(faulty).kith.export(account, "ndjson")) == whole
    assert whole.count(b"\n") == 2_000
    assert before - kith.get_credits().data.balance == 40


def test_an_export_that_can_not_go_on_says_so(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(60))
    assert b"".join(kith.export(account, "parquet")).startswith(b"PAR1")
    with pytest.raises(ConnectionFailed, match="broke off"):
        list(Patient(Faulty(breaks_off(10))).kith.export(account, "parquet"))
    with pytest.raises(ApiError):
        list(kith.export("acc_0000000000000000"))

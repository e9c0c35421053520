"""Errors say what was wrong, to people and to programs, and never tell the key."""

import os

import httpx
import pytest

from kith import ApiError, Kith


def test_an_error_has_a_code_a_message_a_status_and_the_requests_id(kith: Kith) -> None:
    with pytest.raises(ApiError) as raised:
        kith.get_account("acc_0000000000000000")
    error = raised.value
    assert (error.status, error.code) == (404, "INVALID_ACCOUNT")
    assert error.request_id and error.request_id in str(error)
    assert error.message and error.message in str(error)


def test_a_name_that_looks_like_a_path_is_a_name(kith: Kith) -> None:
    with pytest.raises(ApiError) as raised:
        kith.get_account("a/syncs?limit=1")
    assert raised.value.status == 404


def test_the_key_is_told_nowhere() -> None:
    kith = Kith(os.environ["KITH_URL"], "kith_wrong_0123456789")
    assert "kith_wrong" not in repr(kith)
    with pytest.raises(ApiError) as raised:
        kith.get_credits()
    assert raised.value.code == "INVALID_API_KEY" and "kith_wrong" not in str(raised.value)
    with pytest.raises(ValueError) as refused:
        Kith(os.environ["KITH_URL"], "secret\r\n")
    assert "secret" not in str(refused.value)


def test_an_answer_that_is_not_kiths_is_an_error_without_its_text() -> None:
    page = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>Jane Doe</html>"))
    with pytest.raises(ApiError) as raised:
        Kith("http://127.0.0.1", "key", transport=page).get_credits()
    assert raised.value.code == "UNKNOWN" and "Jane" not in str(raised.value)


@pytest.mark.parametrize("url", ["127.0.0.1:7171", "", "/v2", "ftp://127.0.0.1", "http://", "http://[::1"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="http://127.0.0.1:7171"):
        Kith(url, "key")


def test_a_limit_below_nothing_is_refused_at_once(kith: Kith) -> None:
    with pytest.raises(ValueError, match="limit"):
        kith.connections("acc_0000000000000000", limit=-1)
    assert list(kith.search("acc_0000000000000000", limit=0)) == []

"""A client of the server under test, and accounts with invented people."""

import os
from collections.abc import Callable, Iterator

import pytest

from kith import Kith

HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


def export(people: range) -> bytes:
    """An export of these people, the last of them connected first."""
    rows = (
        f"Jane{n},Doe,https://www.linkedin.com/in/jane-doe-{n},,{'Acme' if n % 2 else 'Furs'},Buyer,01 Feb 2024"
        for n in people
    )
    return "\n".join([HEAD, *rows, ""]).encode()


@pytest.fixture
def kith() -> Iterator[Kith]:
    with Kith(os.environ["KITH_URL"], os.environ["KITH_API_KEY"]) as kith:
        yield kith


@pytest.fixture
def account_of(kith: Kith) -> Callable[[range], str]:
    """Makes an account whose list is of these people."""

    def make(people: range) -> str:
        account = kith.create_account(name="Ada", source={"kind": "archive"}).data.account_id
        kith.import_account(account, export(people), content_type="text/csv")
        return account

    return make

"""Walks over lists: each person once, from one snapshot, at the price of full pages."""

from collections.abc import Callable

from conftest import export

from kith import Kith

AccountOf = Callable[[range], str]


def names(people: range) -> list[str]:
    return [f"Jane{n} Doe" for n in people]


def test_a_walk_gives_each_person_once_while_imports_land(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(1_250))
    seen, newer = [], 1_250
    for number, person in enumerate(kith.connections(account, fields=["company"])):
        seen.append(person.name)
        assert person.company in ("Acme", "Furs")
        if number in (99, 100, 700):  # at the end of a page, at the beginning of one, and within one
            newer += 10
            kith.import_account(account, export(range(newer - 1_200, newer)), content_type="text/csv")
    assert sorted(seen) == sorted(names(range(1_250)))
    assert {person.name for person in kith.connections(account)} == set(names(range(80, 1_280)))


def test_a_walk_costs_what_one_page_of_everybody_would(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(1_201))
    before = kith.get_credits().data.balance
    assert sum(1 for _ in kith.connections(account)) == 1_201
    assert before - kith.get_credits().data.balance == 25


def test_who_stops_early_pays_for_the_first_page_alone(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(1_000))
    before = kith.get_credits().data.balance
    next(kith.connections(account))
    assert len(list(kith.connections(account, limit=20))) == 20
    assert before - kith.get_credits().data.balance == 2 + 1


def test_a_search_is_walked_over_like_the_list(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(1_000))
    found = [person.name for person in kith.search(account, "buyer doe", company="acme", sort="first_name")]
    assert found == sorted(names(range(1, 1_000, 2)))


def test_changes_go_on_where_the_last_walk_ended(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(1_100))
    changes = kith.changes(account)
    assert sorted(change.after.name for change in changes if change.after) == sorted(names(range(1_100)))
    kith.import_account(account, export(range(1, 1_101)), content_type="text/csv")
    later = kith.changes(account, since=changes.cursor)
    assert [change.type for change in later] == ["removed", "added"]
    assert list(kith.changes(account, since=later.cursor)) == []


def test_a_walk_over_changes_that_was_broken_off_skips_nothing(kith: Kith, account_of: AccountOf) -> None:
    account = account_of(range(700))
    broken_off = kith.changes(account)
    seen = [change.after for _, change in zip(range(600), broken_off)]
    rest = [change.after for change in kith.changes(account, since=broken_off.cursor)]
    assert {person.name for person in seen + rest if person} == set(names(range(700)))

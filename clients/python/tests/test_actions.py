"""Calls whose answers are read back as the types that the document promises."""

from collections.abc import Callable

from kith import Kith

AccountOf = Callable[[range], str]


def test_who_knows_whom_is_asked_of_one_account_and_of_all(kith: Kith, account_of: AccountOf) -> None:
    ada, bob = account_of(range(60)), account_of(range(40, 100))
    asked = [f"linkedin.com/in/jane-doe-{n}" for n in (50, 70)]
    assert kith.match_connections(ada, profile_urls=asked).credits == 1
    assert kith.get_statistics(ada).data.model_dump()
    both = kith.list_people(accounts=[ada, bob], known_by_at_least=2, count=50).data
    assert both.total_available_results == 20
    assert {one.account_id for one in both.people[0].known_by} == {ada, bob}
    assert kith.compare_accounts(accounts=[ada, bob]).credits >= 1


def test_a_webhook_is_made_changed_and_deleted(kith: Kith) -> None:
    made = kith.create_webhook(url="https://example.com/hook", events=["sync.completed"]).data
    assert kith.update_webhook(made.webhook_id, enabled=False).data.enabled is False
    assert made.webhook_id in {one.webhook_id for one in kith.list_webhooks().data.webhooks}
    kith.delete_webhook(made.webhook_id)
    assert made.webhook_id not in {one.webhook_id for one in kith.list_webhooks().data.webhooks}

"""Generated from kith's OpenAPI document by `cargo xtask clients`: change the document, not this file."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

from . import models
from .answer import Answer, quoted

T = TypeVar("T")


class Operations:
    """A method for each operation and each action of the API. What is left out is the server's default."""

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
        raise NotImplementedError

    def list_connections(
        self,
        account_id: str,
        *,
        count: int | None = None,
        offset: int | None = None,
        fields: Sequence[
            Literal["id", "first_name", "last_name", "email", "company", "position", "connected_on"]
        ]
        | None = None,
        snapshot: str | None = None,
        use_cache: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.Connections]:
        """List connections

        A page of the account's connections, newest first, from its newest complete snapshot or from the
        one that params.snapshot names; of a live account, from its source. 1 credit for every 50 results,
        rounded up; an empty page is free.

        `count`: How many connections.

        `offset`: How many to skip.

        `fields`: Extra keys for each connection, after the four and in this order whatever the order
        asked.

        `snapshot`: Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one
        snapshot never overlap or miss anyone.

        `use_cache`: Whether a mirror may answer. With false a mirror of connections_api is read from its
        source, and nothing is stored; other mirrors are their own newest state, and a live account is
        always read live. false together with snapshot is an error."""
        return self._call(
            "POST",
            "/v2/network",
            models.Connections,
            body={
                "action": "list_connections",
                "account_id": account_id,
                "params": {
                    "count": count,
                    "offset": offset,
                    "fields": fields,
                    "snapshot": snapshot,
                    "use_cache": use_cache,
                },
            },
            idempotency_key=idempotency_key,
        )

    def list_changes(
        self,
        account_id: str,
        *,
        since: str | None = None,
        types: Sequence[Literal["added", "removed", "updated"]] | None = None,
        count: int | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.ChangesPage]:
        """List what changed

        Who was added to the account's list, who was removed from it and who was updated since a snapshot,
        a time or an earlier answer, oldest first, each with the connection before and after. Applied in
        order to the list of that moment, the changes give the list of now. Without since it begins with
        the whole list (initial: true). Keep the cursor of every answer and pass it as the next since, at
        once while has_more is true, else whenever news are wanted: syncs that land meanwhile neither skip
        nor repeat a change. 1 credit for every 50 changes answered, rounded up; an answer without any is
        free.

        `since`: Where to begin: the cursor of an earlier answer, the id of a snapshot (x-kith-snapshot of
        a page), or an RFC 3339 time (in whole seconds: the end of that second). Absent, or a time before
        the first snapshot: from the beginning, which is the whole list, as added.

        `types`: Only changes of these types; absent or empty: all. It may differ from page to page and
        nothing is skipped or repeated.

        `count`: At most so many changes."""
        return self._call(
            "POST",
            "/v2/network",
            models.ChangesPage,
            body={
                "action": "list_changes",
                "account_id": account_id,
                "params": {"since": since, "types": types, "count": count},
            },
            idempotency_key=idempotency_key,
        )

    def search_connections(
        self,
        account_id: str,
        *,
        query: str | None = None,
        company: str | None = None,
        title: str | None = None,
        connected_after: str | None = None,
        connected_before: str | None = None,
        has_email: bool | None = None,
        sort: Literal["recently_connected", "first_name", "last_name", "company"] | None = None,
        count: int | None = None,
        offset: int | None = None,
        fields: Sequence[
            Literal["id", "first_name", "last_name", "email", "company", "position", "connected_on"]
        ]
        | None = None,
        snapshot: str | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.Connections]:
        """Search connections

        A page of the connections that fit everything asked for; without any condition, of all of them,
        sorted. total_available_results is the exact number that fit. Reads the newest complete snapshot
        or the one that params.snapshot names. 1 credit for every 50 results, rounded up; with a condition
        that somebody fits 1 credit at least, also for a page past the end. Free where nobody is found.

        `query`: Words, or beginnings of words, that must all stand in the name, headline, position or
        company, in any order; letter case and accents do not matter. Chinese, Japanese, Korean, Thai and
        the like are found anywhere in a word.

        `company`: The same, in the company.

        `title`: The same, in headline or position.

        `connected_after`: Connected on this day or later. Whose day is not certain is never found by a
        day.

        `connected_before`: Connected on this day or earlier.

        `has_email`: Only those with an e-mail address, or with false only those without.

        `sort`: The order: newest connection first, or by name or company, letter case and accents left
        aside. Who lacks it comes last; ties stand as in the list.

        `count`: How many connections.

        `offset`: How many to skip.

        `fields`: Extra keys for each connection, after the four and in this order whatever the order
        asked.

        `snapshot`: Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one
        snapshot never overlap or miss anyone."""
        return self._call(
            "POST",
            "/v2/network",
            models.Connections,
            body={
                "action": "search_connections",
                "account_id": account_id,
                "params": {
                    "query": query,
                    "company": company,
                    "title": title,
                    "connected_after": connected_after,
                    "connected_before": connected_before,
                    "has_email": has_email,
                    "sort": sort,
                    "count": count,
                    "offset": offset,
                    "fields": fields,
                    "snapshot": snapshot,
                },
            },
            idempotency_key=idempotency_key,
        )

    def match_connections(
        self,
        account_id: str,
        *,
        profile_urls: Sequence[str] | None = None,
        emails: Sequence[str] | None = None,
        snapshot: str | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.Matches]:
        """Match people against connections

        Tells for each of up to 1,000 people whether they are connected to the account and since when, in
        the order asked. Send profile_urls or emails, not both. A text that is no address is answered with
        readable false and fails nothing. 1 credit for every 50 asked for, rounded up, whether they are
        connected or not.

        `profile_urls`: Addresses of profiles in any spelling (with or without scheme, host, query,
        trailing slash), or the names at their ends. A request may have 64 KiB: about 1,000 addresses of
        60 characters.

        `emails`: E-mail addresses, letter case left aside. Only members who let their connections see
        theirs are found. Send either these or profile_urls.

        `snapshot`: Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one
        snapshot never overlap or miss anyone."""
        return self._call(
            "POST",
            "/v2/network",
            models.Matches,
            body={
                "action": "match_connections",
                "account_id": account_id,
                "params": {"profile_urls": profile_urls, "emails": emails, "snapshot": snapshot},
            },
            idempotency_key=idempotency_key,
        )

    def get_statistics(
        self,
        account_id: str,
        *,
        top: int | None = None,
        snapshot: str | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.Statistics]:
        """Get statistics

        The network in numbers: growth by month, the commonest companies and titles (spellings that differ
        in letter case, accents or punctuation are one), seniority where the title tells, and the share
        with an e-mail address. Shares are of all connections. 1 credit.

        `top`: How many companies and how many titles.

        `snapshot`: Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one
        snapshot never overlap or miss anyone."""
        return self._call(
            "POST",
            "/v2/network",
            models.Statistics,
            body={
                "action": "get_statistics",
                "account_id": account_id,
                "params": {"top": top, "snapshot": snapshot},
            },
            idempotency_key=idempotency_key,
        )

    def find_introducers(
        self,
        *,
        profile_url: str | None = None,
        company: str | None = None,
        query: str | None = None,
        count: int | None = None,
        offset: int | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.Introducers]:
        """Find introducers

        Who in the workspace's accounts is connected to a person, to anybody at a company, or to anybody
        who is found by words, and since when. Those whom most accounts know come first, then the latest
        met. A person is told, and found, as the account lists them that was synced last of those that
        know them. 1 credit for every 50 people, rounded up, and 1 credit at least; free where nobody is
        found.

        `profile_url`: The person with this profile, in any spelling. Send exactly one of profile_url,
        company and query.

        `company`: People who work there: words, or beginnings of words, of the company's name.

        `query`: People who are found by these words, or beginnings of words, of name, headline, position
        and company. Letter case, accents and the order of words do not matter.

        `count`: How many people.

        `offset`: How many to skip."""
        return self._call(
            "POST",
            "/v2/team",
            models.Introducers,
            body={
                "action": "find_introducers",
                "params": {
                    "profile_url": profile_url,
                    "company": company,
                    "query": query,
                    "count": count,
                    "offset": offset,
                },
            },
            idempotency_key=idempotency_key,
        )

    def list_people(
        self,
        *,
        count: int | None = None,
        offset: int | None = None,
        query: str | None = None,
        company: str | None = None,
        accounts: Sequence[str] | None = None,
        known_by_at_least: int | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.People]:
        """List people

        The people whom the workspace's accounts know, each once, with the accounts that know them: those
        whom most know first, then the latest met. One profile is one person in all accounts; who has no
        profile address is known to one account alone. All that is asked for must hold of a person. 1
        credit for every 50 people, rounded up, and 1 credit at least; free where nobody is found.

        `count`: How many people.

        `offset`: How many to skip.

        `query`: People who are found by these words, or beginnings of words, of name, headline, position
        and company. Letter case, accents and the order of words do not matter.

        `company`: People who work there: words, or beginnings of words, of the company's name.

        `accounts`: Only the lists of these accounts, by id; each must have one.

        `known_by_at_least`: Only people whom so many of the accounts know, or more."""
        return self._call(
            "POST",
            "/v2/team",
            models.People,
            body={
                "action": "list_people",
                "params": {
                    "count": count,
                    "offset": offset,
                    "query": query,
                    "company": company,
                    "accounts": accounts,
                    "known_by_at_least": known_by_at_least,
                },
            },
            idempotency_key=idempotency_key,
        )

    def compare_accounts(
        self,
        *,
        accounts: Sequence[str],
        count: int | None = None,
        offset: int | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.Comparison]:
        """Compare accounts

        How many people each of some accounts knows, any of them and all of them, how far each two
        overlap, and a page of the people that all of them know, the latest met first. 1 credit for every
        50 people, rounded up, and 1 credit at least.

        `accounts`: The accounts to compare, by id: 2 to 50, each once. Each must have a list.

        `count`: How many people.

        `offset`: How many to skip."""
        return self._call(
            "POST",
            "/v2/team",
            models.Comparison,
            body={
                "action": "compare_accounts",
                "params": {"accounts": accounts, "count": count, "offset": offset},
            },
            idempotency_key=idempotency_key,
        )

    def list_accounts(
        self, *, limit: int | None = None, offset: int | None = None
    ) -> Answer[models.Accounts]:
        """List accounts

        The accounts of the key's workspace, in the order they were made, each with the completeness of
        what it serves. Needs the scope "read".

        `limit`: How many accounts.

        `offset`: How many to skip."""
        return self._call("GET", "/v2/accounts", models.Accounts, query={"limit": limit, "offset": offset})

    def create_account(
        self, *, name: str, source: Mapping[str, Any], idempotency_key: str | None = None
    ) -> Answer[models.AccountInfo]:
        """Create an account

        Makes an account. Into one of kind archive you import an export next. Of the others, one with a
        token is read or synced at once; one without is authorized next. Needs the scope "manage".

        `name`: What you call the account.

        `source`: Where its connections come from."""
        return self._call(
            "POST",
            "/v2/accounts",
            models.AccountInfo,
            body={"name": name, "source": source},
            idempotency_key=idempotency_key,
        )

    def get_account(self, account_id: str) -> Answer[models.AccountInfo]:
        """Get an account

        One account: its state, its source, and the completeness of what it serves. Needs the scope
        "read"."""
        return self._call("GET", f"/v2/accounts/{quoted(account_id)}", models.AccountInfo)

    def delete_account(
        self, account_id: str, *, idempotency_key: str | None = None
    ) -> Answer[models.Deleted]:
        """Delete an account

        Erases every row of the account at once: connections, snapshots, kept replies, caches, and the
        freed pages on disk. Ledger entries stay; they hold no personal data. Needs the scope "manage"."""
        return self._call(
            "DELETE", f"/v2/accounts/{quoted(account_id)}", models.Deleted, idempotency_key=idempotency_key
        )

    def import_account(
        self,
        account_id: str,
        content: bytes,
        *,
        content_type: Literal["application/zip", "text/csv"],
        dry_run: bool | None = None,
        replace: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.ImportReport]:
        """Import an export

        Makes an export (the ZIP that LinkedIn sends, or its Connections.csv) the newest snapshot of the
        account: whole or not at all. The same list again moves nothing but synced_at. Needs the scope
        "manage".

        `dry_run`: Read and report, write nothing.

        `replace`: Take the export even if it keeps less than half of the account's members."""
        return self._call(
            "POST",
            f"/v2/accounts/{quoted(account_id)}/import",
            models.ImportReport,
            query={"dry_run": dry_run, "replace": replace},
            content=content,
            content_type=content_type,
            idempotency_key=idempotency_key,
        )

    def pause_account(
        self, account_id: str, *, idempotency_key: str | None = None
    ) -> Answer[models.AccountInfo]:
        """Pause an account

        Pauses an account: its connections are not answered until it is resumed. Imports still work. Needs
        the scope "manage"."""
        return self._call(
            "POST",
            f"/v2/accounts/{quoted(account_id)}/pause",
            models.AccountInfo,
            idempotency_key=idempotency_key,
        )

    def resume_account(
        self, account_id: str, *, idempotency_key: str | None = None
    ) -> Answer[models.AccountInfo]:
        """Resume an account

        Lets a paused account answer again. Needs the scope "manage"."""
        return self._call(
            "POST",
            f"/v2/accounts/{quoted(account_id)}/resume",
            models.AccountInfo,
            idempotency_key=idempotency_key,
        )

    def authorize_account(
        self, account_id: str, *, idempotency_key: str | None = None
    ) -> Answer[models.Authorization]:
        """Authorize an account

        Makes the address to open in the member's browser. It works once and for ten minutes; the member
        comes back to /oauth/callback, and the account is connected. A mirror is then synced at once.
        Needs the scope "manage"."""
        return self._call(
            "POST",
            f"/v2/accounts/{quoted(account_id)}/authorize",
            models.Authorization,
            idempotency_key=idempotency_key,
        )

    def sync_account(self, account_id: str, *, idempotency_key: str | None = None) -> Answer[models.SyncInfo]:
        """Sync an account

        Queues a sync of a mirror to begin at once, and answers with it; where one is queued or running
        already, with that one. Follow it at /v2/accounts/{account_id}/syncs/{sync_id}. Needs the scope
        "manage"."""
        return self._call(
            "POST",
            f"/v2/accounts/{quoted(account_id)}/sync",
            models.SyncInfo,
            idempotency_key=idempotency_key,
        )

    def list_syncs(
        self, account_id: str, *, limit: int | None = None, offset: int | None = None
    ) -> Answer[models.Syncs]:
        """List syncs

        The syncs of an account, newest first; the last 200 that have ended are kept. Needs the scope
        "read".

        `limit`: How many syncs.

        `offset`: How many to skip."""
        return self._call(
            "GET",
            f"/v2/accounts/{quoted(account_id)}/syncs",
            models.Syncs,
            query={"limit": limit, "offset": offset},
        )

    def get_sync(self, account_id: str, sync_id: str) -> Answer[models.SyncInfo]:
        """Get a sync

        One sync: how far it is, or how it ended. Needs the scope "read"."""
        return self._call(
            "GET", f"/v2/accounts/{quoted(account_id)}/syncs/{quoted(sync_id)}", models.SyncInfo
        )

    def cancel_sync(
        self, account_id: str, sync_id: str, *, idempotency_key: str | None = None
    ) -> Answer[models.SyncInfo]:
        """Cancel a sync

        Ends a sync that waits at once, and a running one with its next page. One that has ended stays as
        it is. Needs the scope "manage"."""
        return self._call(
            "POST",
            f"/v2/accounts/{quoted(account_id)}/syncs/{quoted(sync_id)}/cancel",
            models.SyncInfo,
            idempotency_key=idempotency_key,
        )

    def get_credits(self) -> Answer[models.Credits]:
        """Get the balance

        The workspace's credits: what is left, all that was granted, all that was consumed. Needs the
        scope "read"."""
        return self._call("GET", "/v2/credits", models.Credits)

    def list_credit_entries(
        self, *, limit: int | None = None, before: int | None = None
    ) -> Answer[models.Entries]:
        """List ledger entries

        Every grant and every debit of the workspace, newest first, each with the balance after it. Needs
        the scope "admin".

        `limit`: How many entries.

        `before`: Only entries with a smaller id: next_before of the last page."""
        return self._call(
            "GET", "/v2/credits/entries", models.Entries, query={"limit": limit, "before": before}
        )

    def list_webhooks(self) -> Answer[models.Webhooks]:
        """List webhooks

        The webhooks of the workspace, oldest first; 20 at the most. Their secrets are not shown. Needs
        the scope "read"."""
        return self._call("GET", "/v2/webhooks", models.Webhooks)

    def create_webhook(
        self,
        *,
        url: str,
        events: Sequence[
            Literal[
                "connection.added",
                "connection.removed",
                "connection.updated",
                "sync.completed",
                "sync.failed",
                "account.needs_authorization",
                "credits.low",
                "webhook.disabled",
            ]
        ]
        | None = None,
        accounts: Sequence[str] | None = None,
        description: str | None = None,
        enabled: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.WebhookInfo]:
        """Create a webhook

        Makes a webhook, which is told what happens from then on. The answer holds the secret that its
        messages are signed with, by the Standard Webhooks specification; it is shown this once. Needs the
        scope "manage".

        `url`: Where messages are posted: an address that begins with https://. One within a private
        network must be named by the setting webhooks.allow_hosts, and may then begin with http://.

        `events`: The types of events that it is told, at least one.

        `accounts`: The ids of the accounts that it is told of, each once; ["*"] or null for all, also
        those to come.

        `description`: What you call it; null for nothing.

        `enabled`: Whether it is told anything."""
        return self._call(
            "POST",
            "/v2/webhooks",
            models.WebhookInfo,
            body={
                "url": url,
                "events": events,
                "accounts": accounts,
                "description": description,
                "enabled": enabled,
            },
            idempotency_key=idempotency_key,
        )

    def get_webhook(self, webhook_id: str) -> Answer[models.WebhookInfo]:
        """Get a webhook

        One webhook, without its secret. Needs the scope "read"."""
        return self._call("GET", f"/v2/webhooks/{quoted(webhook_id)}", models.WebhookInfo)

    def update_webhook(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        events: Sequence[
            Literal[
                "connection.added",
                "connection.removed",
                "connection.updated",
                "sync.completed",
                "sync.failed",
                "account.needs_authorization",
                "credits.low",
                "webhook.disabled",
            ]
        ]
        | None = None,
        accounts: Sequence[str] | None = None,
        description: str | None = None,
        enabled: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[models.WebhookInfo]:
        """Change a webhook

        Changes the fields that are sent and leaves the others. One that is disabled is told nothing;
        enabled again, it is told what happens from then on. With a new url, or enabled: true, what waits
        for another try is sent at once and has its three days again. Needs the scope "manage".

        `url`: Where messages are posted: an address that begins with https://. One within a private
        network must be named by the setting webhooks.allow_hosts, and may then begin with http://.

        `events`: The types of events that it is told, at least one.

        `accounts`: The ids of the accounts that it is told of, each once; ["*"] or null for all, also
        those to come.

        `description`: What you call it; null for nothing.

        `enabled`: Whether it is told anything."""
        return self._call(
            "PATCH",
            f"/v2/webhooks/{quoted(webhook_id)}",
            models.WebhookInfo,
            body={
                "url": url,
                "events": events,
                "accounts": accounts,
                "description": description,
                "enabled": enabled,
            },
            idempotency_key=idempotency_key,
        )

    def delete_webhook(
        self, webhook_id: str, *, idempotency_key: str | None = None
    ) -> Answer[models.Deleted2]:
        """Delete a webhook

        Takes the webhook away, with its secret and its log. A message that is on its way may still
        arrive. Needs the scope "manage"."""
        return self._call(
            "DELETE", f"/v2/webhooks/{quoted(webhook_id)}", models.Deleted2, idempotency_key=idempotency_key
        )

    def rotate_webhook_secret(
        self, webhook_id: str, *, idempotency_key: str | None = None
    ) -> Answer[models.WebhookInfo]:
        """Rotate the secret of a webhook

        Gives the webhook a new secret, shown this once. For 24 hours messages are signed with the one
        before as well, so that a receiver can change over without missing any. Needs the scope "manage"."""
        return self._call(
            "POST",
            f"/v2/webhooks/{quoted(webhook_id)}/rotate",
            models.WebhookInfo,
            idempotency_key=idempotency_key,
        )

    def test_webhook(self, webhook_id: str) -> Answer[models.DeliveryInfo]:
        """Test a webhook

        Sends a message of the type webhook.test now and once, also to a webhook that is disabled, and
        answers what came of it. Needs the scope "manage"."""
        return self._call("POST", f"/v2/webhooks/{quoted(webhook_id)}/test", models.DeliveryInfo)

    def list_deliveries(
        self, webhook_id: str, *, limit: int | None = None, before: str | None = None
    ) -> Answer[models.Deliveries]:
        """List deliveries

        Every try to deliver a message to the webhook, newest first, with what was answered; those of the
        last week are kept. The log holds no bodies. Needs the scope "read".

        `limit`: How many tries.

        `before`: Only tries before the one of this id: next_before of the last page."""
        return self._call(
            "GET",
            f"/v2/webhooks/{quoted(webhook_id)}/deliveries",
            models.Deliveries,
            query={"limit": limit, "before": before},
        )

    def resend_delivery(self, webhook_id: str, delivery_id: str) -> Answer[models.DeliveryInfo]:
        """Send a message again

        Sends a message of the log again, now and once, under the same webhook-id, and answers what came
        of it. It goes beside the messages that wait for their turn, and takes none of them out of turn.
        Needs the scope "manage"."""
        return self._call(
            "POST",
            f"/v2/webhooks/{quoted(webhook_id)}/deliveries/{quoted(delivery_id)}/resend",
            models.DeliveryInfo,
        )

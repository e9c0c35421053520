"""Generated from kith's OpenAPI document by `cargo xtask clients`: change the document, not this file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel


class Connection(BaseModel):
    """
    A connection.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    """
    The member's name; `LinkedIn Member` where the source has none.
    """
    job_title: str | None
    """
    What they do, where the source tells.
    """
    profile_url: str | None
    """
    `https://www.linkedin.com/in/<vanity>/`.
    """
    profile_picture: str | None
    """
    The largest picture that has not expired.
    """
    id: str | None = None
    """
    With `fields`: kith's own stable id of the member in this account.
    """
    first_name: str | None = None
    """
    With `fields`.
    """
    last_name: str | None = None
    """
    With `fields`.
    """
    email: str | None = None
    """
    With `fields`; null unless the member lets connections see it.
    """
    company: str | None = None
    """
    With `fields`.
    """
    position: str | None = None
    """
    With `fields`.
    """
    connected_on: str | None = None
    """
    With `fields`; an ISO date, null where the source's text is no certain day.
    """


class Pagination(BaseModel):
    """
    Where a page lies in the list.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    offset: Annotated[int, Field(ge=0)]
    """
    The offset asked for.
    """
    count: Annotated[int, Field(ge=0)]
    """
    Equal to `total_results`.
    """
    next_offset: Annotated[int | None, Field(ge=0)]
    """
    Where the next page begins; null at the end.
    """
    has_more: bool
    """
    Whether `next_offset` is not null.
    """
    results_per_page: Annotated[int, Field(ge=0)]
    """
    The size of an internal page.
    """
    pages_fetched: Annotated[int, Field(ge=0)]
    """
    Internal pages behind this response.
    """


class ConnectionInfo(BaseModel):
    """
    A connection with every key that it can have.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    """
    The member's name; `LinkedIn Member` where the source has none.
    """
    job_title: str | None
    """
    What they do, where the source tells.
    """
    profile_url: str | None
    """
    `https://www.linkedin.com/in/<vanity>/`.
    """
    profile_picture: str | None
    """
    Always null here: pictures are no part of what changes. `list_connections` has them.
    """
    id: str
    """
    kith's own stable id of the member in this account.
    """
    first_name: str | None
    """
    First name.
    """
    last_name: str | None
    """
    Last name.
    """
    email: str | None
    """
    Null unless the member lets connections see it.
    """
    company: str | None
    """
    Where they work.
    """
    position: str | None
    """
    What they do there.
    """
    connected_on: str | None
    """
    An ISO date, null where the source's text is no certain day.
    """


class MatchedPerson(BaseModel):
    """
    One who was asked for.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    asked: str
    """
    As it was asked.
    """
    readable: bool
    """
    Whether it is a profile's address or an e-mail address at all.
    """
    connected: bool
    """
    Whether they are connected to the account.
    """
    id: str | None
    """
    kith's own stable id of the member in this account; null if they are not connected.
    """
    name: str | None
    """
    Their name; null if they are not connected.
    """
    profile_url: str | None
    """
    Their profile, where the source tells.
    """
    connected_on: str | None
    """
    Since when, an ISO date; null where the source's text is no certain day.
    """


class Share(BaseModel):
    """
    So many, and what part of all that is.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    count: Annotated[int, Field(ge=0)]
    """
    How many.
    """
    share: float
    """
    Of all connections, from 0 to 1, to four decimals.
    """


class Month(BaseModel):
    """
    A month in which somebody was connected.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    month: str
    """
    `2024-01`.
    """
    new: Annotated[int, Field(ge=0)]
    """
    How many of today's connections were made in it.
    """
    total: Annotated[int, Field(ge=0)]
    """
    How many of them by its end.
    """


class Group(BaseModel):
    """
    People who have something in common.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    """
    In its commonest spelling.
    """
    count: Annotated[int, Field(ge=0)]
    """
    How many people.
    """
    share: float
    """
    Of all connections, from 0 to 1, to four decimals.
    """


class Level(BaseModel):
    """
    The people of one level.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    level: str
    """
    `founder`, `executive`, `vice_president`, `director`, `head`, `manager`, `senior`, `entry` or `unknown`.
    """
    count: Annotated[int, Field(ge=0)]
    """
    How many people.
    """
    share: float
    """
    Of all connections, from 0 to 1, to four decimals.
    """


class KnownBy(BaseModel):
    """
    An account that knows a person.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """
    account_name: str
    """
    What its owner calls it.
    """
    connected_on: str | None
    """
    Since when, as an ISO date; null where the list tells no certain day.
    """


class TeamPagination(BaseModel):
    """
    Where a page lies in the list.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    offset: Annotated[int, Field(ge=0)]
    """
    The offset asked for.
    """
    count: Annotated[int, Field(ge=0)]
    """
    Equal to `total_results`.
    """
    next_offset: Annotated[int | None, Field(ge=0)]
    """
    Where the next page begins; null at the end.
    """
    has_more: bool
    """
    Whether `next_offset` is not null.
    """
    results_per_page: Annotated[int, Field(ge=0)]
    """
    The size of an internal page.
    """
    pages_fetched: Annotated[int, Field(ge=0)]
    """
    Internal pages behind this response.
    """


class LeftOut(BaseModel):
    """
    An account that was not searched.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """
    reason: str
    """
    `paused`, `live` (nothing of it is kept) or `never_synced`.
    """


class ComparedAccount(BaseModel):
    """
    An account that is compared.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """
    account_name: str
    """
    What its owner calls it.
    """
    people: Annotated[int, Field(ge=0)]
    """
    How many people it knows.
    """


class Overlap(BaseModel):
    """
    What two accounts have in common.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    accounts: Annotated[list[str], Field(max_length=2, min_length=2)]
    """
    The two accounts' ids.
    """
    people: Annotated[int, Field(ge=0)]
    """
    How many people both know.
    """
    share: float
    """
    Of all whom one of the two or both know: 0 to 1, to four digits.
    """


class Source(BaseModel):
    """
    Where connections come from.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    kind: str
    """
    `archive`, `connections_api` or `portability`.
    """
    base_url: str | None
    """
    The service's address, for sources that have one.
    """


class UpstreamInfo(BaseModel):
    """
    How an account stands with a source that is called.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    calls_today: Annotated[int, Field(ge=0)]
    """
    Calls made since 00:00 UTC.
    """
    calls_per_day: Annotated[int, Field(ge=0)]
    """
    How many a day may have.
    """
    held_until: str | None
    """
    Until when the source is left alone, because it said that it was called too often.
    """
    authorized_until: str | None
    """
    When the authorization ends unless it is given anew; null where that is not known.
    """
    next_sync_at: str | None
    """
    When the next scheduled sync is due.
    """


class PageInfo(BaseModel):
    """
    Where a page lies in the list.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    offset: Annotated[int, Field(ge=0)]
    """
    The offset asked for.
    """
    count: Annotated[int, Field(ge=0)]
    """
    Equal to `total_results`.
    """
    next_offset: Annotated[int | None, Field(ge=0)]
    """
    Where the next page begins; null at the end.
    """
    has_more: bool
    """
    Whether `next_offset` is not null.
    """
    results_per_page: Annotated[int, Field(ge=0)]
    """
    The size of an internal page: the limit asked for.
    """
    pages_fetched: Annotated[int, Field(ge=0)]
    """
    Always 1.
    """


class Deleted(BaseModel):
    """
    What was erased.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """
    deleted: bool
    """
    Always true.
    """


class Note(BaseModel):
    """
    Something about a line of the export.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    line: Annotated[int, Field(ge=0)]
    """
    The line in the CSV file, from 1.
    """
    reason: str
    """
    What was wrong.
    """


class Authorization(BaseModel):
    """
    Where to send a member.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    authorization_url: str
    """
    The address to open in the member's browser.
    """
    expires_at: str
    """
    Until when it works.
    """


class SyncInfo(BaseModel):
    """
    A sync as the API shows it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: str
    """
    The sync's id.
    """
    status: str
    """
    `queued`, `running`, `succeeded`, `failed` or `cancelled`.
    """
    reason: str | None
    """
    Why it failed or was cancelled.
    """
    seen: Annotated[int, Field(ge=0)]
    """
    Connections seen so far.
    """
    expected: Annotated[int | None, Field(ge=0)]
    """
    How many the source says there are; null where it tells none, or has not told yet.
    """
    added: Annotated[int, Field(ge=0)]
    """
    Members who were not in the list before.
    """
    removed: Annotated[int, Field(ge=0)]
    """
    Members who are no longer in the list.
    """
    updated: Annotated[int, Field(ge=0)]
    """
    Members of whom something changed.
    """
    snapshot: str | None
    """
    The newest snapshot when it had succeeded.
    """
    calls: Annotated[int, Field(ge=0)]
    """
    Calls made to the source.
    """
    started_at: str | None
    """
    When it began.
    """
    ended_at: str | None
    """
    When it ended.
    """


class Syncs(BaseModel):
    """
    A page of syncs.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    syncs: list[SyncInfo]
    """
    The page, newest first.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many are in this response.
    """
    total_available_results: Annotated[int, Field(ge=0)]
    """
    How many are kept of the account.
    """


class Credits(BaseModel):
    """
    A workspace's credits.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    balance: Annotated[int, Field(ge=0)]
    """
    What is left.
    """
    granted: Annotated[int, Field(ge=0)]
    """
    All that was granted.
    """
    consumed: Annotated[int, Field(ge=0)]
    """
    All that was consumed.
    """


class EntryInfo(BaseModel):
    """
    One entry.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    id: int
    """
    Its number within the workspace, from 1.
    """
    kind: str
    """
    `grant` or `debit`.
    """
    credits: Annotated[int, Field(ge=0)]
    """
    How many credits.
    """
    balance_after: Annotated[int, Field(ge=0)]
    """
    The balance after it.
    """
    request_id: str | None
    """
    The request that was charged.
    """
    key_id: str | None
    """
    The key that it was made with.
    """
    account_id: str | None
    """
    The account that was read.
    """
    action: str | None
    """
    The action.
    """
    at: str
    """
    When.
    """


class WebhookInfo(BaseModel):
    """
    A webhook as the API shows it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    webhook_id: str
    """
    The webhook's id.
    """
    url: str
    """
    Where its messages go.
    """
    events: list[str]
    """
    The types of events that it is told.
    """
    accounts: list[str] | None
    """
    The accounts that it is told of; null: all of the workspace.
    """
    description: str | None
    """
    What its owner calls it.
    """
    enabled: bool
    """
    Whether it is told anything.
    """
    disabled_because: str | None
    """
    Why kith disabled it; null where it is enabled, or its owner did.
    """
    created_at: str
    """
    When it was made.
    """
    old_secret_until: str | None
    """
    Until when the secret before signs too; null where none does.
    """
    secret: str | None = None
    """
    What its messages are signed with: shown once, when it is made or rotated.
    """


class Deleted2(BaseModel):
    """
    What was taken away.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    webhook_id: str
    """
    The webhook's id.
    """
    deleted: bool
    """
    Always true.
    """


class DeliveryInfo(BaseModel):
    """
    A try to deliver a message.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    delivery_id: str
    """
    The try's id.
    """
    message_id: str
    """
    The message's id, which the header `webhook-id` holds: the same on every try.
    """
    type: str
    """
    The message's type.
    """
    attempt: Annotated[int, Field(ge=0)]
    """
    Which try of this message it was, from 1.
    """
    accepted: bool
    """
    Whether the webhook took it: a status of 200 to 299.
    """
    status: Annotated[int | None, Field(ge=0)]
    """
    The status that was answered; null where nothing was.
    """
    error: str | None
    """
    Why nothing was answered.
    """
    duration_ms: Annotated[int, Field(ge=0)]
    """
    How long it took, in milliseconds.
    """
    at: str
    """
    When.
    """
    next_attempt_at: str | None
    """
    When it is tried again; null where it is not.
    """


class Deliveries(BaseModel):
    """
    A page of the log.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    deliveries: list[DeliveryInfo]
    """
    The page.
    """
    next_before: str | None
    """
    Pass it on as `before` for the next page; null at the end.
    """


class Params(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    count: Annotated[int | None, Field(ge=1, le=30000)] = 10
    """
    How many connections.
    """
    offset: Annotated[int | None, Field(ge=0, le=2147483647)] = 0
    """
    How many to skip.
    """
    fields: (
        list[Literal["id", "first_name", "last_name", "email", "company", "position", "connected_on"]] | None
    ) = None
    """
    Extra keys for each connection, after the four and in this order whatever the order asked.
    """
    snapshot: str | None = None
    """
    Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one snapshot never overlap or miss anyone.
    """
    use_cache: bool | None = None
    """
    Whether a mirror may answer. With false a mirror of connections_api is read from its source, and nothing is stored; other mirrors are their own newest state, and a live account is always read live. false together with snapshot is an error.
    """


class ListConnectionsRequest(BaseModel):
    """
    A page of the account's connections, newest first, from its newest complete snapshot or from the one that params.snapshot names; of a live account, from its source. 1 credit for every 50 results, rounded up; an empty page is free.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account to read.
    """
    action: Literal["list_connections"]
    """
    List connections
    """
    params: Params | None = None


class Metadata(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["list_connections"]
    account_id: str
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class Params1(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    since: str | None = None
    """
    Where to begin: the cursor of an earlier answer, the id of a snapshot (x-kith-snapshot of a page), or an RFC 3339 time (in whole seconds: the end of that second). Absent, or a time before the first snapshot: from the beginning, which is the whole list, as added.
    """
    types: list[Literal["added", "removed", "updated"]] | None = None
    """
    Only changes of these types; absent or empty: all. It may differ from page to page and nothing is skipped or repeated.
    """
    count: Annotated[int | None, Field(ge=1, le=1000)] = 100
    """
    At most so many changes.
    """


class ListChangesRequest(BaseModel):
    """
    Who was added to the account's list, who was removed from it and who was updated since a snapshot, a time or an earlier answer, oldest first, each with the connection before and after. Applied in order to the list of that moment, the changes give the list of now. Without since it begins with the whole list (initial: true). Keep the cursor of every answer and pass it as the next since, at once while has_more is true, else whenever news are wanted: syncs that land meanwhile neither skip nor repeat a change. 1 credit for every 50 changes answered, rounded up; an answer without any is free.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account to read.
    """
    action: Literal["list_changes"]
    """
    List what changed
    """
    params: Params1 | None = None


class Metadata1(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["list_changes"]
    account_id: str
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class Params2(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    query: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """
    Words, or beginnings of words, that must all stand in the name, headline, position or company, in any order; letter case and accents do not matter. Chinese, Japanese, Korean, Thai and the like are found anywhere in a word.
    """
    company: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """
    The same, in the company.
    """
    title: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """
    The same, in headline or position.
    """
    connected_after: date | None = None
    """
    Connected on this day or later. Whose day is not certain is never found by a day.
    """
    connected_before: date | None = None
    """
    Connected on this day or earlier.
    """
    has_email: bool | None = None
    """
    Only those with an e-mail address, or with false only those without.
    """
    sort: Literal["recently_connected", "first_name", "last_name", "company"] | None = "recently_connected"
    """
    The order: newest connection first, or by name or company, letter case and accents left aside. Who lacks it comes last; ties stand as in the list.
    """
    count: Annotated[int | None, Field(ge=1, le=30000)] = 10
    """
    How many connections.
    """
    offset: Annotated[int | None, Field(ge=0, le=2147483647)] = 0
    """
    How many to skip.
    """
    fields: (
        list[Literal["id", "first_name", "last_name", "email", "company", "position", "connected_on"]] | None
    ) = None
    """
    Extra keys for each connection, after the four and in this order whatever the order asked.
    """
    snapshot: str | None = None
    """
    Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one snapshot never overlap or miss anyone.
    """


class SearchConnectionsRequest(BaseModel):
    """
    A page of the connections that fit everything asked for; without any condition, of all of them, sorted. total_available_results is the exact number that fit. Reads the newest complete snapshot or the one that params.snapshot names. 1 credit for every 50 results, rounded up; with a condition that somebody fits 1 credit at least, also for a page past the end. Free where nobody is found.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account to read.
    """
    action: Literal["search_connections"]
    """
    Search connections
    """
    params: Params2 | None = None


class Metadata2(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["search_connections"]
    account_id: str
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class ProfileUrl(RootModel[str]):
    root: Annotated[str, Field(max_length=500, min_length=1)]


class Email(RootModel[str]):
    root: Annotated[str, Field(max_length=320, min_length=1)]


class Params3(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    profile_urls: Annotated[list[ProfileUrl] | None, Field(max_length=1000, min_length=1)] = None
    """
    Addresses of profiles in any spelling (with or without scheme, host, query, trailing slash), or the names at their ends. A request may have 64 KiB: about 1,000 addresses of 60 characters.
    """
    emails: Annotated[list[Email] | None, Field(max_length=1000, min_length=1)] = None
    """
    E-mail addresses, letter case left aside. Only members who let their connections see theirs are found. Send either these or profile_urls.
    """
    snapshot: str | None = None
    """
    Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one snapshot never overlap or miss anyone.
    """


class MatchConnectionsRequest(BaseModel):
    """
    Tells for each of up to 1,000 people whether they are connected to the account and since when, in the order asked. Send profile_urls or emails, not both. A text that is no address is answered with readable false and fails nothing. 1 credit for every 50 asked for, rounded up, whether they are connected or not.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account to read.
    """
    action: Literal["match_connections"]
    """
    Match people against connections
    """
    params: Params3 | None = None


class Metadata3(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["match_connections"]
    account_id: str
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class Params4(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    top: Annotated[int | None, Field(ge=1, le=500)] = 50
    """
    How many companies and how many titles.
    """
    snapshot: str | None = None
    """
    Read from this snapshot: the x-kith-snapshot of an earlier answer. Pages of one snapshot never overlap or miss anyone.
    """


class GetStatisticsRequest(BaseModel):
    """
    The network in numbers: growth by month, the commonest companies and titles (spellings that differ in letter case, accents or punctuation are one), seniority where the title tells, and the share with an e-mail address. Shares are of all connections. 1 credit.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account to read.
    """
    action: Literal["get_statistics"]
    """
    Get statistics
    """
    params: Params4 | None = None


class Metadata4(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["get_statistics"]
    account_id: str
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class Params5(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    profile_url: Annotated[str | None, Field(max_length=2000, min_length=1)] = None
    """
    The person with this profile, in any spelling. Send exactly one of profile_url, company and query.
    """
    company: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """
    People who work there: words, or beginnings of words, of the company's name.
    """
    query: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """
    People who are found by these words, or beginnings of words, of name, headline, position and company. Letter case, accents and the order of words do not matter.
    """
    count: Annotated[int | None, Field(ge=1, le=500)] = 50
    """
    How many people.
    """
    offset: Annotated[int | None, Field(ge=0, le=2147483647)] = 0
    """
    How many to skip.
    """


class FindIntroducersRequest(BaseModel):
    """
    Who in the workspace's accounts is connected to a person, to anybody at a company, or to anybody who is found by words, and since when. Those whom most accounts know come first, then the latest met. A person is told, and found, as the account lists them that was synced last of those that know them. 1 credit for every 50 people, rounded up, and 1 credit at least; free where nobody is found.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["find_introducers"]
    """
    Find introducers
    """
    params: Params5 | None = None


class Metadata5(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["find_introducers"]
    account_id: str | None = None
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class Account(RootModel[str]):
    root: Annotated[str, Field(max_length=200, min_length=1)]


class Params6(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    count: Annotated[int | None, Field(ge=1, le=500)] = 50
    """
    How many people.
    """
    offset: Annotated[int | None, Field(ge=0, le=2147483647)] = 0
    """
    How many to skip.
    """
    query: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """
    People who are found by these words, or beginnings of words, of name, headline, position and company. Letter case, accents and the order of words do not matter.
    """
    company: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """
    People who work there: words, or beginnings of words, of the company's name.
    """
    accounts: Annotated[list[Account] | None, Field(max_length=1000, min_length=1)] = None
    """
    Only the lists of these accounts, by id; each must have one.
    """
    known_by_at_least: Annotated[int | None, Field(ge=1, le=1000000)] = 1
    """
    Only people whom so many of the accounts know, or more.
    """


class ListPeopleRequest(BaseModel):
    """
    The people whom the workspace's accounts know, each once, with the accounts that know them: those whom most know first, then the latest met. One profile is one person in all accounts; who has no profile address is known to one account alone. All that is asked for must hold of a person. 1 credit for every 50 people, rounded up, and 1 credit at least; free where nobody is found.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["list_people"]
    """
    List people
    """
    params: Params6 | None = None


class Metadata6(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["list_people"]
    account_id: str | None = None
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class Params7(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    accounts: Annotated[list[Account], Field(max_length=50, min_length=2)]
    """
    The accounts to compare, by id: 2 to 50, each once. Each must have a list.
    """
    count: Annotated[int | None, Field(ge=1, le=500)] = 50
    """
    How many people.
    """
    offset: Annotated[int | None, Field(ge=0, le=2147483647)] = 0
    """
    How many to skip.
    """


class CompareAccountsRequest(BaseModel):
    """
    How many people each of some accounts knows, any of them and all of them, how far each two overlap, and a page of the people that all of them know, the latest met first. 1 credit for every 50 people, rounded up, and 1 credit at least.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["compare_accounts"]
    """
    Compare accounts
    """
    params: Params7 | None = None


class Metadata7(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: Literal["compare_accounts"]
    account_id: str | None = None
    credits_consumed: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime


class ToldChange(BaseModel):
    """
    A change of one member.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """
    type: Literal["added", "removed", "updated"]
    """
    What happened.
    """
    at: str
    """
    When the snapshot was made that shows it.
    """
    snapshot: str
    """
    The snapshot that shows it. It may no longer be kept.
    """
    before: ConnectionInfo | None
    """
    The connection in the snapshot before; null where it was added.
    """
    after: ConnectionInfo | None
    """
    The connection in this snapshot; null where it was removed.
    """
    fields: list[str]
    """
    Where it was updated: the keys that differ, in their order. Empty where what differs is not shown, as a date that is
    no certain day.
    """


class ToldSync(BaseModel):
    """
    A sync as the API shows it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """
    id: str
    """
    The sync's id.
    """
    status: str
    """
    `queued`, `running`, `succeeded`, `failed` or `cancelled`.
    """
    reason: str | None
    """
    Why it failed or was cancelled.
    """
    seen: Annotated[int, Field(ge=0)]
    """
    Connections seen so far.
    """
    expected: Annotated[int | None, Field(ge=0)]
    """
    How many the source says there are; null where it tells none, or has not told yet.
    """
    added: Annotated[int, Field(ge=0)]
    """
    Members who were not in the list before.
    """
    removed: Annotated[int, Field(ge=0)]
    """
    Members who are no longer in the list.
    """
    updated: Annotated[int, Field(ge=0)]
    """
    Members of whom something changed.
    """
    snapshot: str | None
    """
    The newest snapshot when it had succeeded.
    """
    calls: Annotated[int, Field(ge=0)]
    """
    Calls made to the source.
    """
    started_at: str | None
    """
    When it began.
    """
    ended_at: str | None
    """
    When it ended.
    """


class ToldAccount(BaseModel):
    """
    Which account it is about.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """


class ToldBalance(BaseModel):
    """
    The workspace's credits.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    balance: Annotated[int, Field(ge=0)]
    """
    What is left.
    """
    threshold: Annotated[int, Field(ge=0)]
    """
    What it fell below: the setting webhooks.credits_low.
    """


class ToldWebhook(BaseModel):
    """
    Which webhook it is about.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    webhook_id: str
    """
    The webhook's id.
    """


class ToldDisabled(BaseModel):
    """
    Which webhook it is about, and why.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    webhook_id: str
    """
    The webhook's id.
    """
    because: str
    """
    Why, in words.
    """


class ConnectionAddedMessage(BaseModel):
    """
    A new list of an account has a member who was not in the one before.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["connection.added"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldChange


class ConnectionRemovedMessage(BaseModel):
    """
    A member is no longer in an account's list.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["connection.removed"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldChange


class ConnectionUpdatedMessage(BaseModel):
    """
    A new list of an account has other fields of a member.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["connection.updated"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldChange


class SyncCompletedMessage(BaseModel):
    """
    A sync ended well.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["sync.completed"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldSync


class SyncFailedMessage(BaseModel):
    """
    A sync failed.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["sync.failed"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldSync


class AccountNeedsAuthorizationMessage(BaseModel):
    """
    The account's tokens no longer work.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["account.needs_authorization"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldAccount


class CreditsLowMessage(BaseModel):
    """
    A charge took the balance below the threshold.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["credits.low"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldBalance


class WebhookDisabledMessage(BaseModel):
    """
    kith disabled another webhook of the workspace.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["webhook.disabled"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldDisabled


class WebhookTestMessage(BaseModel):
    """
    Somebody asked for a message, to see whether it arrives.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["webhook.test"]
    timestamp: AwareDatetime
    """
    When it happened.
    """
    data: ToldWebhook


class Error1(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    code: str
    message: str


class Metadata8(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    action: str | None
    credits_consumed: Literal[0]
    timestamp: AwareDatetime


class Error(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[False]
    error: Error1
    metadata: Metadata8


class Connections(BaseModel):
    """
    `data` of an action that answers a page of connections.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    connections: list[Connection]
    """
    The page.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many are in this response.
    """
    total_available_results: Annotated[int, Field(ge=0)]
    """
    How many there are to page through: all that the account has, or all that a search found.
    """
    pagination: Pagination
    """
    Where the page lies in the list.
    """


class ChangeInfo(BaseModel):
    """
    A change of one member.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    type: Literal["added", "removed", "updated"]
    """
    What happened.
    """
    at: str
    """
    When the snapshot was made that shows it.
    """
    snapshot: str
    """
    The snapshot that shows it. It may no longer be kept.
    """
    before: ConnectionInfo | None
    """
    The connection in the snapshot before; null where it was added.
    """
    after: ConnectionInfo | None
    """
    The connection in this snapshot; null where it was removed.
    """
    fields: list[str]
    """
    Where it was updated: the keys that differ, in their order. Empty where what differs is not shown, as a date that is
    no certain day.
    """


class Matches(BaseModel):
    """
    Who is connected and who is not.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    matches: list[MatchedPerson]
    """
    One of each that was asked for, in the order asked.
    """
    connected: Annotated[int, Field(ge=0)]
    """
    How many of them are connected.
    """
    not_connected: Annotated[int, Field(ge=0)]
    """
    How many are not.
    """
    unreadable: Annotated[int, Field(ge=0)]
    """
    How many are no profile's address or no e-mail address.
    """


class Statistics(BaseModel):
    """
    A network in numbers.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    total: Annotated[int, Field(ge=0)]
    """
    How many connections there are.
    """
    with_email: Share
    """
    Those with an e-mail address.
    """
    undated: Annotated[int, Field(ge=0)]
    """
    How many have no certain day.
    """
    months: list[Month]
    """
    The months in which somebody was connected, oldest first.
    """
    companies: list[Group]
    """
    The companies with the most people; ties by name.
    """
    distinct_companies: Annotated[int, Field(ge=0)]
    """
    How many companies there are in all.
    """
    without_company: Annotated[int, Field(ge=0)]
    """
    How many people have no company.
    """
    titles: list[Group]
    """
    The commonest titles: positions, or headlines where there is no position; ties by name.
    """
    distinct_titles: Annotated[int, Field(ge=0)]
    """
    How many titles there are in all.
    """
    without_title: Annotated[int, Field(ge=0)]
    """
    How many people have no title.
    """
    seniority: list[Level]
    """
    Each level with those whose title tells it, highest first; `unknown` last.
    """


class TeamPerson(BaseModel):
    """
    A person, once, whoever knows them.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    name: str
    """
    Their name, as the account lists it that was synced last.
    """
    job_title: str | None
    """
    What they do, by the same list.
    """
    company: str | None
    """
    Where they work, by the same list.
    """
    profile_url: str | None
    """
    `https://www.linkedin.com/in/<vanity>/`; null where no list has it.
    """
    known_by: list[KnownBy]
    """
    The accounts that know them, those that have known them longest first; up to 100, or all where one person was
    asked for.
    """
    known_by_count: Annotated[int, Field(ge=0)]
    """
    How many accounts know them.
    """


class Coverage(BaseModel):
    """
    Whose lists an answer rests on.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    accounts: Annotated[int, Field(ge=0)]
    """
    How many accounts were searched.
    """
    left_out: list[LeftOut]
    """
    Accounts of the workspace that were not, and why.
    """


class People(BaseModel):
    """
    A page of the people whom a workspace's accounts know.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    people: list[TeamPerson]
    """
    The page, those whom most accounts know first.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many are in this response.
    """
    total_available_results: Annotated[int, Field(ge=0)]
    """
    How many there are.
    """
    pagination: TeamPagination
    """
    Where the page lies in the list.
    """
    coverage: Coverage
    """
    Whose lists were read.
    """


class Comparison(BaseModel):
    """
    How far lists overlap.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    accounts: list[ComparedAccount]
    """
    The accounts, in the order asked.
    """
    known_to_any: Annotated[int, Field(ge=0)]
    """
    How many people one of them or more know.
    """
    known_to_all: Annotated[int, Field(ge=0)]
    """
    How many people all of them know.
    """
    overlaps: list[Overlap]
    """
    Each two of them, in the order asked.
    """
    people: list[TeamPerson]
    """
    A page of the people that all of them know, the latest met first.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many are in this response.
    """
    total_available_results: Annotated[int, Field(ge=0)]
    """
    Equal to `known_to_all`.
    """
    pagination: TeamPagination
    """
    Where the page lies in the list.
    """
    coverage: Coverage
    """
    Whose lists were compared.
    """


class AccountInfo(BaseModel):
    """
    An account as the API shows it.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    The account's id.
    """
    name: str
    """
    What its owner calls it.
    """
    platform: str
    """
    Always `linkedin`.
    """
    status: str
    """
    `active`, `paused`, `needs_authorization` or `never_synced`.
    """
    active: bool
    """
    Whether `status` is `active`.
    """
    source: Source
    """
    Where its connections come from.
    """
    upstream: UpstreamInfo | None = None
    """
    How it stands with its source; absent of accounts that are filled by imports.
    """
    mode: str
    """
    `mirror` or `live`.
    """
    created_at: str
    """
    When it was made.
    """
    connections: Annotated[int, Field(ge=0)]
    """
    How many connections are served.
    """
    upstream_total: Annotated[int | None, Field(ge=0)]
    """
    How many the source says there are; null where it tells none.
    """
    complete: bool
    """
    Whether what is served is all there is.
    """
    synced_at: str | None
    """
    When the list was last found complete.
    """
    snapshot: str | None
    """
    The newest snapshot.
    """


class ImportReport(BaseModel):
    """
    What an import read and did.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    account_id: str
    """
    Into which account.
    """
    snapshot: str | None
    """
    The account's newest snapshot afterwards; null after a dry run into an account that has none.
    """
    rows: Annotated[int, Field(ge=0)]
    """
    Records read.
    """
    connections: Annotated[int, Field(ge=0)]
    """
    Connections in the list now (after a dry run: as they would be).
    """
    duplicates: Annotated[int, Field(ge=0)]
    """
    Rows left out because an earlier row is the same member.
    """
    nameless: Annotated[int, Field(ge=0)]
    """
    Members without a name, in the list as `LinkedIn Member`.
    """
    skipped: list[Note]
    """
    Rows left out, and why.
    """
    warnings: list[Note]
    """
    Rows that are in the list but for something in them that could not be read, and what.
    """
    added: Annotated[int, Field(ge=0)]
    """
    Members who were not in the list before.
    """
    removed: Annotated[int, Field(ge=0)]
    """
    Members who are no longer in the list.
    """
    updated: Annotated[int, Field(ge=0)]
    """
    Members of whom something changed.
    """


class Entries(BaseModel):
    """
    A page of the ledger.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    entries: list[EntryInfo]
    """
    The page.
    """
    next_before: int | None
    """
    Pass it on as `before` for the next page; null at the end.
    """


class Webhooks(BaseModel):
    """
    All webhooks.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    webhooks: list[WebhookInfo]
    """
    All of them, oldest first.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many there are.
    """


class ListConnectionsResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: Connections
    metadata: Metadata


class SearchConnectionsResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: Connections
    metadata: Metadata2


class MatchConnectionsResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: Matches
    metadata: Metadata3


class GetStatisticsResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: Statistics
    metadata: Metadata4


class ListPeopleResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: People
    metadata: Metadata6


class CompareAccountsResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: Comparison
    metadata: Metadata7


class ChangesPage(BaseModel):
    """
    Changes, oldest first.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    changes: list[ChangeInfo]
    """
    The changes, oldest first. Those of one snapshot: who left, who changed, who came, each in the order of the list.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many are in this response. Where `types` leaves some out it may be fewer than `count`, even none, and
    `has_more` be true.
    """
    cursor: str
    """
    Pass it as the next `since`, now or whenever: it goes on where this response ends, and never runs out.
    """
    has_more: bool
    """
    Whether there was more when this was read.
    """
    initial: bool
    """
    Whether this is a part of the first full list: everybody in it, as `added`.
    """


class Introducers(BaseModel):
    """
    Who knows whom.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    people: list[TeamPerson]
    """
    The people who were found, those whom most accounts know first.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many are in this response.
    """
    total_available_results: Annotated[int, Field(ge=0)]
    """
    How many were found.
    """
    pagination: TeamPagination
    """
    Where the page lies in the list.
    """
    coverage: Coverage
    """
    Whose lists were searched.
    """


class Accounts(BaseModel):
    """
    A page of accounts.
    """

    model_config = ConfigDict(
        extra="ignore",
    )
    accounts: list[AccountInfo]
    """
    The page.
    """
    total_results: Annotated[int, Field(ge=0)]
    """
    How many are in this response.
    """
    total_available_results: Annotated[int, Field(ge=0)]
    """
    How many the workspace has.
    """
    pagination: PageInfo
    """
    Where the page lies in the list.
    """


class ListChangesResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: ChangesPage
    metadata: Metadata1


class FindIntroducersResponse(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
    )
    success: Literal[True]
    data: Introducers
    metadata: Metadata5

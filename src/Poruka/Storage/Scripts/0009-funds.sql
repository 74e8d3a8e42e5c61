-- Requests, decisions, reserves, bail, benefits, pledges, campaigns, funds with funds; and what tables made that were taken in.

create table sheet_import (
    import bytea not null primary key,
    organisation bigint not null,
    kind text not null,                          -- what the rows became: donor, pledge …
    count bigint not null,
    made_by bytea not null,
    made_on bigint not null,
    undone_on bigint                             -- null: it stands
) /*strict*/;

create index sheet_import_kind on sheet_import (organisation, kind, made_on);

create table sheet_made (
    import bytea not null,
    position bigint not null,
    made bytea not null,                         -- the id of the record
    primary key (import, position)
) /*strict*/;

-- The rules of a fund: a version is never changed, and a request keeps the one it was submitted under.
create table fund_rules (
    fund bigint not null references fund(fund),
    version bigint not null,
    body text not null,                          -- JSON
    made_by bytea not null,
    made_on bigint not null,
    primary key (fund, version)
) /*strict*/;

-- A request for a fund's money: what the server must know. What it is about is sealed to the trustees' room.
create table fund_request (
    request bytea not null primary key,
    fund bigint not null references fund(fund),
    reference text not null unique,              -- opaque; stands in entries and payments
    requester bytea not null,
    origin text not null,                        -- member, case, outside
    purpose bigint not null,                     -- class of account
    currency text not null,
    amount_minor bigint not null,
    campaign bigint not null,                    -- whose money it is; 0: free money
    cost_minor bigint not null,
    hardship bigint not null,
    is_benefit bigint not null,                  -- 1: fell due by the schedule of benefits
    since_on bigint,                             -- final judgment or last bill
    state text not null,
    rules bigint not null,                       -- version
    free_then bigint not null,
    made_on bigint not null,
    submitted_at bigint,
    opened_at bigint,
    vote_at bigint,
    vote_round bigint not null,
    approved_at bigint,
    way text not null,
    ratified text not null,
    paid_on bigint,
    paid_from bigint                             -- account, where it was paid
) /*strict*/;

create index fund_request_state on fund_request (fund, state);

-- Approvals, objections, conflicts, and the votes of the open round. One row for each word of a member.
create table request_voice (
    request bytea not null references fund_request(request),
    member bytea not null,
    what text not null,                          -- approval, objection, kin, tie, yes, no, abstain
    primary key (request, member, what)
) /*strict*/;

-- What was done, in order. Never changed.
create table request_act (
    request bytea not null references fund_request(request),
    number bigint not null,
    member bytea not null,
    act text not null,
    outcome text not null,
    done_at bigint not null,
    primary key (request, number)
) /*strict*/;

-- What a fund pays to everybody who is held. A version is never changed; an entitlement keeps its own.
create table benefit_schedule (
    fund bigint not null references fund(fund),
    version bigint not null,
    grant_minor bigint not null,                 -- 0: none
    monthly_minor bigint not null,               -- 0: none
    purpose bigint not null,                     -- class of account
    most_months bigint not null,                 -- 0: until release
    made_by bytea not null,
    made_on bigint not null,
    primary key (fund, version)
) /*strict*/;

-- Somebody who is held, by an opaque reference. Who they are and how they are paid is sealed to the trustees' room.
create table entitlement (
    entitlement bytea not null primary key,
    fund bigint not null references fund(fund),
    reference text not null unique,
    version bigint not null,
    registered_by bytea not null,
    from_on bigint not null,
    until_on bigint,                             -- released
    confirmed_by bytea                           -- who read the evidence; null: nothing falls due yet
) /*strict*/;

-- What fell due and became a request: 0 is the grant, then the months.
create table benefit_request (
    entitlement bytea not null references entitlement(entitlement),
    number bigint not null,
    request bytea not null references fund_request(request),
    primary key (entitlement, number)
) /*strict*/;

create index benefit_request_request on benefit_request (request);

-- Papers of a request: stored files, sealed to the trustees' room with their names.
create table request_file (
    file bytea not null primary key,
    request bytea not null references fund_request(request),
    added_by bytea not null,
    added_on bigint not null
) /*strict*/;

create index request_file_request on request_file (request);

-- Trustees who said that they are away: not waited for.
create table trustee_away (
    organisation bigint not null,
    member bytea not null,
    last_day bigint not null,
    primary key (organisation, member)
) /*strict*/;

-- Countries where bail is off by law until a group records that a lawyer cleared it.
create table bail_clearance (
    organisation bigint not null,
    country text not null,
    cleared_by bytea not null,
    cleared_on bigint not null,
    primary key (organisation, country)
) /*strict*/;

-- Bail that a fund posted; bears the id of its request. What it is for is sealed with the request.
create table bail (
    bail bytea not null primary key references fund_request(request),
    fund bigint not null references fund(fund),
    posted_on bigint not null,
    due_on bigint,                               -- expected back
    returned_minor bigint not null,
    forfeited_minor bigint not null,
    fee_minor bigint not null,
    settled_on bigint                            -- since nothing is held any more
) /*strict*/;

create index bail_fund on bail (fund, settled_on, due_on);

-- What donors said they would give. Who they are lies in the donors' room.
create table pledge (
    pledge bytea not null primary key,
    fund bigint not null references fund(fund),
    donor bytea not null references donor(donor) on delete cascade,
    reference text not null unique,              -- the word in their payments by which they are known
    kind text not null,                          -- gift, dues
    campaign bigint not null,
    amount_minor bigint not null,
    every_months bigint not null,                -- 0: once
    first_on bigint not null,
    paused_since bigint,
    paused_until bigint,
    ends_on bigint,
    reminded_on bigint
) /*strict*/;

create index pledge_fund on pledge (fund, donor);

-- Gifts from before the books began: whose, by pseudonym. Day and amount are sealed to the donors' room.
create table past_gift (
    gift bytea not null primary key,
    fund bigint not null references fund(fund),
    donor bytea not null references donor(donor) on delete cascade
) /*strict*/;

create index past_gift_donor on past_gift (donor);

-- Cash that one member counted, and that is in the books once another has counted the same.
create table cash_count (
    count_id bytea not null primary key,         -- source of its entry's id
    fund bigint not null references fund(fund),
    day bigint not null,
    amount_minor bigint not null,
    kind bigint not null,                        -- class of account
    campaign bigint not null,
    reference bytea not null,                    -- of the gift: on the slip for who gave
    first_by bytea not null,
    first_on bigint not null,
    second_by bytea,                             -- the same as the first in a group of one
    second_on bigint
) /*strict*/;

-- What a campaign promises. Campaigns without a row are bound to their purpose and have no page.
create table campaign_terms (
    fund bigint not null,
    campaign bigint not null,
    target_minor bigint,
    ends_on bigint,
    is_restricted bigint not null,
    surplus text not null,                       -- becomesfree, staysbound, goeselsewhere
    story text not null,                         -- what it is for, on its page
    is_public bigint not null,
    closed_on bigint,
    primary key (fund, campaign)
) /*strict*/;

-- Other ways to pay than the bank account, as the treasurer wrote them: addresses of wallets, a money order.
create table fund_ways_to_pay (
    fund bigint not null primary key references fund(fund),
    text text not null,
    is_public bigint not null                    -- 1: anybody may read it and the account, and draw a reference for a gift
) /*strict*/;

-- Funds of other installations with which statements are exchanged, and the keys that were agreed on.
create table fund_peer (
    fund bigint not null references fund(fund),
    name text not null,                          -- the log's name of the other fund
    key text not null,                           -- its verifier key (C2SP signed-note)
    primary key (fund, name)
) /*strict*/;

-- Statements in both directions, in order. A note is replaced only by itself with one more signature.
create table fund_statement (
    fund bigint not null,
    peer text not null,
    is_ours bigint not null,                     -- 1: we said it
    number bigint not null,
    note bytea not null,
    primary key (fund, peer, is_ours, number)
) /*strict*/;

-- Those that came before others that are missing.
create table fund_statement_early (
    fund bigint not null,
    peer text not null,
    number bigint not null,
    note bytea not null,
    primary key (fund, peer, number)
) /*strict*/;

-- What passed between two funds of this installation: in the books of both, under one reference.
create table fund_local_exchange (
    exchange bytea not null primary key,
    from_fund bigint not null references fund(fund),
    to_fund bigint not null references fund(fund),
    kind text not null,                          -- gift, loan, repayment
    reference text not null,
    amount_minor bigint not null,
    currency text not null,
    day bigint not null,
    plan text not null                           -- of a loan: a day and an amount in minor units a line
) /*strict*/;

create index fund_local_exchange_from on fund_local_exchange (from_fund);
create index fund_local_exchange_to on fund_local_exchange (to_fund);

-- Shares in a fund that several keep together.
create table general_share (
    fund bigint not null references fund(fund),
    holder bigint not null references fund(fund),
    share bigint not null,                       -- in parts of all
    primary key (fund, holder)
) /*strict*/;

-- A month's report, frozen when its first reader has looked; public once the second one has.
create table month_report (
    fund bigint not null references fund(fund),
    month bigint not null,                       -- months since 1970-01
    body text not null,                          -- JSON
    first_reader bytea not null,
    first_on bigint not null,
    second_reader bytea,
    published_on bigint,
    primary key (fund, month)
) /*strict*/;

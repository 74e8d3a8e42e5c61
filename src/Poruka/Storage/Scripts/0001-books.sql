-- Books, bank statements and the public log.
-- Written in PostgreSQL's words; for SQLite the migrator reads bigint as integer, bytea as blob and /*strict*/ as strict.

create table fund (
    fund bigint not null primary key,            -- a small number of this installation
    id bytea not null unique,                    -- 128 random bits
    slug text not null unique,                   -- its name in addresses and commands
    name text not null,
    purpose text not null,                       -- one or two sentences for the public page; may be empty
    currency text not null,                      -- the one its reports are about first
    rounding_minor bigint not null,              -- public figures are rounded to a multiple of this; 1 is not at all
    is_public bigint not null,                   -- 1: has a public page
    created_on bigint not null                   -- days since 1970-01-01, like every day here
) /*strict*/;

create table campaign (
    fund bigint not null references fund(fund),
    campaign bigint not null,                    -- from 1, within the fund
    slug text not null,
    name text not null,
    primary key (fund, campaign),
    unique (fund, slug)
) /*strict*/;

create table bank_account (
    fund bigint not null references fund(fund),
    account bigint not null,                     -- the account's code (class and number)
    number text not null,                        -- as the bank's statements name it; empty where they don't
    currency text not null,
    opening_minor bigint,                        -- the balance before the first line in the books, where a statement said
    opening_on bigint,                           -- and the day of that line
    primary key (fund, account),
    unique (fund, number, currency)
) /*strict*/;

create table entry_source (
    source bigint not null primary key,
    id bytea not null unique
) /*strict*/;

create table entry (
    fund bigint not null,
    journal bigint not null,                     -- gapless from 1 within the fund
    source bigint not null,
    number bigint not null,
    leaf bytea not null,                         -- 33 bytes: what the public log will show of it
    bytes bytea not null,                        -- the canonical bytes; never serialised again
    primary key (fund, journal)
) /*strict*/ /*norowid*/;
create unique index entry_id on entry (source, number);

-- What opens a leaf. The one table of the books from which rows may be deleted (erasure).
create table opening (
    fund bigint not null,
    journal bigint not null,
    blinding bytea not null,                     -- 32 random bytes
    reference bytea,                             -- the donor's reference, where there is one; at most 15 bytes, never empty
    primary key (fund, journal)
) /*strict*/ /*norowid*/;
create unique index opening_reference on opening (fund, reference) where reference is not null;

create table reversal (
    fund bigint not null,
    reversed bigint not null,                    -- journal number of the entry taken back
    journal bigint not null,                     -- journal number of the entry that does it
    primary key (fund, reversed)
) /*strict*/;

-- Kept in the posting's own transaction, so that no report scans the postings. Balances are sums over months. The month comes
-- before the account, so that what a posting changes lies on one page.
create table monthly_sum (
    fund bigint not null,
    account bigint not null,
    campaign bigint not null,
    currency bigint not null,
    month bigint not null,                       -- months since 1970-01
    amount bigint not null,                      -- debits less credits, minor units
    postings bigint not null,
    primary key (fund, month, account, campaign, currency)
) /*strict*/ /*norowid*/;

create table statement_import (
    import bigint not null primary key,
    fund bigint not null references fund(fund),
    content_hash bytea not null,                 -- HMAC of the file's SHA-256
    format text not null,
    lines bigint not null,
    posted bigint not null,
    first_journal bigint not null,
    imported_on bigint not null,
    unique (fund, content_hash)
) /*strict*/;

create table bank_statement (
    import bigint not null references statement_import(import),
    position bigint not null,                    -- within the file, from 1
    account bigint not null,
    bank_id text,
    opening_minor bigint,
    closing_minor bigint,
    currency text,
    first_day bigint,
    last_day bigint,
    lines bigint not null,
    primary key (import, position)
) /*strict*/;

-- A bank's line. Ordered by account and day, so that a new statement is written beside the last one.
create table statement_line (
    fund bigint not null,
    account bigint not null,
    day bigint not null,
    identity bytea not null,                     -- HMAC of what makes the line this line and no other
    journal bigint not null,
    amount_minor bigint not null,
    is_waiting bigint not null,                  -- 1: not yet recognised
    recognised_by bigint,                        -- journal number of the entry that put it where it belongs, later
    import bigint not null,
    detail bytea not null,                       -- who, their account, references and text
    primary key (fund, account, day, identity)
) /*strict*/ /*norowid*/;
create index statement_line_waiting on statement_line (fund, journal) where is_waiting = 1;

create table match_rule (
    fund bigint not null references fund(fund),
    rule bigint not null,
    payer text not null,                         -- part of the name or the account; empty: any
    text text not null,                          -- part of reference or remittance; empty: any
    direction bigint not null,                   -- 1: came in, -1: went out, 0: either
    least_minor bigint,
    most_minor bigint,
    account bigint not null,
    campaign bigint not null,
    primary key (fund, rule)
) /*strict*/;

-- References given to donors before they pay; a row goes when its gift arrives.
create table given_reference (
    fund bigint not null references fund(fund),
    reference bytea not null,                    -- 10 random bytes
    campaign bigint not null,
    given_on bigint not null,
    primary key (fund, reference)
) /*strict*/;

create table log_leaf (
    fund bigint not null,
    log_index bigint not null,
    leaf bytea not null,
    primary key (fund, log_index)
) /*strict*/ /*norowid*/;

-- Where an entry's leaf stands. Private.
create table log_place (
    fund bigint not null,
    journal bigint not null,
    log_index bigint not null,
    primary key (fund, journal)
) /*strict*/ /*norowid*/;

-- What opens the leaves that only fill a batch. Private.
create table log_filler (
    fund bigint not null,
    log_index bigint not null,
    blinding bytea not null,
    primary key (fund, log_index)
) /*strict*/ /*norowid*/;

create table log_tile (
    fund bigint not null,
    level bigint not null,
    tile bigint not null,
    hashes bytea not null,                       -- 256 hashes: full tiles only
    root bytea not null,                         -- what they come to: a hash of the tile above
    primary key (fund, level, tile)
) /*strict*/;

create table log_checkpoint (
    fund bigint not null,
    size bigint not null,
    note text not null,
    published_on bigint not null,
    primary key (fund, size)
) /*strict*/;

create table log_cosignature (
    fund bigint not null,
    size bigint not null,
    witness text not null,
    line text not null,
    primary key (fund, size, witness)
) /*strict*/;

-- How far an auditor got: said in the next checkpoint.
create table log_audit (
    fund bigint not null,
    size bigint not null,
    audited_on bigint not null,
    primary key (fund, size)
) /*strict*/;

-- Witnesses whose cosignatures are kept with a fund's checkpoints.
create table log_witness (
    fund bigint not null references fund(fund),
    name text not null,
    key text not null,                           -- a verifier key of C2SP signed-note
    primary key (fund, name)
) /*strict*/;

-- What this installation cosigned last of the logs of others: it cosigns nothing that is not consistent with it.
create table witnessed_log (
    origin text not null primary key,
    size bigint not null,
    root bytea not null,
    witnessed_on bigint not null
) /*strict*/;

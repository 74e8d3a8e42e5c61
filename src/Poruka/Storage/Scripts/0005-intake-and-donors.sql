-- Who asks for help, and who gives: what the server must know of them without a key. Days count from 1970-01-01.

-- Somebody who gives. Who they are lies sealed in the donors' room; here they have a pseudonym.
create table donor (
    donor bytea not null primary key,            -- 128 random bits: row of its sealed fields, and the subject of their salt
    organisation bigint not null references organisation(organisation),
    code text not null unique,                   -- the pseudonym: D-7K2M9Q
    made_on bigint not null
) /*strict*/;

create index donor_organisation on donor (organisation, code);

-- By what donors are known at import: HMACs under a key that lies in the room. All are made anew in a new epoch.
create table donor_tag (
    room bytea not null references room(room),
    tag bytea not null,
    donor bytea not null references donor(donor),
    primary key (room, tag, donor)
) /*strict*/;

create index donor_tag_donor on donor_tag (donor);

-- Which gifts are whose, by pseudonym.
create table donor_gift (
    fund bigint not null references fund(fund),
    journal bigint not null,                     -- of the gift's entry
    donor bytea not null references donor(donor),
    primary key (fund, journal)
) /*strict*/;

create index donor_gift_donor on donor_gift (donor);

-- The key under which an import sealed what its lines say of payers: kept in the donors' room under this id. Imports without
-- a row are from before there was a group: their lines are readable until the next import seals them.
create table statement_key (
    import bigint not null primary key references statement_import(import),
    subject bytea not null                       -- row of the sealed key, and the subject of its salt
) /*strict*/;

-- A call for help that came by the public form. What it says lies sealed in the room for what comes in.
create table intake (
    intake bytea not null primary key,           -- 128 random bits, and the subject of its salt
    organisation bigint not null references organisation(organisation),
    code text not null unique,                   -- what members call it: C-7K2M9Q
    came_on bigint not null,
    state text not null,                         -- new, seen, answered, handed, closed
    lookup bytea not null unique,                -- what its follow-up code is found by
    answers_to bytea not null,                   -- X25519: answers are sealed to the code's other half
    size bigint not null                         -- of what came, in bytes: for the budget
) /*strict*/;

create index intake_organisation on intake (organisation, came_on);

create table intake_message (
    message bytea not null primary key,
    intake bytea not null references intake(intake),
    number bigint not null,
    is_answer bigint not null,                   -- 1: written by a member
    written_on bigint not null,
    answer bytea not null,                       -- an answer, sealed to the code; else empty
    files bigint not null,                       -- how many files came with it
    unique (intake, number)
) /*strict*/;

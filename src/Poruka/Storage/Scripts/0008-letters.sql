-- Letters. In the clear stand states, days and counts; names, addresses, what is written and who pairs with whom in a plan
-- are in sealed_field, in the group's room for letters.

create table letter_recipient (
    recipient bytea not null primary key,        -- also the subject of what is sealed about them
    organisation bigint not null references organisation(organisation),
    facility bytea references facility(facility),
    state text not null,                         -- waiting, doubt, refused, released
    since bigint not null,                       -- the day from which they have been waiting for the first letter
    last_letter bigint,                          -- the day on which the last was posted
    last_reply bigint,
    letters bigint not null,                     -- how many were posted
    version bigint not null
) /*strict*/;

create index letter_recipient_organisation on letter_recipient (organisation, state);

create table letter_writer (
    writer bytea not null primary key,           -- also the subject of what is sealed about them
    organisation bigint not null references organisation(organisation),
    member bytea references member(member),      -- null: from outside
    state text not null,                         -- active, paused, left
    paused_until bigint,
    letters bigint not null,                     -- how many they can write in a period
    version bigint not null
) /*strict*/;

create table correspondence (
    recipient bytea not null references letter_recipient(recipient),
    writer bytea not null references letter_writer(writer),
    last_letter bigint not null,                 -- of this writer; at first the day on which they took it on
    cadence_days bigint not null,
    primary key (recipient, writer)
) /*strict*/;

create table letter_exclusion (
    recipient bytea not null references letter_recipient(recipient),
    writer bytea not null references letter_writer(writer),
    primary key (recipient, writer)
) /*strict*/;

-- What it pairs is sealed.
create table letter_plan (
    plan bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    day bigint not null,
    state text not null,                         -- open, done
    version bigint not null
) /*strict*/;

create table letter_batch (
    batch bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    made_on bigint not null,                     -- stands in the printed files, so that they come out the same
    posted_on bigint
) /*strict*/;

create table letter (
    letter bytea not null primary key,           -- also the subject of what is sealed about it
    organisation bigint not null references organisation(organisation),
    recipient bytea references letter_recipient(recipient),
    writer bytea references letter_writer(writer),
    state text not null,                         -- offered, assigned, drafted, changes, approved, batched, posted, replied, returned, withdrawn
    language text not null,
    made_on bigint not null,
    posted_on bigint,
    batch bytea references letter_batch(batch),
    lookup bytea unique,                         -- of the follow-up code of who wrote from the public page
    answer_key bytea,                            -- what answers are sealed to for them
    answer bytea,                                -- the answer, which only the code opens
    version bigint not null
) /*strict*/;

create index letter_organisation on letter (organisation, state);
create index letter_recipient_letters on letter (recipient);
create index letter_batch_letters on letter (batch);

create table letter_reply (
    reply bytea not null primary key,            -- also the subject of what is sealed about it
    organisation bigint not null references organisation(organisation),
    recipient bytea not null references letter_recipient(recipient),
    letter bytea references letter(letter),
    received_on bigint not null,
    passed_on bigint                             -- when the writer got it
) /*strict*/;

create table letter_task (
    task bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    recipient bytea not null references letter_recipient(recipient),
    kind text not null,                          -- address, handover
    due_on bigint not null,
    done_on bigint
) /*strict*/;

-- What a facility lets through: anybody may know it.
create table letter_rules (
    facility bytea not null primary key references facility(facility),
    body text not null                           -- JSON
) /*strict*/;

-- The approved copy of what the person inside wants the public to read.
create table public_recipient (
    recipient bytea not null primary key references letter_recipient(recipient),
    organisation bigint not null references organisation(organisation),
    name text not null,
    about text not null,
    languages text not null,                     -- parted by spaces
    until_day bigint not null                    -- their consent ends
) /*strict*/;

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
    state text not null,                         -- open, locked, done
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
    prepaid bigint not null default 0,            -- sheets of an answer that were paid with it, at an electronic service
    translator bytea references letter_writer(writer), -- who was asked to translate it
    lookup bytea unique,                         -- of the follow-up code of who wrote from the public page
    answer_key bytea,                            -- what answers are sealed to for them
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

-- Scans and documents of letters and replies. Their names and kinds are sealed, and so are they.
create table letter_file (
    file bytea not null primary key,             -- as in stored_file
    owner bytea not null,                        -- the letter or reply; also the subject that it is sealed under
    place bigint not null
) /*strict*/;

create index letter_file_owner on letter_file (owner, place);

-- What writers and translators get who don't hold the room, sealed to their own key: a member's, or that of a follow-up code.
create table letter_passed (
    letter bytea not null references letter(letter),
    owner bytea not null,                        -- the letter itself, or a reply to it
    reader bytea not null,                       -- the member; or the letter, for whoever holds its code
    number bigint not null,                      -- 0 for the words, from 1 for scans
    body bytea not null,
    primary key (owner, reader, number)
) /*strict*/;

create index letter_passed_reader on letter_passed (reader);
create index letter_passed_letter on letter_passed (letter);

create table letter_task (
    task bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    recipient bytea not null references letter_recipient(recipient),
    writer bytea references letter_writer(writer), -- of whose letters somebody else takes over
    kind text not null,                          -- address, handover, refused, released, parcel
    due_on bigint not null,
    done_on bigint
) /*strict*/;

-- Parcels and books. What is in them, who sends them and what they cost is sealed.
create table letter_parcel (
    parcel bytea not null primary key,           -- also the subject of what is sealed about it
    organisation bigint not null references organisation(organisation),
    recipient bytea not null references letter_recipient(recipient),
    state text not null,                         -- planned, sent, arrived, returned
    made_on bigint not null,
    sent_on bigint,
    version bigint not null
) /*strict*/;

create index letter_parcel_recipient on letter_parcel (recipient, made_on);

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

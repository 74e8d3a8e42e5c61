-- Cases, their tasks and watches; facilities; arrest wills; the duty roster; jobs that run alone, and mail that waits.
-- In the clear stand codes, states and times that the server must know with nobody signed in. Names, places, what
-- happened: all of that is in sealed_field, under the case as subject, in the room that the section of the case names.

-- A job that runs by itself. Due times live here, so a killed process loses none.
create table job (
    name text not null primary key,
    due_at bigint not null,                      -- seconds since 1970-01-01, UTC
    runner bytea,                                -- who runs it now, or null
    held_until bigint,                           -- until when that counts
    ran_at bigint,
    failures bigint not null                     -- in a row
) /*strict*/;

-- Mail that waits for its server. What it says and to whom is sealed under the host's key.
create table mail (
    mail bytea not null primary key,
    once text unique,                            -- a second one of the same name is not put in; null: always
    body bytea not null,
    due_at bigint not null,
    held_until bigint not null,                  -- somebody sends it now
    tries bigint not null,
    made_at bigint not null
) /*strict*/;

create index mail_due on mail (due_at);

-- Where a member wants to be told that something is due; sealed under the host's key.
create table notice_address (
    member bytea not null primary key references member(member),
    body bytea not null
) /*strict*/;

-- Prisons, police units, hospitals: what anybody may know of them, shared within a group.
create table facility (
    facility bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    country text not null,                       -- ISO 3166-1, or empty
    name text not null,
    other_names text not null,                   -- one a line
    address text not null,                       -- as it is written on an envelope
    phones text not null,                        -- one a line
    rules text not null,                         -- visits, parcels, what the facility's own list says
    zone text not null,                          -- tz database
    verified_on bigint,                          -- when somebody last looked; null: never
    in_doubt bigint not null,                    -- 1: mail came back, or somebody says it is wrong
    version bigint not null,
    added_by bytea                               -- the import it came with, or null
) /*strict*/;

create index facility_name on facility (organisation, name);

create table support_case (
    support_case bytea not null primary key,     -- 128 random bits; also the subject of all that is sealed of it
    organisation bigint not null references organisation(organisation),
    code text not null unique,                   -- C-7K2M9Q
    stage text not null,
    whereabouts text not null,                   -- held, released, unknown
    state text not null,                         -- open, closed, shredded
    mass_action bytea,                           -- the board that it stands on, or null
    needs bigint not null,                       -- how many are open
    next_due bigint,                             -- the earliest due time of tasks and watches; null: none
    opened_on bigint not null,
    closed_on bigint,
    shred_on bigint,                             -- when the rule of retention ends it; null: not closed
    merged_into bytea,                           -- the case that it was joined to, or null
    version bigint not null,
    added_by bytea,                              -- the import it came with, or null
    name_turn bigint not null default 0          -- of case_name_turn, when what it is called was last written
) /*strict*/;

-- The order of the list: what is due first, what has no time last. It holds what pages are counted off by, so that no row is read for that.
create index support_case_list on support_case (organisation, state, (coalesce(next_due, 9223372036854775807)), code, next_due, support_case) where merged_into is null;
create index support_case_count on support_case (organisation, state) where merged_into is null;
-- What boards count.
create index support_case_action on support_case (mass_action, merged_into, state, whereabouts) where mass_action is not null;
create index support_case_merged on support_case (merged_into) where merged_into is not null;
create index support_case_named on support_case (organisation, name_turn);

-- How often names of a group's cases were written: what a session keeps of them is read again from there.
create table case_name_turn (
    organisation bigint not null primary key references organisation(organisation),
    turn bigint not null
) /*strict*/;

-- All that is sealed of a case: to move a section, and to end it.
create index sealed_field_subject on sealed_field (subject);

-- Each section of a case is sealed to a room of its own choice.
create table case_section (
    support_case bytea not null references support_case(support_case),
    section text not null,                       -- basic, legal, health, family, relocation
    room bytea not null references room(room),
    known bigint not null,                       -- 1: caseworkers without the room are told that the section is there
    version bigint not null,                     -- of its sheet
    primary key (support_case, section)
) /*strict*/;

create index case_section_room on case_section (room, support_case);

-- Facts: what happened, when, who says so, how sure. Never changed; a later one may take the place of an earlier one.
create table case_fact (
    fact bytea not null primary key,
    support_case bytea not null references support_case(support_case),
    section text not null,
    number bigint not null,                      -- order of recording within the case
    taken_back bigint not null                   -- 1: another stands in its place, or it was an error
) /*strict*/;

create unique index case_fact_case on case_fact (support_case, number);

create table case_playbook (
    playbook bytea not null primary key,
    support_case bytea not null references support_case(support_case),
    section text not null,
    started_at bigint not null,
    state text not null                          -- running, ended
) /*strict*/;

create index case_playbook_case on case_playbook (support_case);

create table case_task (
    task bytea not null primary key,
    organisation bigint not null,                -- of the case
    support_case bytea not null references support_case(support_case),
    section text not null,
    playbook bytea references case_playbook(playbook),
    place bigint not null,                       -- order within the playbook
    state text not null,                         -- open, done, skipped
    due_at bigint,                               -- null: when there is time
    assignee bytea references member(member),
    told bigint not null,                        -- 1: whoever is on duty was told that it is due
    version bigint not null
) /*strict*/;

create index case_task_case on case_task (support_case, state);
create index case_task_due on case_task (state, told, due_at);
create index case_task_list on case_task (organisation, state, due_at, place, task);
create index case_task_assignee on case_task (assignee, state, (coalesce(due_at, 9223372036854775807)), place, task);

create table case_watch (
    watch bytea not null primary key,
    support_case bytea not null references support_case(support_case),
    section text not null,
    every_days bigint not null,
    since_at bigint not null,                    -- the last sign of life, or when the watch began
    due_at bigint not null,                      -- when the next thing happens: the sign is missed, or the next stage begins
    stage bigint not null,                       -- 0: in time; 1, 2, 3: raised
    state text not null                          -- watching, ended
) /*strict*/;

create index case_watch_due on case_watch (state, due_at);
create index case_watch_case on case_watch (support_case);

-- What a file is called is sealed. Its id is the subject of that and of its bytes, so that it can be destroyed by itself.
create table case_file (
    file bytea not null primary key,
    support_case bytea not null references support_case(support_case),
    section text not null,
    number bigint not null,
    stored bytea not null,                       -- stored_file: another one when its section moves to another room
    made_on bigint not null,
    gone_on bigint                               -- when somebody took it away; null while it is there
) /*strict*/;

create index case_file_case on case_file (support_case, number);
create index case_file_gone on case_file (gone_on);

-- What was joined to what, so that it can be taken apart again. What had been joined to the joined case goes along with it.
create table case_merge (
    merge_id bytea not null,
    kept bytea not null references support_case(support_case),
    joined bytea not null references support_case(support_case),
    before bytea,                                -- what it was joined to until then, or null
    merged_by bytea not null,
    merged_at bigint not null,
    undone_at bigint,
    primary key (merge_id, joined)
) /*strict*/;

create index case_merge_kept on case_merge (kept);
create index case_merge_joined on case_merge (joined);

-- A day on which many were arrested: arrested = released + held + unknown.
create table mass_action (
    mass_action bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    code text not null unique,
    made_on bigint not null,
    state text not null
) /*strict*/;

create table duty (
    duty bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    member bytea not null references member(member),
    from_at bigint not null,
    to_at bigint not null
) /*strict*/;

create index duty_time on duty (organisation, to_at);

-- The secret address of a member's calendar; only what it hashes to.
create table calendar_feed (
    lookup bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    member bytea not null references member(member),
    made_on bigint not null,
    unique (organisation, member)
) /*strict*/;

-- A member's arrest will. Its key is split: one part lies here and is given out once the arrest is recorded, the other lies
-- with the people whom it names.
create table arrest_will (
    will bytea not null primary key,
    member bytea not null unique references member(member),
    organisation bigint not null references organisation(organisation),
    needed bigint not null,                      -- 1 or 2: how many of the named open it together
    body bytea not null,
    programs_part bytea not null,                -- sealed under the host's key
    written_on bigint not null,
    remind_on bigint not null,
    told bigint not null,                        -- how many reminders went out, a year apart, since this day
    arrested_at bigint,                          -- null: no arrest is recorded
    recorded_by bytea
) /*strict*/;

create table arrest_will_named (
    will bytea not null references arrest_will(will),
    member bytea not null references member(member),
    share bytea not null,                        -- sealed to the named member
    primary key (will, member)
) /*strict*/;

-- A share that one of the named hands to another, sealed to them.
create table arrest_will_handed (
    will bytea not null references arrest_will(will),
    giver bytea not null,
    taker bytea not null,
    share bytea not null,
    handed_at bigint not null,
    primary key (will, giver, taker)
) /*strict*/;

-- What happened to a will: recorded, withdrawn, handed, opened. Never changed.
create table arrest_will_record (
    will bytea not null,
    number bigint not null,
    member bytea not null,
    what text not null,
    at bigint not null,
    primary key (will, number)
) /*strict*/;

-- The disclosure guard: which texts wait to go out, and what rooms said of them. Nothing of a text stands here, and nothing of
-- what was found: the text lies sealed in each room that is asked, under the asking as its subject, and is destroyed with it.

create table guard_ask (
    ask bytea not null primary key,              -- 128 random bits; also the subject of the sealed copies
    organisation bigint not null references organisation(organisation),
    kind text not null,                          -- post, campaign, newsletter, caption, document, report
    item bytea not null,                         -- what goes out
    version bigint not null,                     -- each changed version is asked about anew
    author bytea not null references member(member),
    asked_at bigint not null,
    state text not null,                         -- open, out, over: another version took its place
    back text not null,                          -- the page where its author goes on
    unique (kind, item, version)
) /*strict*/;

create index guard_ask_list on guard_ask (organisation, state, asked_at);

-- The cases that a text touches, as its author ticked them or as names in it did.
create table guard_ask_case (
    ask bytea not null references guard_ask(ask),
    support_case bytea not null references support_case(support_case),
    primary key (ask, support_case)
) /*strict*/;

create index guard_ask_case_case on guard_ask_case (support_case);

-- What a room says of a text.
create table guard_word (
    ask bytea not null references guard_ask(ask),
    room bytea not null references room(room),
    state text not null,                         -- waits, clear, found, allowed, refused
    said_by bytea,                               -- in whose session; null: nobody's yet, or by a signed word
    said_at bigint,
    word_key bytea,                              -- of an offline room: what its signed word is held against
    body bytea,                                  -- of an offline room: the text, an age file for its keepers; null once it spoke
    primary key (ask, room)
) /*strict*/;

create index guard_word_room on guard_word (room, state);

-- Who agreed that a text goes out although rooms weren't heard within a day.
create table guard_unheard (
    ask bytea not null references guard_ask(ask),
    member bytea not null references member(member),
    at bigint not null,
    primary key (ask, member)
) /*strict*/;

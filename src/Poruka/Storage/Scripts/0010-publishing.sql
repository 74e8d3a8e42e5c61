-- What is written for the public. A draft lies sealed in the room for the press; what is published stands here in the clear,
-- as a copy that somebody else than its author agreed to. Public pages read nothing but these copies.

create table post (
    post bytea not null primary key,             -- 128 random bits; also the subject of what is sealed of it
    organisation bigint not null references organisation(organisation),
    kind text not null,                          -- news, campaign, page, how, contact, newsletter, person
    state text not null,                         -- draft, asked, agreed, published, withdrawn: how its newest version stands
    author bytea not null references member(member),  -- who wrote the newest version
    reader bytea references member(member),      -- who agreed to it, or null
    version bigint not null,                     -- grows with each change of the draft
    made_on bigint not null
) /*strict*/;

create index post_list on post (organisation, state, made_on);

-- The approved copy. Withdrawn, its words are gone and the address says so.
create table public_post (
    post bytea not null primary key references post(post),
    organisation bigint not null references organisation(organisation),
    kind text not null,
    slug text not null unique,                   -- its name in addresses
    version bigint not null,                     -- which version of the draft it is
    from_at bigint not null,                     -- when it begins to be public, in seconds
    changed_at bigint not null,
    state text not null,                         -- public, held (it names somebody who took a consent back), withdrawn
    body text not null                           -- what PublicPost says; empty when withdrawn
) /*strict*/;

create index public_post_list on public_post (kind, state, from_at);

-- Pictures of approved copies: decoded and written anew, so that nothing is left of what a camera notes.
create table public_picture (
    picture bytea not null primary key,
    post bytea not null references post(post),
    content bytea not null,                      -- JPEG
    width bigint not null,
    height bigint not null
) /*strict*/;

create index public_picture_post on public_picture (post);

-- What somebody inside agreed that the public may know, item by item. An item without a row here is shown nowhere.
create table public_consent (
    post bytea not null references post(post),
    item text not null,                          -- name, picture, story, address, needs, birthday
    audience text not null,                      -- site: the site and its mirror; all: feeds, newsletters and cards too
    purpose text not null,
    until_day bigint not null,                   -- the last day
    ask_again bigint not null,                   -- 1: the risk in the case has changed since they were asked
    primary key (post, item)
) /*strict*/;

-- How the site looks, and what it says of the group.
create table site (
    organisation bigint not null primary key references organisation(organisation),
    accent text not null,                        -- by day, as #rrggbb; empty for the program's own
    accent_dark text not null,                   -- by night
    searchable bigint not null,                  -- 1: search engines are welcome
    recipient text not null,                     -- the age recipient that strangers may write to; empty for none
    lines text not null,                         -- what the group says of itself in a line, by language
    sign bytea,                                  -- the group's sign as PNG, or null
    version bigint not null
) /*strict*/;

-- Who gets the newsletter. The address is sealed to the room for the press.
create table subscriber (
    subscriber bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    language text not null,
    state text not null,                         -- asked, confirmed
    token bytea not null unique,                 -- the hash of what stands in the links that are for them alone
    made_on bigint not null
) /*strict*/;

create table newsletter_copy (
    post bytea not null references post(post),
    subscriber bytea not null,
    state text not null,                         -- waiting, begun, sent, refused
    primary key (post, subscriber)
) /*strict*/;

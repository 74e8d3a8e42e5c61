-- What is written for the public. A draft lies sealed in the room for the press; what is published stands here in the clear,
-- as a copy that somebody else than its author agreed to. Public pages read nothing but these copies.

create table post (
    post bytea not null primary key,             -- 128 random bits; also the subject of what is sealed of it
    organisation bigint not null references organisation(organisation),
    kind text not null,                          -- news, campaign, page, how, contact, newsletter
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
    owner bytea not null,                        -- the post or the person
    content bytea not null,                      -- JPEG
    width bigint not null,
    height bigint not null
) /*strict*/;

create index public_picture_owner on public_picture (owner);

-- Somebody inside, as the public may know of them: each item by a consent of its own.
create table public_person (
    person bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    ask_again bigint not null,                   -- 1: the risk in the case has changed since they were asked
    changed_at bigint not null
) /*strict*/;

create table public_person_item (
    person bytea not null references public_person(person),
    item text not null,                          -- name, picture, story, address, needs, birthday
    body text not null,
    audience text not null,                      -- site: the site and its mirror; letters: newsletters and feeds too
    purpose text not null,
    until_day bigint not null,                   -- the last day
    primary key (person, item)
) /*strict*/;

-- How the site looks, and what it says of the group.
create table site (
    organisation bigint not null primary key references organisation(organisation),
    body text not null,
    sign bytea                                   -- the group's sign as PNG, or null
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

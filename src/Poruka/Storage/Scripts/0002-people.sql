-- Groups, members, their keys, and rooms. Days count from 1970-01-01, moments are whole seconds since then.

create table organisation (
    organisation bigint not null primary key,
    slug text not null unique,
    name text not null,
    created_on bigint not null
) /*strict*/;

-- Null: of a time before the group was set up; it belongs to the first group.
alter table fund add column organisation bigint references organisation(organisation);

create table member (
    member bytea not null primary key,           -- 128 random bits
    name text not null unique,                   -- what they sign in with, in small letters; a name of their choice
    state text not null,                         -- active, frozen, left
    joined_on bigint not null,
    memory_kib bigint not null,                  -- what deriving the keys from the passphrase costs
    passes bigint not null,
    salt bytea not null,
    verifier bytea not null,                     -- SHA-256 of the authentication key
    public_key bytea not null,                   -- X25519: rooms are granted to it
    verifying_key bytea not null,                -- Ed25519: grants are signed with its other half
    keys_sealed bytea not null,                  -- both private keys, under the passphrase
    keys_recovery bytea not null,                -- the same, under the printed recovery key
    totp_sealed bytea not null,                  -- the secret of the second factor, under the passphrase
    totp_step bigint not null                    -- the last step that was used: each code once
) /*strict*/;

create table membership (
    organisation bigint not null references organisation(organisation),
    member bytea not null references member(member),
    joined_on bigint not null,
    primary key (organisation, member)
) /*strict*/;

create table member_role (
    organisation bigint not null,
    member bytea not null,
    role text not null,
    primary key (organisation, member, role)
) /*strict*/;

-- A link into a group, used once. The link itself is kept nowhere, only what it hashes to.
create table invitation (
    lookup bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    roles text not null,                         -- parted by spaces
    made_by bytea not null,
    expires_at bigint not null,
    renews bytea                                 -- the member who gets new keys by it, or null
) /*strict*/;

-- Words of members about another: freeze, thaw, renew. Two make it so.
create table member_vote (
    member bytea not null references member(member),
    about text not null,
    voter bytea not null references member(member),
    cast_on bigint not null,
    primary key (member, about, voter)
) /*strict*/;

create table room (
    room bytea not null primary key,             -- 128 random bits
    organisation bigint not null references organisation(organisation),
    kind text not null,                          -- team, named, offline, intake, donors, letters, trustees, press
    code text not null unique,                   -- what it is called where its name may not be
    epoch bigint not null,                       -- the newest
    recipient text not null,                     -- age recipient of an offline room; else empty
    made_on bigint not null
) /*strict*/;

-- One kind of room is there once in a group.
create unique index room_once on room (organisation, kind) where kind in ('intake', 'donors', 'letters', 'trustees', 'press');

create table room_epoch (
    room bytea not null references room(room),
    epoch bigint not null,
    public_key bytea not null,                   -- X25519: anybody puts in by it
    previous bytea,                              -- the epoch before, sealed under this one
    made_on bigint not null,
    primary key (room, epoch)
) /*strict*/;

create table room_grant (
    room bytea not null,
    epoch bigint not null,
    member bytea not null references member(member),
    keeper bigint not null,                      -- 1: grants, revokes, reads the record
    last_day bigint,                             -- null: until revoked
    granter bytea not null,
    granter_key bytea not null,                  -- Ed25519, as it was then
    wrapped bytea not null,
    signature bytea not null,
    granted_on bigint not null,
    primary key (room, epoch, member)
) /*strict*/;

create index room_grant_member on room_grant (member);

-- What is sealed, of all rooms: found by what it belongs to, counted and sealed anew by room and epoch.
create table sealed_field (
    kind text not null,                          -- what it is a field of: room, note, file, donor, intake …
    row_id bytea not null,
    name text not null,
    room bytea not null references room(room),
    subject bytea not null,                      -- whose shred salt it is mixed with
    epoch bigint not null,
    body bytea not null,                         -- SealedField, or RoomDrop
    primary key (kind, row_id, name)
) /*strict*/;

create index sealed_field_room on sealed_field (room, epoch);

-- What lies in a room.
create table room_item (
    item bytea not null primary key,             -- its fields in sealed_field bear this id; a file's blob too
    room bytea not null references room(room),
    kind text not null,                          -- note, file
    made_on bigint not null
) /*strict*/;

create index room_item_room on room_item (room, made_on);

-- Files beside the database, each sealed to its room (age), inside a layer under its subject's shred salt.
create table stored_file (
    file bytea not null primary key,             -- also its name in the folder of files
    room bytea not null references room(room),
    subject bytea not null,
    epoch bigint not null,
    size bigint not null,                        -- as stored
    made_on bigint not null
) /*strict*/;

create index stored_file_room on stored_file (room, epoch);
create index stored_file_subject on stored_file (subject);

-- Who opened what: sealed to the room, never changed.
create table room_record (
    room bytea not null,
    number bigint not null,
    epoch bigint not null,
    body bytea not null,
    primary key (room, number)
) /*strict*/;

-- Rooms that got a new key, and whose blind index is to be made anew when all is sealed to it.
create table room_reindex (
    room bytea not null primary key references room(room),
    epoch bigint not null                        -- the newest when it was noted
) /*strict*/;

-- Somebody wants a copy of all rooms that they keep in a group. Another keeper of a room must agree, or a day must pass where
-- there is no other.
create table bulk_export (
    export bytea not null primary key,
    organisation bigint not null references organisation(organisation),
    member bytea not null references member(member),
    recipients text not null,                    -- age recipients, parted by spaces
    asked_at bigint not null
) /*strict*/;

create table bulk_export_word (
    export bytea not null references bulk_export(export),
    room bytea not null references room(room),
    member bytea not null references member(member),
    said_at bigint not null,
    primary key (export, room)
) /*strict*/;

-- In which order things came into a room; the day alone doesn't tell.
alter table room_item add column number bigint not null default 0;

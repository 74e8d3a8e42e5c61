-- Requests, decisions, reserves, bail, benefits, pledges, campaigns, funds with funds; and what tables made that were taken in.

create table sheet_import (
    import bytea not null primary key,
    organisation bigint not null,
    kind text not null,                          -- what the rows became: donor, pledge …
    count bigint not null,
    made_by bytea not null,
    made_on bigint not null,
    undone_on bigint                             -- null: it stands
) /*strict*/;

create index sheet_import_kind on sheet_import (organisation, kind, made_on);

create table sheet_made (
    import bytea not null,
    position bigint not null,
    made bytea not null,                         -- the id of the record
    primary key (import, position)
) /*strict*/;

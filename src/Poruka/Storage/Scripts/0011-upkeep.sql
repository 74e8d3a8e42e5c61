-- When what keeps an installation safe was last done, and to what end: backup, keys, check, drill. No places and no people.
create table upkeep (
    kind text not null primary key,
    done_at bigint not null,                     -- seconds since 1970
    name text not null                           -- the name of the backup
) /*strict*/;

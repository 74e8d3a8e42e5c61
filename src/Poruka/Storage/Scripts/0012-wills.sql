-- Words of members that another was arrested; when there are enough, they give way to the record.
create table arrest_word (
    organisation bigint not null references organisation(organisation),
    about bytea not null references member(member),
    voter bytea not null references member(member),
    given_on bigint not null,
    primary key (organisation, about, voter)
) /*strict*/;

create table recorded_arrest (
    organisation bigint not null references organisation(organisation),
    member bytea not null references member(member),
    recorded_at bigint not null,
    primary key (organisation, member)
) /*strict*/;

-- What a will's contents are shredded by, and its key for the one who wrote it: both new with each writing.
create table arrest_will_writing (
    will bytea not null primary key references arrest_will(will),
    subject bytea not null,
    own_key bytea not null                       -- sealed to the writer
) /*strict*/;

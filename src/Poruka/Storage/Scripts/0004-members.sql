-- What it takes two members for: each one's word, within a group. Two words that are a week old at most make it so.
drop table member_vote;

create table member_word (
    organisation bigint not null references organisation(organisation),
    member bytea not null references member(member),       -- about whom
    step text not null,                                     -- freeze, thaw, renew, remove
    voter bytea not null references member(member),
    given_on bigint not null,
    primary key (organisation, member, step, voter)
) /*strict*/;

-- Rooms that somebody lost who had their key: whoever opens one next can give it a new epoch.
create table epoch_due (
    room bytea not null primary key references room(room),
    since bigint not null
) /*strict*/;

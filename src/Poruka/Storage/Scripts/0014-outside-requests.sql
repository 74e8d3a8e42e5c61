-- Requests that another group made on a fund's public page, without an account: what its follow-up code finds, and the question that was
-- sealed to the code when the request was sent back. What the request is about lies in the trustees' room, as with any other.

create table request_outside (
    request bytea not null primary key references fund_request(request),
    lookup bytea not null unique,                -- what the code is found by, 16 bytes
    answers_to bytea not null,                   -- what questions are sealed to
    question bytea not null                      -- the last one; empty where none was asked
) /*strict*/;

-- Forms whose words wait for the disclosure guard: what was typed, until the rooms have spoken. Sealed to the member who typed it; gone
-- when the asking ends.

create table guard_form (
    ask bytea not null primary key references guard_ask(ask),
    body bytea not null                          -- HPKE to its author's key: the words, and each field of the form
) /*strict*/;

-- The number that stands for a source of ids; given now if it is new.
create function source_of(source_id bytea) returns bigint language plpgsql as
$$
declare
    known bigint;
begin
    select source into known from entry_source where id = source_id;
    if not found then
        -- The lock keeps two funds' posters from giving the same number to two sources.
        lock table entry_source in share row exclusive mode;
        insert into entry_source (source, id) select coalesce(max(source), 0) + 1, source_id from entry_source
        on conflict (id) do update set id = excluded.id returning source into known;
    end if;
    return known;
end
$$;

-- Posts one entry in one round trip. As a function, and not as one statement with the same four parts: a plan of all of them took
-- so much memory that the server asked the system for it, and gave it back, at each posting.
-- Returns the journal number; null where there is no such fund, or the entry or its reference is there already, and nothing is changed then.
create function post_entry(
    of_fund bigint,
    source_id bytea,                             -- 16 bytes
    known_source bigint,                         -- the number that stands for it, where the caller knows that; 0 otherwise
    at_number bigint,
    its_leaf bytea,
    its_bytes bytea,
    its_blinding bytea,
    its_reference bytea,                         -- empty where there is none
    accounts bigint[], campaigns bigint[], currencies bigint[], amounts bigint[], -- its postings, no two with the same sum
    in_month bigint) returns bigint language plpgsql as
$$
declare
    of_source bigint := known_source;
    taken bigint;
begin
    -- The fund's lock comes first, as everywhere: two who bring new sources must not wait for each other.
    update journal_head set size = size + 1 where fund = of_fund returning size into taken;
    if not found then
        return null;
    end if;
    if of_source = 0 then
        of_source := source_of(source_id);
    end if;
    insert into opening (fund, journal, blinding, reference)
    values (of_fund, taken, its_blinding, nullif(its_reference, ''::bytea))
    on conflict (fund, reference) where reference is not null do nothing;
    if found then
        insert into entry (fund, journal, source, number, leaf, bytes)
        values (of_fund, taken, of_source, at_number, its_leaf, its_bytes)
        on conflict (source, number) do nothing;
        if found then
            insert into monthly_sum as kept (fund, account, campaign, currency, month, amount, postings)
            select of_fund, s.account, s.campaign, s.currency, in_month, s.amount, 1
            from unnest(accounts, campaigns, currencies, amounts) as s (account, campaign, currency, amount)
            on conflict (fund, month, account, campaign, currency)
            do update set amount = kept.amount + excluded.amount, postings = kept.postings + excluded.postings;
            return taken;
        end if;
        delete from opening where fund = of_fund and journal = taken;
    end if;
    update journal_head set size = size - 1 where fund = of_fund;
    return null;
end
$$;

-- Append only: no update, no delete, no truncate.
create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception '% is append only', tg_table_name using errcode = 'restrict_violation'; end $$;

create trigger entry_append_only before update or delete on entry for each row execute function refuse_change();
create trigger entry_no_truncate before truncate on entry for each statement execute function refuse_change();
create trigger log_leaf_append_only before update or delete on log_leaf for each row execute function refuse_change();
create trigger log_leaf_no_truncate before truncate on log_leaf for each statement execute function refuse_change();
create trigger log_tile_append_only before update or delete on log_tile for each row execute function refuse_change();
create trigger log_tile_no_truncate before truncate on log_tile for each statement execute function refuse_change();
create trigger log_checkpoint_append_only before update or delete on log_checkpoint for each row execute function refuse_change();
create trigger log_checkpoint_no_truncate before truncate on log_checkpoint for each statement execute function refuse_change();
create trigger reversal_append_only before update or delete on reversal for each row execute function refuse_change();
create trigger reversal_no_truncate before truncate on reversal for each statement execute function refuse_change();
create trigger opening_no_update before update on opening for each row execute function refuse_change();

-- The next journal number. Taking numbers is the first statement of a posting transaction: lock and sequencer in one.
create table journal_head (
    fund bigint not null primary key references fund(fund),
    size bigint not null
);
create function begin_journal() returns trigger language plpgsql as
$$ begin insert into journal_head (fund, size) values (new.fund, 0); return null; end $$;
create trigger fund_begins_journal after insert on fund for each row execute function begin_journal();

-- It is one row a fund, rewritten at each posting: leave it room on its page.
alter table journal_head set (fillfactor = 10);
alter table monthly_sum set (fillfactor = 50);

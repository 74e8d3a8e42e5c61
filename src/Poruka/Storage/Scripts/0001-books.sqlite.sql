-- Append only: no update, no delete, and no INSERT OR REPLACE (which deletes without asking the delete triggers).
-- ROLLBACK rather than ABORT: with it, SQLite needs no journal for each single insert, which halved bulk posting.
create trigger entry_no_update before update on entry begin select raise(rollback, 'entries are never changed'); end;
create trigger entry_no_delete before delete on entry begin select raise(rollback, 'entries are never deleted'); end;
create trigger entry_no_replace before insert on entry
when exists (select 1 from entry where fund = new.fund and journal = new.journal)
  or exists (select 1 from entry where source = new.source and number = new.number)
begin select raise(rollback, 'entries are never replaced'); end;

create trigger log_leaf_no_update before update on log_leaf begin select raise(rollback, 'leaves are never changed'); end;
create trigger log_leaf_no_delete before delete on log_leaf begin select raise(rollback, 'leaves are never deleted'); end;
create trigger log_leaf_no_replace before insert on log_leaf
when exists (select 1 from log_leaf where fund = new.fund and log_index = new.log_index)
begin select raise(rollback, 'leaves are never replaced'); end;

create trigger log_tile_no_update before update on log_tile begin select raise(rollback, 'tiles are never changed'); end;
create trigger log_tile_no_delete before delete on log_tile begin select raise(rollback, 'tiles are never deleted'); end;
create trigger log_tile_no_replace before insert on log_tile
when exists (select 1 from log_tile where fund = new.fund and level = new.level and tile = new.tile)
begin select raise(rollback, 'tiles are never replaced'); end;

create trigger log_checkpoint_no_update before update on log_checkpoint begin select raise(rollback, 'checkpoints are never changed'); end;
create trigger log_checkpoint_no_delete before delete on log_checkpoint begin select raise(rollback, 'checkpoints are never deleted'); end;
create trigger log_checkpoint_no_replace before insert on log_checkpoint
when exists (select 1 from log_checkpoint where fund = new.fund and size = new.size)
begin select raise(rollback, 'checkpoints are never replaced'); end;

create trigger reversal_no_update before update on reversal begin select raise(rollback, 'reversals are never changed'); end;
create trigger reversal_no_delete before delete on reversal begin select raise(rollback, 'reversals are never deleted'); end;
create trigger reversal_no_replace before insert on reversal
when exists (select 1 from reversal where fund = new.fund and reversed = new.reversed)
begin select raise(rollback, 'reversals are never replaced'); end;

create trigger opening_no_update before update on opening begin select raise(rollback, 'openings are never changed'); end;

-- Who writes holds the one lock there is, so the journal's last row tells its size; a row to count would be a page more
-- to write at each posting.
create view journal_head (fund, size) as
select f.fund, coalesce((select max(e.journal) from entry e where e.fund = f.fund), 0) from fund f;

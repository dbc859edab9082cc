-- The settings of the tenant that an apply was asked to set: what is not asked for is left as it is.
ALTER TABLE run ADD COLUMN administrators_may_reset boolean;
ALTER TABLE run ADD COLUMN set_writeback_feature_flag boolean NOT NULL DEFAULT false;

-- The commands of a run and forest are looked up by the run.
CREATE INDEX relay_command_of_run ON relay_command (run_id);

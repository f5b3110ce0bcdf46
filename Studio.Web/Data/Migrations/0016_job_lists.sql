-- Lists of ten thousand jobs. Each index holds all that its list asks for, so that no row is opened to order, filter or count: prompts and
-- workflows are long, and what stands behind them in a row is far away. None begins with the state: its few values would draw the planner to it.
DROP INDEX jobs_waiting;
CREATE INDEX jobs_waiting ON jobs (place, sequence, owner, id, created_at, number) WHERE state = 'Queued';
DROP INDEX jobs_ended;
CREATE INDEX jobs_ended ON jobs (end_order, state, owner, id, created_at);
DROP INDEX jobs_by_owner;
CREATE INDEX jobs_by_time ON jobs (created_at, sequence, state, owner, id);
CREATE INDEX jobs_by_duration ON jobs (COALESCE(ended_at - started_at, 0), sequence, state, owner, id, created_at);
CREATE INDEX jobs_by_workflow ON jobs (workflow_id, created_at, sequence, state, owner, id) WHERE workflow_id IS NOT NULL;

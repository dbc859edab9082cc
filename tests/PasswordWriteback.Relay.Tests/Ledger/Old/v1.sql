PRAGMA application_id = 1347906661;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE command (
    id TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    body TEXT NOT NULL,
    state INTEGER NOT NULL,
    starts INTEGER NOT NULL DEFAULT 0,
    received INTEGER NOT NULL,
    parked INTEGER,
    ended INTEGER,
    reply TEXT);
INSERT INTO command VALUES('aaaaaaaa000040008000000000000001','run-1','{"type":"setConnectWriteback","enabled":true,"commandId":"aaaaaaaa-0000-4000-8000-000000000001","tenantId":"11111111-1111-4111-8111-111111111111","runId":"run-1","forest":"contoso.example"}',2,1,1795251600000,NULL,1795251600000,'{"type":"commandFailed","reason":"Refused","detail":"What happened.","remedy":"What to do.","commandId":"aaaaaaaa-0000-4000-8000-000000000001"}');
INSERT INTO command VALUES('aaaaaaaa000040008000000000000002','run-2','{"type":"grantPermissions","planHash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","commandId":"aaaaaaaa-0000-4000-8000-000000000002","tenantId":"11111111-1111-4111-8111-111111111111","runId":"run-2","forest":"contoso.example"}',1,1,1795251600000,NULL,NULL,NULL);
INSERT INTO command VALUES('aaaaaaaa000040008000000000000003','run-3','{"type":"revokePermissions","grantRunId":"run-0","commandId":"aaaaaaaa-0000-4000-8000-000000000003","tenantId":"11111111-1111-4111-8111-111111111111","runId":"run-3","forest":"contoso.example"}',0,1,1795251600000,1795856400000,NULL,NULL);
INSERT INTO command VALUES('aaaaaaaa000040008000000000000004','run-4','{"type":"collectEvidence","since":"2026-11-21T09:00:00+00:00","commandId":"aaaaaaaa-0000-4000-8000-000000000004","tenantId":"11111111-1111-4111-8111-111111111111","runId":"run-4","forest":"contoso.example"}',0,0,1795251600000,NULL,NULL,NULL);
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    command TEXT NOT NULL,
    kind INTEGER NOT NULL,
    note TEXT NOT NULL,
    created INTEGER NOT NULL);
INSERT INTO outbox VALUES(1,'aaaaaaaa000040008000000000000001',0,'',1795251600000);
INSERT INTO outbox VALUES(2,'aaaaaaaa000040008000000000000001',2,'',1795251600000);
INSERT INTO outbox VALUES(4,'aaaaaaaa000040008000000000000002',1,'GrantPermissions has been at work for 30 s.',1795251600000);
INSERT INTO outbox VALUES(6,'aaaaaaaa000040008000000000000003',1,'An administrator has to roll it back on this server.',1795251600000);
INSERT INTO outbox VALUES(7,'aaaaaaaa000040008000000000000004',0,'',1795251600000);
CREATE TABLE message (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    seen INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO message VALUES('6338b937e1644f45ab771826ed924fcf',4,1795251600000);
INSERT INTO message VALUES('6d49118e0dd94eab9719d268492b82c1',3,1795251600000);
INSERT INTO message VALUES('b25ebe3a773c4fff9c326ddc3cdbe325',2,1795251600000);
INSERT INTO message VALUES('ea16eafa56254ca6b4c4240a33f8215f',1,1795251600000);
CREATE TABLE refusal (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    event INTEGER NOT NULL,
    detail TEXT NOT NULL);
INSERT INTO refusal VALUES(1,1795312800000,'Malformed',4102,'The message is not UTF-8.');
CREATE TABLE note (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO note VALUES('heartbeat','2026-11-22T02:00:00.0000000+00:00');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('outbox',7);
CREATE INDEX command_by_state ON command (state, received);
CREATE UNIQUE INDEX outbox_by_command ON outbox (command, kind);
COMMIT;

-- The Service Bus namespace that a relay's queue is in: its address. NULL: the first one, or the host's own queues.
ALTER TABLE relay ADD COLUMN service_bus text;

CREATE INDEX relay_service_bus ON relay (service_bus) WHERE state <> 'Revoked';

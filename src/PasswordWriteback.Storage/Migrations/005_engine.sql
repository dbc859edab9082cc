-- The engine that carries the runs of this store: there is one, because it alone knows what has become of them.
CREATE TABLE engine (id integer PRIMARY KEY, name text NOT NULL);

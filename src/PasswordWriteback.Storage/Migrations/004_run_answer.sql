-- What people said to runs, each question once, until the run is known to have heard it.
CREATE TABLE run_answer (
    run_key bigint NOT NULL REFERENCES run (key) ON DELETE CASCADE,
    event text NOT NULL,
    question text NOT NULL,
    payload text NOT NULL,
    delivered boolean NOT NULL,
    PRIMARY KEY (run_key, event, question)
);

CREATE INDEX run_answer_waiting ON run_answer (run_key) WHERE NOT delivered;

-- Which nodes run, as each says of itself every few seconds. Nothing leans on it: after a
-- crash of the database the table is empty until the nodes' next beats.
CREATE UNLOGGED TABLE nodes (
	id uuid PRIMARY KEY, -- of the process: one that starts again is another
	host text NOT NULL,
	address text NOT NULL, -- where it listens
	version text NOT NULL,
	started_at timestamptz NOT NULL DEFAULT now(),
	beat_at timestamptz NOT NULL DEFAULT now(),
	coherent boolean NOT NULL,
	marks bigint NOT NULL, -- revocation marks in its memory
	token_bytes bigint NOT NULL, -- used of the memory for verified tokens
	token_room bigint NOT NULL
);

-- Addresses are alike when their ASCII letters are, whatever the database's locale says of
-- others: what signs in as one account must also be counted as one when passwords are
-- guessed.
DROP INDEX users_email;
CREATE UNIQUE INDEX users_email ON users (lower(email COLLATE "C"));

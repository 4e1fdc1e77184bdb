-- The secret itself, sealed under the keyring, where its app signs with it
-- (client_secret_jwt): an HMAC can't be checked by a hash. Null for all others.
ALTER TABLE client_secrets ADD COLUMN sealed text;

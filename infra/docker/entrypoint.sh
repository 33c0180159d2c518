#!/bin/sh
# Puts the generated database password, which is in a file of a volume and in no image or environment of the compose
# file, into DATABASE_URL. Where DATABASE_URL is given, it is left alone.
set -eu
if [ -z "${DATABASE_URL:-}" ] && [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then
  DATABASE_URL="postgres://$DATABASE_USER:$(cat "$DATABASE_PASSWORD_FILE")@$DATABASE_HOST:5432/$DATABASE_NAME"
  export DATABASE_URL
fi
exec "$@"

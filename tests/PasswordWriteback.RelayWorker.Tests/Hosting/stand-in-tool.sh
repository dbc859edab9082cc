#!/bin/sh
# Notes how it was called, each argument in brackets, then behaves as the file beside it says. Reached by a link with a tool's name.
folder=$(dirname "$0")
line=$(basename "$0")
for argument in "$@"; do line="$line [$argument]"; done
echo "$line" >> "$folder/calls"
. "$folder/$(basename "$0").behaviour"

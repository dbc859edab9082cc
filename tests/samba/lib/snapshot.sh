# The snapshot: everything of the lab that is on disk, both DCs together (one alone would be a USN rollback).
# It holds absolute paths and depends on Samba and on these scripts, so all of them are in its name.

SNAPSHOT_PARTS=(ca dc1 dc2 etc secrets krb5.conf facts.json)

snapshot_file() {
  local key
  key=$({ echo "$LAB_DIR"; samba --version; cat "$LAB_HOME"/lib/{config,files,tls,build,snapshot}.sh "$LAB_HOME"/lib/{seed,people,rights}.py; } | sha256sum)
  echo "$LAB_CACHE/$LAB_ID-${key:0:16}.tar.zst"
}

snapshot_exists() { [[ -f $(snapshot_file) && ! $(find "$(snapshot_file)" -mtime +30) ]]; }   # passwords expire after 42 days

snapshot_save() {
  local file
  file=$(snapshot_file)
  find "$LAB_CACHE" -name '*.tar.zst' -mtime +30 -delete
  tar -C "$LAB_DIR" -c --exclude='*/ncalrpc/*' --exclude='*/run/*' "${SNAPSHOT_PARTS[@]}" 2> >(grep -v "socket ignored" >&2) | zstd -q -1 >"$file.new"
  mv "$file.new" "$file"
}

snapshot_restore() {
  (cd "$LAB_DIR" && rm -rf "${SNAPSHOT_PARTS[@]}")
  zstd -dcq "$(snapshot_file)" | tar -C "$LAB_DIR" -x
}

# The lab's own CA, and one certificate per DC that carries its names and its address.

tls_make_ca() {
  local name=$1 dir=$LAB_DIR/ca
  mkdir -p "$dir"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -sha256 \
    -subj "/O=Password Writeback lab/CN=$name $LAB_ID" -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$dir/$name.key" -out "$dir/$name.crt" 2>/dev/null
}

tls_make_authorities() {
  tls_make_ca ca
  tls_make_ca untrusted                       # signed nothing: for tests of a wrong CA
  mkdir -p "$LAB_DIR/ca/hashed"               # for clients that want a directory in OpenSSL's naming
  cp "$LAB_DIR/ca/ca.crt" "$LAB_DIR/ca/hashed/$(openssl x509 -noout -hash -in "$LAB_DIR/ca/ca.crt").0"
}

tls_make_dc() {
  local dc=$1 dir
  dir=$(dc_dir "$dc")/private/tls
  mkdir -p "$dir"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -subj "/CN=$(dc_host "$dc")" \
    -keyout "$dir/key.pem" -out "$dir/request.pem" 2>/dev/null
  openssl x509 -req -in "$dir/request.pem" -CA "$LAB_DIR/ca/ca.crt" -CAkey "$LAB_DIR/ca/ca.key" -CAcreateserial \
    -days 3650 -sha256 -out "$dir/cert.pem" 2>/dev/null -extfile <(
      echo "subjectAltName=DNS:$(dc_host "$dc"),DNS:$dc,DNS:$LAB_DOMAIN,IP:$(dc_address "$dc")"
      echo "extendedKeyUsage=serverAuth"
      echo "keyUsage=critical,digitalSignature")
  cp "$LAB_DIR/ca/ca.crt" "$dir/ca.pem"
  chmod 600 "$dir/key.pem"
  rm "$dir/request.pem"
}

# install_packages NAME...: installs those Debian packages that are missing; does nothing when none is.
# Sourced by examples/quickstart.sh and tests/run.sh.

# shellcheck disable=SC2034
# What the library and the peax command are built from, and the data of the quickstart.
peax_packages="g++ meson ninja-build pkgconf libxtensor-dev libxtensor-blas-dev libxsimd-dev libopenblas-dev \
  libboost-dev libonnx-dev libprotobuf-dev libtbb-dev libfmt-dev libzip-dev libxxhash-dev zlib1g-dev libpng-dev \
  libjpeg-dev libflatbuffers-dev nlohmann-json3-dev libcli11-dev \
  dataset-fashion-mnist"

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
  if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is no Debian system: install the counterparts of these packages yourself: $*" >&2
    echo "The build goes on with what is there." >&2
    return 0
  fi
  missing=
  for package in "$@"; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
  else
    echo "These packages are missing, and installing them needs root or sudo. As root, run:" >&2
    echo "  apt-get install --no-install-recommends$missing" >&2
    return 1
  fi
  echo "Installing:$missing"
  # The lists of a fresh system may be empty or old; the words are split on purpose.
  # shellcheck disable=SC2086
  if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
         apt-get install -q -y --no-install-recommends $missing; }; then
    echo "apt-get could not install:$missing" >&2
    return 1
  fi
}

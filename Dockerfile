# A static csdown in an empty image: docker build --tag csdown .
# Use: docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/work" csdown convert posts -o markdown
FROM rust:1.95-bookworm AS build
# C code of SQLite, ring and mimalloc is compiled for musl.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends musl-tools \
    && rm -rf /var/lib/apt/lists/* \
    && rustup target add "$(uname -m)-unknown-linux-musl"
WORKDIR /csdown
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/csdown/target \
    target="$(uname -m)-unknown-linux-musl" \
    && cargo build --locked --profile dist --bin csdown --target "$target" \
    && cp "target/$target/dist/csdown" /usr/local/bin/csdown

FROM scratch
# The certificates that `csdown fetch` trusts.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/bin/csdown /usr/local/bin/csdown
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/csdown"]

#!/bin/sh
# What the tests need besides Python: Debian's Chromium and Chinese fonts, PostgreSQL and Redis.
# Installed as root; otherwise said in one line.
missing=
if ! [ -x /usr/bin/chromium ] || ! fc-list 2>/dev/null | grep -qi 'cjk'; then
    missing="$missing chromium fonts-noto-cjk fontconfig"
fi
# Debian keeps initdb off PATH. Clusters of the tests are their own: the package's default cluster is left alone.
if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    missing="$missing postgresql"
fi
command -v redis-server >/dev/null || missing="$missing redis-server"
if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null
    failed=
    for package in $missing; do  # one by one, so that what can't be had doesn't cost the others
        apt-get install -y -qq "$package" >/dev/null || failed="$failed $package"
    done
    [ -z "$failed" ] || echo "装不上$failed：用到它们的测试会跳过。" >&2
else
    echo "缺$missing：用到它们的测试会跳过。要跑它们：sudo apt-get install$missing" >&2
fi
exit 0

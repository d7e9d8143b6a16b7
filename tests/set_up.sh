#!/bin/sh
# What the tests need besides Python: Debian's Chromium and Chinese fonts. Installed as root; otherwise said in one line.
if [ -x /usr/bin/chromium ] && fc-list 2>/dev/null | grep -qi 'cjk'; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null || {
        echo "装不上 chromium 和 fonts-noto-cjk：浏览器测试会跳过。" >&2
    }
else
    echo "没有 Chromium 或中文字体：浏览器测试会跳过。要跑它们：sudo apt-get install chromium fonts-noto-cjk" >&2
fi
exit 0

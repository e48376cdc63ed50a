//! Malformed sequences are those of table 3-7 of the Unicode standard, version 15.

#include <peax/summary/escape.hpp>

#include <doctest/doctest.h>

#include <string>

using peax::summary::clean;
using peax::summary::escaped;
using peax::summary::fitted;
using peax::summary::width_in_ems;

static std::string const bad = "\xEF\xBF\xBD";

TEST_CASE("markup in names is harmless") {
  CHECK(escaped("<script>alert('x')</script>") == "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  CHECK(escaped("a\" onload=\"b & c") == "a&quot; onload=&quot;b &amp; c");
}

TEST_CASE("well-formed UTF-8 stays as it is") {
  for (char const* text : {"µJ", "Größe", "畳み込み", "\xF0\x9F\x98\x80", "a\tb\nc"})
    CHECK(clean(text) == text);
}

TEST_CASE("malformed UTF-8 is replaced byte by byte") {
  CHECK(clean("a\xFFz") == "a" + bad + "z");
  CHECK(clean("\x80") == bad);
  CHECK(clean("\xC0\xAF") == bad + bad);                     // overlong
  CHECK(clean("\xE0\x80\x80") == bad + bad + bad);           // overlong
  CHECK(clean("\xED\xA0\x80") == bad + bad + bad);           // surrogate
  CHECK(clean("\xF4\x90\x80\x80") == bad + bad + bad + bad); // beyond U+10FFFF
  CHECK(clean("\xE7\x95") == bad + bad);                     // cut off
}

TEST_CASE("control characters, changes of direction and noncharacters are replaced") {
  CHECK(clean(std::string("a\0b", 3)) == "a" + bad + "b");
  CHECK(clean("\x1B[31m") == bad + "[31m");
  CHECK(clean("\xC2\x85") == bad);     // a C1 control
  CHECK(clean("\xE2\x80\xAE") == bad); // right-to-left override
  CHECK(clean("\xEF\xBF\xBF") == bad); // U+FFFF
}

TEST_CASE("long names end in an ellipsis") {
  CHECK(clean(std::string(100, 'x'), 10) == "xxxxxxxxx…");
  CHECK(clean(std::string(10, 'x'), 10) == "xxxxxxxxxx");
  CHECK(clean(std::string(1 << 20, 'x')).size() < 4010);
}

TEST_CASE("a fitted text is no wider than its room") {
  for (double room : {20.0, 60.0, 120.0}) {
    std::string const text = fitted("StatefulPartitionedCall/model/conv2d_17/BiasAdd", room, 12);
    CHECK(text.starts_with("…")); // of a path the end is kept
    CHECK(text.ends_with("d"));
    CHECK(width_in_ems(text) * 12 <= room);
  }
  CHECK(fitted("block 0", 120, 12) == "block 0");
  CHECK(fitted("2 Conv 3x3, Add, GlobalAveragePool", 100, 12).starts_with("2 Conv"));
  CHECK(fitted("", 0, 12) == "");
  CHECK(fitted("abc", 0, 12) == "…");
}

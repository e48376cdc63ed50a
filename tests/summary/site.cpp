#include "markup.hpp"
#include "support/temporary_folder.hpp"
#include <peax/summary/site.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace d = peax::document;
using peax::summary::site_page;
using peax::summary::write_site;

TEST_CASE("a site is a folder of pages that lead to one another") {
  peax::testing::temporary_folder folder;
  std::vector<site_page> const pages{{"index.html", d::page("Overview")},
                                     {"solution_1.html", d::page("Solution 1")}};
  write_site(folder / "a/summary", pages);
  std::string const index = peax::testing::content_of(folder / "a/summary/index.html"),
                    other = peax::testing::content_of(folder / "a/summary/solution_1.html");
  CHECK(markup::contains(index, "href=\"solution_1.html\">Solution 1</a>"));
  CHECK(markup::contains(other, "<a class=\"here\" href=\"solution_1.html\""));
  write_site(folder / "a/summary", pages); // a second time over the first
  CHECK(peax::testing::content_of(folder / "a/summary/index.html") == index);
  auto const files = std::filesystem::directory_iterator(folder / "a/summary");
  CHECK(std::distance(begin(files), end(files)) == 2); // nothing half-written stays
}

TEST_CASE("file names stay inside the folder") {
  peax::testing::temporary_folder folder;
  for (char const* name : {"", "../x.html", "a/b.html", ".hidden", "a b.html", "a\nb"}) {
    std::vector<site_page> const pages{{"index.html", d::page("p")}, {name, d::page("q")}};
    CHECK_THROWS_AS(write_site(folder.path(), pages), peax::bad_input);
  }
  std::vector<site_page> const twice{{"a.html", d::page("p")}, {"a.html", d::page("q")}};
  CHECK_THROWS_AS(write_site(folder.path(), twice), peax::bad_input);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a folder that cannot be made is an I/O error that names it") {
  peax::testing::temporary_folder folder;
  std::ofstream(folder / "file") << "x";
  std::vector<site_page> const pages{{"index.html", d::page("p")}};
  CHECK_THROWS_WITH_AS(write_site(folder / "file/summary", pages), doctest::Contains("file/summary"),
                       peax::io_error);
}

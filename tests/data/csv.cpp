#include "support.hpp"
#include <peax/data/csv.hpp>

#include <clocale>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {

data::array_file csv(std::string_view text) { return data::read_csv("t.csv", text); }
std::string why(std::string_view text) {
  return message_of<bad_input>([&] { (void)csv(text); });
}

} // namespace

TEST_CASE("whole numbers of a table become integers and others float64") {
  CHECK(csv("1,2\n3,4\n").type == data_type::int64);
  CHECK(csv("1,2\n3,4\n").dims == shape{2, 2});
  CHECK(csv("1,2\n3,4.0\n").type == data_type::float64);
  CHECK(csv("1\n2\n3").dims == shape{3});
  CHECK(csv("9007199254740993\n").type == data_type::float64); // beyond 2^53 a double is not exact
}

TEST_CASE("comma, semicolon and tab, line ends of both kinds, quotes, signs, blanks and empty lines are "
          "understood") {
  std::vector<double> const expected{1.5, -2, 3e4, 0.25};
  for (std::string_view text : {"1.5,-2\n3e4,.25\n", "1.5;-2\r\n+3E4;0.25", "1.5\t-2\n30000\t0.25\n\n",
                                "\"1.5\", \"-2\"\n\n 3e4 , 0.25 \n",
                                "\xEF\xBB\xBF"
                                "1.5,-2\n3e4,.25"}) {
    CAPTURE(text);
    CHECK(csv(text).dims == shape{2, 2});
    CHECK(csv(text).numbers<double>() == expected);
  }
}

TEST_CASE("a header line is found and left out") {
  CHECK(csv("x,y\n1,2\n").numbers<int>() == std::vector{1, 2});
  CHECK(csv("\"a \"\"b\"\", c\nd\",y\n1,2\n").numbers<int>() == std::vector{1, 2});
  CHECK(contains(why("x,y\n"), "no numbers behind its header line"));
}

TEST_CASE("a first row that counts 0 to K - 1 is a header of pandas, and an unnamed column that counts the "
          "rows its index") {
  CHECK(csv("0,1,2\n5,6,7\n").dims == shape{1, 3});
  CHECK(csv("0,1,2\n5,6,7\n").table->header);
  CHECK(csv("0,1,3\n5,6,7\n").dims == shape{2, 3});
  CHECK(csv("0.0,1.0\n5,6\n").dims == shape{2, 2}); // numbers of a sample
  CHECK(csv("0\n5\n").dims == shape{2});            // one column: a label, or a length
  CHECK(csv("0\n5\n").table->counts);
  CHECK(data::read_csv("t", "0,1,2\n5,6,7\n", data::csv_header::by_name).dims == shape{2, 3});
  CHECK(data::read_csv("t", "0,1,2\n5,6,7\n", data::csv_header::no).dims == shape{2, 3});
  CHECK(data::read_csv("t", "4,5\n5,6\n", data::csv_header::yes).dims == shape{1, 2});
  CHECK(csv(",label\n0,3\n1,4\n").numbers<int>() == std::vector{3, 4});
  CHECK(csv(",label\n0,3\n1,4\n").dims == shape{2});
  CHECK(csv("Unnamed: 0,a,b\n0,3,4\n1,4,5\n").dims == shape{2, 2});
  CHECK(csv(",a\n7,3\n8,4\n").dims == shape{2, 2}); // a column without a name that counts nothing stays
  CHECK(csv("1,2,\n3,4,\n").dims == shape{2, 2});   // separators at the ends of all lines
  CHECK(csv("0,1,\n3,4,\n").dims == shape{1, 2});
  CHECK(csv("1,2,\n3,4,5\n").dims == shape{2, 3});
  CHECK(csv("sep=;\n1;2\n").numbers<int>() == std::vector{1, 2});
}

TEST_CASE("a blank line inside one column is a missing value") {
  CHECK(contains(why("100\n\n150\n"), "line 2 is empty, which in one column is a missing value"));
  CHECK(csv("label\n\n1\n2\n\n\n").dims == shape{2}); // before the numbers and behind them it is none
}

TEST_CASE("an empty field and the word nan are missing values") {
  auto const values = csv("1,,3\nnan,5,NaN\n").numbers<double>();
  CHECK(std::isnan(values[1]));
  CHECK(std::isnan(values[3]));
  CHECK(std::isnan(values[5]));
  CHECK(values[4] == 5);
}

TEST_CASE("numbers are read the same in a locale with decimal commas") {
  std::string const old = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8"); // where it is installed
  CHECK(csv("1.5\n").numbers<double>() == std::vector{1.5});
  std::setlocale(LC_ALL, old.c_str());
}

TEST_CASE("a table that is none is refused with its line") {
  CHECK(why("1,2\n3\n") == "t.csv: line 2 has 1 fields where the first line has 2");
  CHECK(contains(why("1,2\n\n3,x\n"), "line 3 field 2 is 'x', a number with a decimal point is needed"));
  CHECK(contains(why("1;2\n1,5;3\n"), "field 1 is '1,5'"));
  CHECK(contains(why("1\n\"2"), "line 2 opens a quote that is never closed"));
  CHECK(contains(why("1\n1e999\n"), "'1e999'"));
  CHECK(contains(why("1\n0x10\n"), "'0x10'"));
  CHECK(contains(why(std::string_view("1\n2\0\n", 5)), "line 2"));
  CHECK(contains(why("\n\n"), "holds no numbers"));
  CHECK(contains(why(""), "holds no numbers"));
}

TEST_CASE("a number too small for a double is zero") {
  CHECK(csv("1e-999\n1\n").numbers<double>() == std::vector{0.0, 1.0});
}

TEST_CASE("a line of more fields than any sample has is refused before they fill the memory") {
  CHECK(why(std::string(std::size_t{1} << 23, ',')).find("most_columns is 4194304") != std::string::npos);
}

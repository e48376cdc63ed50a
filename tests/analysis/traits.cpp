#include "support/toy_flow.hpp"
#include <peax/analysis/registry.hpp>
#include <peax/analysis/traits.hpp>

#include <boost/hana/adapt_struct.hpp>
#include <doctest/doctest.h>

#include <string>
#include <type_traits>

namespace hana = peax::hana;

namespace traits_test {
struct tuned_settings {
  int epochs = 6;
  double rate = 1e-3;
};
struct tuned : toy::right_sizing {
  static constexpr std::string_view name = "tuned";
  using preserves = peax::preserves<toy::footprint>;
};
struct told_by_name {
  int epochs = 6;
  std::string data_type = "float32";
};
struct wrapped {
  tuned_settings with{};
};
struct wrapped_by_name {
  told_by_name with{};
};
} // namespace traits_test
BOOST_HANA_ADAPT_STRUCT(traits_test::told_by_name, epochs, data_type);

namespace {

using namespace traits_test;
using peax::meta::list, peax::meta::fields_of;

// what the signature says
static_assert(peax::needs_of<toy::confidence_exits>{} ==
              hana::make_tuple(hana::type_c<toy::early_exits>, hana::type_c<toy::dataset<peax::validation>>));
static_assert(std::is_same_v<decltype(peax::all_needs_of<toy::confidence_exits>()),
                             list<toy::dataset<peax::train>, toy::footprint, toy::early_exits,
                                  toy::dataset<peax::validation>>>);
static_assert(std::is_same_v<decltype(peax::asked_of_user_by<toy::confidence_exits>()),
                             list<toy::dataset<peax::train>, toy::dataset<peax::validation>>>);
static_assert(std::is_same_v<decltype(peax::asked_of_user_by<toy::save_to>()), list<>>);
static_assert(std::is_same_v<peax::made_by<toy::dataset<peax::train>::of>, toy::dataset<peax::train>>);
static_assert(std::is_same_v<peax::preserved_by<tuned>, list<toy::footprint>>);
static_assert(std::is_same_v<peax::preserved_by<toy::confidence_exits>, list<>>);

// its fields
static_assert(hana::length(fields_of<tuned_settings>()) == hana::size_c<2>);
static_assert(hana::at_c<1>(fields_of<tuned_settings>()).position == 1);
static_assert(hana::at_c<1>(fields_of<tuned_settings>()).name.empty());
static_assert(hana::at_c<1>(fields_of<told_by_name>()).name == "data_type");
static_assert(std::is_same_v<std::remove_cvref_t<decltype(hana::at_c<1>(fields_of<told_by_name>()))>::type,
                             std::string>);
static_assert(hana::length(fields_of<toy::right_sizing>()) == hana::size_c<0>);
static_assert(hana::length(peax::settings_of<toy::confidence_exits>()) == hana::size_c<1>);
static_assert(hana::length(peax::settings_of<wrapped>()) == hana::size_c<2>);
static_assert(hana::at_c<0>(peax::settings_of<wrapped_by_name>()).name == "epochs");

} // namespace

TEST_CASE("a program folds over what a component is") {
  auto const titles = hana::fold_left(peax::all_needs_of<toy::confidence_exits>(), std::string(),
                                      [](std::string so_far, auto report) {
                                        using R = typename decltype(report)::type;
                                        return so_far + std::string(R::title) + ";";
                                      });
  CHECK(titles == "Data set;Footprint;Early exits;Data set;");

  std::string fields;
  hana::for_each(peax::settings_of<wrapped_by_name>(), [&](auto const& field) {
    fields += std::to_string(field.position) + std::string(field.name) + ";";
  });
  CHECK(fields == "0epochs;1data_type;");

  std::string names;
  hana::for_each(peax::registry<toy::confidence_exits, toy::right_sizing>::types,
                 [&](auto rewriter) { names += std::string(decltype(rewriter)::type::name) + ";"; });
  CHECK(names == "confidence_exits;right_sizing;");
}

#include "support/toy_flow.hpp"
#include <peax/analysis/analysis.hpp>

#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

// The facts of the doors as concepts: what holds beside what does not.
namespace {

using peax::calibration, peax::test, peax::train, peax::validation;
using peax::MakeableBy, peax::RunnableOn, peax::SubmittableTo;

using bare = peax::analysis<peax::single_exit>;
using fed = decltype(toy::fed({}));
using behind = std::remove_cvref_t<decltype(toy::fed({}).run(toy::confidence_exits{}).next())>;

// components
static_assert(peax::Report<toy::footprint> && !peax::Report<int> && !peax::Report<toy::confidence_exits>);
static_assert(peax::Reporter<toy::dataset<train>::of> && !peax::Reporter<toy::footprint>);
static_assert(peax::Rewriter<toy::confidence_exits> && !peax::Rewriter<toy::save_to>);
static_assert(peax::Exporter<toy::save_to> && !peax::Exporter<toy::confidence_exits>);
static_assert(std::is_same_v<peax::needs_of<toy::confidence_exits>,
                             peax::meta::list<toy::early_exits, toy::dataset<validation>>>);
static_assert(std::is_same_v<peax::kind_yielded_by<toy::confidence_exits>, peax::multi_exit>);

// run
static_assert(RunnableOn<toy::confidence_exits, fed> && !RunnableOn<toy::confidence_exits, bare>);
static_assert(!RunnableOn<toy::confidence_exits, behind>);
static_assert(RunnableOn<toy::save_to, behind> && !RunnableOn<toy::save_to, fed>);
static_assert(!RunnableOn<int, fed> && !RunnableOn<toy::confidence_exits, int>);

// flows
template <class... Passes> using flow = peax::flow<Passes...>;
template <class... Passes> using either = peax::either<Passes...>;
using a = toy::right_sizing;
using b = toy::confidence_exits;
using end = toy::save_to;
static_assert(RunnableOn<flow<a, b, end>, fed> && !RunnableOn<flow<b, a>, fed> &&
              !RunnableOn<flow<a, b, end, a>, fed>);
static_assert(RunnableOn<flow<a, a, flow<a, b>>, fed> && !RunnableOn<flow<a, flow<b, a>>, fed>);
static_assert(RunnableOn<flow<either<a, flow<a, a>>, b>, fed> && !RunnableOn<flow<either<a, b>, b>, fed>);
static_assert(RunnableOn<flow<b, either<end, flow<end>>>, fed> &&
              !RunnableOn<flow<b, either<end, flow<end, a>>>, fed>);
static_assert(!RunnableOn<flow<b, either<end, end>, end>, fed>);
static_assert(RunnableOn<flow<>, fed>);

// get
static_assert(MakeableBy<toy::footprint, bare> && MakeableBy<toy::early_exits, fed> &&
              !MakeableBy<toy::early_exits, bare>);
static_assert(MakeableBy<toy::accuracy<test>, fed> && !MakeableBy<toy::accuracy<calibration>, fed>);
static_assert(MakeableBy<toy::solutions<peax::multi_exit>, behind> &&
              !MakeableBy<toy::solutions<peax::multi_exit>, fed>);

// submit
static_assert(SubmittableTo<toy::dataset<train>::of, bare> && !SubmittableTo<toy::dataset<train>::of, fed>);
static_assert(!SubmittableTo<toy::dataset<train>, bare> && !SubmittableTo<int, bare>);

// what names test
static_assert(peax::detail::names_test<toy::accuracy<test>>() &&
              !peax::detail::names_test<toy::accuracy<validation>>());
static_assert(peax::detail::names_test<peax::named<toy::accuracy<test>, "top 5">>());
static_assert(peax::detail::names_test<std::tuple<int, toy::dataset<test>>>());
static_assert(peax::detail::names_test<peax::measured<toy::solutions<peax::multi_exit>>>());
struct says_so {
  using split = test;
};
static_assert(peax::detail::names_test<says_so>());

// settings
struct plain {
  int a;
  std::optional<double> b;
  std::vector<std::string> c;
  peax::macs d;
  std::tuple<int, char> e;
  std::variant<int, double> f;
};
struct holds_plain {
  plain inside;
  int more[2];
};
struct function {
  std::function<void()> call;
};
struct holds_function {
  plain fine;
  function inside;
};
class closed {
  [[maybe_unused]] int a = 0;
};
class told {
  int a = 0;
  [[maybe_unused]] friend void hash_append(peax::hasher& into, told const& of) { into(of.a); }
};
static_assert(peax::Hashable<plain> && peax::Hashable<holds_plain> && peax::Hashable<told> &&
              peax::Hashable<peax::network>);
static_assert(!peax::Hashable<closed> && !peax::Hashable<int*> &&
              !peax::Hashable<std::unordered_map<int, int>>);
static_assert(std::is_same_v<peax::unhashable_settings_of<holds_function>,
                             peax::settings_without_hash<std::function<void()>>>);
static_assert(!peax::Hashable<decltype([] {})>);

} // namespace

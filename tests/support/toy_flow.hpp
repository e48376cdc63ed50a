#pragma once
//! @file
//! Small reports and passes with the names of the real ones: what the typed core is tested with.

#include <peax/analysis/analysis.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toy {

using peax::model, peax::multi_exit, peax::network, peax::single_exit;

//! Only the user has it.
template <class Split> struct dataset {
  static constexpr std::string_view title = "Data set";
  static constexpr auto about = peax::report_about::world;
  int samples = 0;

  struct of {
    int samples = 0;
    dataset make() const { return {samples}; }
  };
};

struct footprint {
  static constexpr std::string_view title = "Footprint";
  int macs = 0;

  struct default_reporter {
    int factor = 1;
    footprint make(network const& n) const { return {factor * static_cast<int>(n.name().size())}; }
  };
};

template <class Split> struct accuracy {
  static constexpr std::string_view title = "Accuracy";
  double top1 = 0;

  struct default_reporter {
    accuracy make(network const&, dataset<Split> const& data) const { return {1.0 / (1 + data.samples)}; }
  };
};

struct early_exits {
  static constexpr std::string_view title = "Early exits";
  int exits = 0;

  struct default_reporter {
    early_exits make(dataset<peax::train> const& data, footprint const& cost) const noexcept {
      return {data.samples + cost.macs};
    }
  };
};

template <class Kind> struct solution {
  model<Kind> network;
  int figure = 0;
};
template <class Kind> using solutions = peax::solutions<Kind, solution<Kind>>;

//! Takes a model with one exit, yields one with several.
struct confidence_exits {
  static constexpr std::string_view name = "confidence_exits";
  double max_accuracy_loss = 0.01;

  solutions<multi_exit> rewrite(model<single_exit> const& from, early_exits const& at,
                                dataset<peax::validation> const& data) const {
    return {{{model<multi_exit>(from), at.exits + data.samples}}, 0, {}};
  }
};

//! One exit before and behind it.
struct right_sizing {
  static constexpr std::string_view name = "right_sizing";

  solutions<single_exit> rewrite(model<single_exit> const& from,
                                 accuracy<peax::validation> const& now) const {
    return {{{from, static_cast<int>(100 * now.top1)}}, 0, {}};
  }
};

//! Ends a flow.
struct save_to {
  static constexpr std::string_view name = "save_to";
  std::string_view folder;

  peax::exported write(peax::measured<solutions<multi_exit>> const& front) const {
    return {std::vector<std::string>(front.front.size(), std::string(folder))};
  }
};

inline auto fed(model<single_exit> trained) {
  return peax::analysis(std::move(trained))
      .submit(dataset<peax::train>::of{10})
      .submit(dataset<peax::validation>::of{4})
      .submit(dataset<peax::test>::of{2});
}

} // namespace toy

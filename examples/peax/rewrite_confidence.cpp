// confidence_exits: what --rewrite may say of it.

#include "rewriters.hpp"

namespace command {

namespace {

rewriter_key const rule_key{"rule", {"max_probability", "margin", "entropy"}};

} // namespace

using peax::rewrite::confidence_exits;

template <> std::vector<rewriter_key> offered<confidence_exits>::keys() {
  return {rule_key, branch_key(), {"exits", {}, 1, 32}, {"finetune", {}, 0, 1}, type_key()};
}

template <> confidence_exits offered<confidence_exits>::ordered(order const& o) {
  peax::rewrite::confidence_settings with;
  with.keep = o.of.keep;
  with.decision = peax::result::confidence{o.spec.choice<peax::decision::confidence_rule>(rule_key)};
  with.most_exits = static_cast<std::size_t>(o.spec.count("exits", 2));
  with.finetune = o.spec.count("finetune", 0) == 1;
  with.data_type = data_type_of(o.spec);
  with.search_seconds = o.of.search_seconds;
  with.seed = o.how.seed;
  return {with};
}

} // namespace command

#pragma once
//! @file
//! The body of certificate_checker.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/verify/certificate_checker.hpp>
#include <peax/deploy/verify/certificate_record.hpp>
#include <peax/deploy/verify/ways.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace certified {

//! One check of a certificate.
class check {
 public:
  check(graph const& g, record const& r) : at_(g), r_(r), live_(r.buffers.size()), way_(r.buffers.size()) {}

  std::vector<std::string> faults() {
    values_exist();
    if (!faults_.empty()) return std::move(faults_); // nothing else can be looked up
    order_of_exits();
    reads_behind_writes();
    contents();
    outputs();
    work_of_exits();
    live_ranges();
    overlaps();
    peaks();
    return std::move(faults_);
  }

 private:
  struct range {
    std::optional<std::size_t> first, last; //!< the first step that writes, the last that uses
    std::size_t last_write = 0;
  };

  template <class... Args> void say(fmt::format_string<Args...> form, Args&&... args) {
    faults_.push_back(fmt::format(form, std::forward<Args>(args)...));
  }
  [[nodiscard]] std::string named(std::size_t b) const {
    auto const& one = r_.buffers[b];
    return one.value.empty() ? fmt::format("buffer {}", b) : fmt::format("buffer {} ('{}')", b, one.value);
  }
  [[nodiscard]] std::string named_step(std::size_t s) const {
    return fmt::format("step {} ({})", s, r_.steps[s].function);
  }
  static bool has(std::vector<std::size_t> const& list, std::size_t what) {
    return std::find(list.begin(), list.end(), what) != list.end();
  }

  void values_exist() {
    graph const& g = at_.network();
    auto const is_given = [&](value_id v) {
      return !r_.processor.empty() || std::find(g.inputs().begin(), g.inputs().end(), v) != g.inputs().end();
    };
    for (auto const& name : r_.inputs)
      if (auto const v = at_.find(name); v == value_id::none || !is_given(v))
        say("input '{}': the network has no input of this name", name);
    for (std::size_t s = 0; s < r_.steps.size(); ++s)
      for (auto const& name : r_.steps[s].inputs)
        if (std::find(r_.inputs.begin(), r_.inputs.end(), name) == r_.inputs.end())
          say("{} reads '{}', which is none of the inputs", named_step(s), name);
    for (std::size_t b = 0; b < r_.buffers.size(); ++b) {
      auto const& one = r_.buffers[b];
      if (!one.has_value()) continue;
      value_id const v = at_.find(one.value);
      if (v == value_id::none)
        say("{}: the network has no value of this name", named(b));
      else if (at_.bytes_of(v) != one.bytes)
        say("{}: has {} bytes, its value {} takes {}", named(b), one.bytes, at_.network()[v].dims.text(),
            at_.bytes_of(v));
    }
    for (auto const& e : r_.exits)
      for (auto const& o : e.outputs)
        if (at_.find(o.value) == value_id::none)
          say("output '{}': the network has no value of this name", o.value);
  }

  void order_of_exits() {
    for (std::size_t s = 1; s < r_.steps.size(); ++s)
      if (r_.steps[s].exit < r_.steps[s - 1].exit)
        say("{} of exit {} runs behind {} of exit {}", named_step(s), r_.steps[s].exit, named_step(s - 1),
            r_.steps[s - 1].exit);
  }

  void reads_behind_writes() {
    for (std::size_t s = 0; s < r_.steps.size(); ++s)
      for (auto const b : r_.steps[s].writes) {
        if (!live_[b].first) live_[b].first = s;
        live_[b].last_write = s;
        live_[b].last = s;
      }
    for (std::size_t s = 0; s < r_.steps.size(); ++s)
      for (auto const b : r_.steps[s].reads) {
        bool const goes_on = has(r_.steps[s].writes, b); // a value that is made in several steps
        if (!live_[b].first || s < *live_[b].first + (goes_on ? 0 : 1) || (goes_on && s == *live_[b].first))
          say("{} reads {} before a step has written it", named_step(s), named(b));
        else if (!goes_on && s < live_[b].last_write)
          say("{} reads {} before step {} has completed it", named_step(s), named(b), live_[b].last_write);
        live_[b].last = std::max(live_[b].last.value_or(s), s);
      }
    for (std::size_t b = 0; b < r_.buffers.size(); ++b)
      if (!live_[b].first) say("{}: no step writes it", named(b));
  }

  //! The values that a buffer is made of, through scratch.
  std::set<value_id> const& sources(std::size_t b) {
    auto const known = sources_.find(b);
    if (known != sources_.end()) return known->second;
    auto& out = sources_[b]; // empty while it is looked for: no circle has no end
    std::set<value_id> found;
    for (auto const& s : r_.steps) {
      if (!has(s.writes, b)) continue;
      for (auto const& name : s.inputs) found.insert(at_.find(name));
      for (auto const from : s.reads) {
        if (from == b) continue;
        if (r_.buffers[from].has_value()) {
          found.insert(at_.find(r_.buffers[from].value));
          continue;
        }
        auto const& behind = sources(from);
        found.insert(behind.begin(), behind.end());
      }
    }
    return out = std::move(found);
  }

  //! What is read suffices for what is made, and is needed; the nodes are those between.
  void contents() {
    for (std::size_t b = 0; b < r_.buffers.size(); ++b) {
      auto const& one = r_.buffers[b];
      if (!one.has_value() || !live_[b].first) continue;
      value_id const made = at_.find(one.value);
      auto const& from = sources(b);
      if (one.holds == role::copy) {
        if (from != std::set{made}) say("{}: is said to be a copy, and is made of other values", named(b));
        continue;
      }
      auto const& way = way_[b].emplace(at_.between(from, made));
      if (way.unknown != value_id::none)
        say("{}: step {} needs '{}' for it, which it does not read", named(b), live_[b].last_write,
            at_.name_of(way.unknown));
      for (auto const v : from)
        if (!way.used.contains(v))
          say("{}: step {} reads '{}', which the value does not depend on", named(b), live_[b].last_write,
              at_.name_of(v));
      nodes(b, way);
    }
  }

  void nodes(std::size_t b, ways::way const& way) {
    std::set<std::string> expected;
    for (auto const id : way.nodes)
      for (auto const v : at_.network()[id].outputs)
        if (v != value_id::none) {
          expected.insert(at_.name_of(v));
          break;
        }
    for (std::size_t s = 0; s < r_.steps.size(); ++s) {
      if (!has(r_.steps[s].writes, b)) continue;
      std::set<std::string> const said(r_.steps[s].nodes.begin(), r_.steps[s].nodes.end());
      for (auto const& name : expected)
        if (!said.contains(name))
          say("{} makes {} and does not name the node of '{}'", named_step(s), named(b), name);
      for (auto const& name : said)
        if (!expected.contains(name))
          say("{} makes {} and names the node of '{}', which it does not compute", named_step(s), named(b),
              name);
    }
  }

  //! The last step that runs before an exit answers.
  [[nodiscard]] std::size_t last_step_of(std::size_t exit) const {
    std::size_t last = 0;
    for (std::size_t s = 0; s < r_.steps.size(); ++s)
      if (r_.steps[s].exit <= exit) last = s;
    return last;
  }

  //! Whether an output is what its buffer holds, or one of the values that its buffer was put together of.
  void lies_there(std::size_t e, output const& o, value_id v) {
    auto const& one = r_.buffers[o.buffer];
    std::set<value_id> held;
    if (one.has_value()) held = {at_.find(one.value)};
    if (one.holds == role::outputs) held = sources(o.buffer);
    auto const way = at_.between(held, v);
    bool const is_held = held.contains(v) || !way.used.empty() ||
                         (way.unknown == value_id::none && one.holds == role::outputs);
    if (one.holds == role::scratch || !is_held || way.unknown != value_id::none ||
        !at_.is_renamed(way, one.holds == role::copy))
      say("exit {}: its output '{}' lies in {}, which does not hold it", e, o.value, named(o.buffer));
    if (o.offset + at_.bytes_of(v) > one.bytes)
      say("exit {}: its output '{}' ends behind {}", e, o.value, named(o.buffer));
  }

  //! Buffers of several outputs have no gap: their outputs lie one behind the other, in their order.
  void outputs_are_dense() {
    for (std::size_t e = 0; e < r_.exits.size(); ++e)
      for (std::size_t b = 0; b < r_.buffers.size(); ++b) {
        std::size_t end = 0;
        for (auto const& o : r_.exits[e].outputs) {
          if (o.buffer != b) continue;
          if (o.offset != end)
            say("exit {}: its output '{}' lies at byte {} of {}, the one before ends at {}", e, o.value,
                o.offset, named(b), end);
          end += at_.bytes_of(at_.find(o.value));
        }
        if (end != 0 && end != r_.buffers[b].bytes)
          say("{}: has {} bytes, its outputs take {}", named(b), r_.buffers[b].bytes, end);
      }
  }

  void outputs() {
    outputs_are_dense();
    graph const& g = at_.network();
    for (std::size_t e = 0; e < r_.exits.size(); ++e)
      for (auto const& o : r_.exits[e].outputs) {
        value_id const v = at_.find(o.value);
        if (r_.processor.empty() && !g.is_output(v))
          say("exit {}: '{}' is no output of the network", e, o.value);
        lies_there(e, o, v);
        if (!live_[o.buffer].first) continue;
        std::size_t const read = r_.repeats ? r_.steps.size() - 1 : last_step_of(e);
        if (read < live_[o.buffer].last_write)
          say("exit {}: its output '{}' is complete at step {} only, behind the last step {} of the exit", e,
              o.value, live_[o.buffer].last_write, read);
        live_[o.buffer].last = std::max(*live_[o.buffer].last, read);
      }
  }

  //! Every step runs for the first exit that needs it.
  void work_of_exits() {
    std::vector<std::size_t> needed(r_.steps.size(), r_.exits.size());
    for (std::size_t e = r_.exits.size(); e-- > 0;) {
      std::set<std::size_t> wanted;
      std::vector<std::size_t> waiting;
      for (auto const& o : r_.exits[e].outputs) waiting.push_back(o.buffer);
      while (!waiting.empty()) {
        std::size_t const b = waiting.back();
        waiting.pop_back();
        if (!wanted.insert(b).second) continue;
        for (std::size_t s = 0; s < r_.steps.size(); ++s)
          if (has(r_.steps[s].writes, b)) {
            needed[s] = e;
            waiting.insert(waiting.end(), r_.steps[s].reads.begin(), r_.steps[s].reads.end());
          }
      }
    }
    for (std::size_t s = 0; s < r_.steps.size(); ++s) {
      if (needed[s] == r_.exits.size())
        say("{} makes nothing that an exit needs", named_step(s));
      else if (needed[s] != r_.steps[s].exit)
        say("{} runs for exit {}; exit {} is the first that needs it", named_step(s), r_.steps[s].exit,
            needed[s]);
    }
  }

  void live_ranges() {
    for (std::size_t b = 0; b < r_.buffers.size(); ++b) {
      auto const& one = r_.buffers[b];
      if (!live_[b].first) continue;
      if (one.first != *live_[b].first)
        say("{}: its first step is {}, the certificate says {}", named(b), *live_[b].first, one.first);
      if (one.last != *live_[b].last)
        say("{}: its last step is {}, the certificate says {}", named(b), *live_[b].last, one.last);
    }
  }

  //! Whether a step writes `over` where `dying` lies, as only an element-wise one may.
  [[nodiscard]] bool writes_over(std::size_t dying, std::size_t over) const {
    auto const &a = r_.buffers[dying], &b = r_.buffers[over];
    std::size_t const s = *live_[over].first;
    bool const dies =
        *live_[dying].last == s && has(r_.steps[s].reads, dying) && !has(r_.steps[s].writes, dying);
    bool const same_place = a.offset == b.offset && a.bytes == b.bytes;
    bool const computes = way_[over] && at_.is_element_wise(*way_[over]) && !at_.is_renamed(*way_[over]);
    return dies && same_place && computes; // what only renames a shape moves elements where it takes a step
  }

  void overlaps() {
    for (std::size_t a = 0; a < r_.buffers.size(); ++a)
      for (std::size_t b = a + 1; b < r_.buffers.size(); ++b) {
        auto const &x = r_.buffers[a], &y = r_.buffers[b];
        if (!live_[a].first || !live_[b].first || x.end() <= y.offset || y.end() <= x.offset) continue;
        std::size_t const from = std::max(*live_[a].first, *live_[b].first),
                          to = std::min(*live_[a].last, *live_[b].last);
        if (from > to || writes_over(a, b) || writes_over(b, a)) continue;
        say("{} and {} share memory and are both needed at {}", named(a), named(b), named_step(from));
      }
  }

  //! Bytes of the arena that living buffers cover while a step runs.
  [[nodiscard]] std::size_t live_bytes(std::size_t step) const {
    std::vector<std::pair<std::size_t, std::size_t>> taken;
    for (std::size_t b = 0; b < r_.buffers.size(); ++b)
      if (live_[b].first && *live_[b].first <= step && step <= *live_[b].last)
        taken.emplace_back(r_.buffers[b].offset, r_.buffers[b].end());
    std::sort(taken.begin(), taken.end());
    std::size_t sum = 0, end = 0;
    for (auto const& [from, to] : taken) {
      sum += to > end ? to - std::max(from, end) : 0;
      end = std::max(end, to);
    }
    return sum;
  }

  void peaks() {
    std::vector<std::size_t> highest(r_.exits.size(), 0);
    std::size_t most = 0, live = 0, largest = 0;
    for (std::size_t s = 0; s < r_.steps.size(); ++s) {
      for (auto const b : r_.steps[s].writes)
        for (std::size_t e = r_.steps[s].exit; e < highest.size(); ++e)
          highest[e] = std::max(highest[e], r_.buffers[b].end());
      live = std::max(live, live_bytes(s));
    }
    for (std::size_t i = 0; i < r_.buffers.size(); ++i) {
      auto const& b = r_.buffers[i];
      most = std::max(most, b.end());
      if (way_[i] && at_.has_layer(*way_[i])) largest = std::max(largest, b.bytes);
      if (b.offset % sizeof(float) != 0) say("{} begins at byte {}, between two floats", named(i), b.offset);
    }
    if (most != r_.peak) say("the peak is {} bytes, the certificate says {}", most, r_.peak);
    for (std::size_t e = 0; e < highest.size(); ++e)
      if (highest[e] != r_.exits[e].peak)
        say("the peak of exit {} is {} bytes, the certificate says {}", e, highest[e], r_.exits[e].peak);
    if (live != r_.live_peak)
      say("at most {} bytes live at once, the certificate says {}", live, r_.live_peak);
    if (r_.lower_bound > live || r_.lower_bound < largest)
      say("the lower bound of {} bytes does not lie between the largest value of {} and the {} that live at "
          "once",
          r_.lower_bound, largest, live);
  }

  ways at_;
  record const& r_;
  std::vector<range> live_;
  std::vector<std::optional<ways::way>> way_; //!< for buffers that hold a value
  std::map<std::size_t, std::set<value_id>> sources_;
  std::vector<std::string> faults_;
};

} // namespace certified

PEAX_INLINE std::vector<std::string> certificate_faults(network const& model, json const& certificate) {
  try {
    certified::record const r = certified::read(certificate);
    return certified::check(*model, r).faults();
  } catch (bad_input const& e) {
    return {e.what()};
  }
}

} // namespace peax::deploy

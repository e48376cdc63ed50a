#pragma once
//! @file
//! Stored outputs of trained networks as cascades: `cascade_traces/*` and `models/*/replay_grid` of the test
//! data.

#include <peax/decision/confidence.hpp>
#include <peax/search/cascade/cascade_traces.hpp>

#include <nlohmann/json.hpp>

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace peax::testing {

//! Elements of a little-endian C-order .npy file; enough for the test data.
struct stored_array {
  std::vector<std::size_t> shape{};
  std::vector<double> value{};

  template <class T> [[nodiscard]] std::vector<T> as() const {
    std::vector<T> out;
    for (double const v : value) out.push_back(static_cast<T>(v));
    return out;
  }
};

template <class T>
void append_elements(std::string const& bytes, std::size_t from, std::size_t count,
                     std::vector<double>& into) {
  for (std::size_t i = 0; i < count; ++i) {
    T element;
    std::memcpy(&element, bytes.data() + from + i * sizeof(T), sizeof(T));
    into.push_back(static_cast<double>(element));
  }
}

inline stored_array stored(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string const bytes((std::istreambuf_iterator<char>(in)), {});
  if (bytes.size() < 10) throw std::runtime_error("cannot read " + file.string());
  std::size_t const length =
      static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
  std::string const header = bytes.substr(10, length);
  stored_array array;
  std::size_t count = 1;
  for (std::size_t at = header.find('(') + 1; header[at] != ')';) {
    if (std::isdigit(static_cast<unsigned char>(header[at])) == 0) {
      ++at;
      continue;
    }
    std::size_t used = 0;
    array.shape.push_back(std::stoul(header.substr(at), &used));
    count *= array.shape.back();
    at += used;
  }
  std::string const type = header.substr(header.find("descr': '") + 10, 2);
  std::size_t const from = 10 + length;
  if (type == "f4")
    append_elements<float>(bytes, from, count, array.value);
  else if (type == "u1")
    append_elements<std::uint8_t>(bytes, from, count, array.value);
  else if (type == "i1")
    append_elements<std::int8_t>(bytes, from, count, array.value);
  else if (type == "i4")
    append_elements<std::int32_t>(bytes, from, count, array.value);
  else if (type == "i8")
    append_elements<std::int64_t>(bytes, from, count, array.value);
  else
    throw std::runtime_error(file.string() + ": type " + type);
  return array;
}

inline nlohmann::json stored_json(std::filesystem::path const& file) {
  std::ifstream in(file);
  return nlohmann::json::parse(in);
}

inline search::cascade_traces stored_traces(std::filesystem::path const& folder) {
  return {stored(folder / "truth.npy").as<std::int32_t>(),
          stored(folder / "prediction.npy").as<std::int32_t>(), stored(folder / "confidence.npy").as<float>(),
          search::exit_costs::whole(
              stored_json(folder / "cost.json")["relative_cost"].get<std::vector<double>>())};
}

//! Confidence: maximum softmax of the exit's logits. Costs: relative to the whole network, from info.json and
//! heads of the grid kind (features times classes, as reference.json has them).
inline search::cascade_traces stored_replay(std::filesystem::path const& models, std::string const& net,
                                            std::string const& split) {
  auto const folder = models / net / "replay_grid";
  auto const logits = stored(folder / ("exit_logits_" + split + ".npy"));
  auto const last = stored(folder / ("final_logits_" + split + ".npy"));
  auto const info = stored_json(models / net / "info.json");
  auto const exits = stored_json(models / "reference.json")["reference"][net]["grid"]["exits"];
  std::size_t const early = logits.shape[0], samples = logits.shape[1], classes = logits.shape[2];
  double const total = info["macs_total"];
  std::vector<double> prefix, branch;
  double below = 0;
  for (std::size_t e = 0; e < early; ++e) {
    below += info["macs_blocks"][e].get<double>();
    prefix.push_back(below / total);
    branch.push_back(exits[e]["branch_macs"].get<double>() / total);
  }
  prefix.push_back(1);
  branch.push_back(0);
  std::vector<std::int32_t> prediction;
  std::vector<float> confidence;
  std::vector<float> row(classes);
  for (std::size_t e = 0; e <= early; ++e)
    for (std::size_t i = 0; i < samples; ++i) {
      auto const& from = e < early ? logits : last;
      std::size_t const at = ((e < early ? e : 0) * samples + i) * classes;
      std::size_t best = 0;
      for (std::size_t k = 0; k < classes; ++k) {
        row[k] = static_cast<float>(from.value[at + k]);
        if (row[k] > row[best]) best = k;
      }
      prediction.push_back(static_cast<std::int32_t>(best));
      if (e < early)
        confidence.push_back(decision::confidence(decision::confidence_rule::max_probability,
                                                  decision::exit_output::logits, row.data(),
                                                  static_cast<int>(classes)));
    }
  return {stored(folder / ("labels_" + split + ".npy")).as<std::int32_t>(), prediction, confidence,
          search::exit_costs::parts(prefix, branch)};
}

//! Both one after the other.
inline search::cascade_traces pooled(search::cascade_traces const& a, search::cascade_traces const& b) {
  std::vector<std::int32_t> truth, prediction;
  std::vector<float> confidence;
  auto const append = [](auto& to, auto const& from) { to.insert(to.end(), from.begin(), from.end()); };
  for (auto const* t : {&a, &b}) append(truth, t->truth());
  for (std::size_t e = 0; e < a.exits(); ++e)
    for (auto const* t : {&a, &b}) append(prediction, t->prediction(e));
  for (std::size_t e = 0; e < a.early_exits(); ++e)
    for (auto const* t : {&a, &b}) append(confidence, t->confidence(e));
  return {truth, prediction, confidence, a.costs()};
}

} // namespace peax::testing

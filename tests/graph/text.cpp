#include <peax/graph/builder.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/parse.hpp>
#include <peax/graph/text.hpp>
#include <peax/graph/verify.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace peax;

namespace {
//! Twice its input: an operator that is not peax's own.
struct twice {
  static constexpr std::string_view name = "Twice";
  float by = 2;
  static constexpr auto attributes() { return std::tuple{op::attribute{"by", &twice::by}}; }
  bool operator==(twice const&) const = default;
  value_types output_types(shape_question const& q) const { return {{q.in(0).type, q.in(0).dims}}; }
  work work_of(cost_question const& q) const { return {0, q.output.dims.elements()}; }
  void forward(forward_call const& call) const {
    for (std::size_t i = 0; i < call.inputs[0].elements.size(); ++i)
      call.outputs[0].elements[i] = by * call.inputs[0].elements[i];
  }
};
using my_ops = op_set<default_ops, twice>;

std::string said_by(std::string const& text) {
  try {
    (void)parse(text);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}
} // namespace

TEST_CASE("a network prints as text that parses back to an equal graph") {
  network_builder b("a \"quoted\"\nname", {batch_extent, 3, 9, 7}, 5);
  b.conv(4, {3, 3}, {.stride = {2, 1}, .pads = {0, 1, 2, 1}})
      .batch_normalization()
      .relu()
      .residual(6, {3, 3}, 2);
  b.apply(op::clip{std::nullopt, 6.f})
      .max_pool({2, 2})
      .flatten()
      .dense(5)
      .apply(op::pad{{0, 1, 0, 2}, op::pad_mode::constant, -0.1f});
  b.editor().set_metadata("org.example.note", "kept");
  graph const g = b.softmax().finish("probabilities");
  graph const again = parse(to_text(g));
  CHECK(equal(g, again));
  CHECK(content_hash(g) == content_hash(again));
  CHECK(again.metadata().at("org.example.note") == "kept");
  CHECK(again.opset() == g.opset());
}

TEST_CASE("constants of every type keep their bits") {
  graph_editor e("types");
  auto const x = e.add_input("x", data_type::float32, {2});
  std::vector<float> odd{0.1f, -0.f};
  auto const c = e.add_constant("c", tensor(shape{2}, odd));
  e.add_output(e.add(op::add{}, {x, c}));
  e.add_output(e.add_constant("i8", tensor(shape{3}, std::vector<std::int8_t>{-128, 0, 127})));
  e.add_output(e.add_constant("i64", tensor(shape{2}, std::vector<std::int64_t>{INT64_MIN, INT64_MAX})));
  e.add_output(e.add_constant("f64", tensor(shape{2}, std::vector<double>{1e-310, 1.0 / 3})));
  e.add_output(
      e.add_constant("flag", tensor::from_bytes(data_type::boolean, shape{2}, {std::byte{1}, std::byte{0}})));
  e.add_output(e.add_constant(
      "half", tensor::from_bytes(data_type::float16, shape{1}, {std::byte{0x34}, std::byte{0x12}})));
  graph const g = e.finish();
  CHECK(equal(g, parse(to_text(g))));
}

TEST_CASE("an operator of a user goes through text, shapes and cost; reading its name back takes a set that "
          "has it") {
  graph_editor e("mine");
  auto const x = e.add_input("x", data_type::float32, {batch_extent, 3});
  e.add_output(e.add(twice{1.5f}, {x}));
  graph const g = e.finish();
  CHECK(equal(g, parse<my_ops>(to_text(g))));
  CHECK(cost_of(g).elements == element_operations(3));
  CHECK(said_by(to_text(g)).find("there is no operator 'Twice'") != std::string::npos);
}

TEST_CASE("a text that is wrong is refused with its line") {
  CHECK(said_by("graph \"g\" opset 13\ninput \"x\" float33 [N,2]\n").find("line 2: 'float33'") !=
        std::string::npos);
  CHECK(said_by("graph \"g\" opset 13\ninput \"x\" float32 [N,2]\nnode \"r\" Relu (\"y\") -> (\"z\")\n")
            .find("'y'") != std::string::npos);
  CHECK(said_by("graph \"g\" opset 13\ninput \"x\" float32 [N,2]\nnode \"r\" Rolu (\"x\") -> (\"z\")\n")
            .find("'Rolu'") != std::string::npos);
  CHECK(said_by("graph \"g\" opset 13\nconstant \"x\" float32 [3] 1 2\n").find("3") != std::string::npos);
  CHECK(said_by("graph \"g\" opset 13\nnonsense\n").find("nonsense") != std::string::npos);
  std::string const good = to_text(network_builder("n", {batch_extent, 4}).dense(2).softmax().finish());
  for (std::size_t n = 0; n < good.size(); ++n) {
    try {
      (void)parse(std::string_view(good).substr(0, n));
    } catch (error const&) {
    }
  }
}

TEST_CASE("peak memory counts what is alive at once, in-place operators once") {
  network_builder b("chain", {batch_extent, 2, 4, 4}); // 32 elements
  b.conv(4, {3, 3}).relu().max_pool({2, 2});           // 64, in place, 16
  graph const chain = b.finish();
  CHECK(peak_memory(chain).elements == 32 + 64);

  network_builder r("skip", {batch_extent, 4, 4, 4}); // 64 elements
  r.residual(4, {3, 3});                              // the input stays alive beside two maps of 64
  CHECK(peak_memory(r.finish()).elements == 64 * 3);
}

TEST_CASE("the order of two branches is chosen so that less is alive") {
  // Running the wide branch first frees its map before the narrow one is made.
  graph_editor e("branches");
  auto const x = e.add_input("x", data_type::float32, {batch_extent, 4});
  auto const weight = [&](char const* name, std::int64_t out, std::int64_t in) {
    return e.add_constant(name,
                          tensor(shape{out, in}, std::vector<float>(static_cast<std::size_t>(out * in))));
  };
  op::gemm const dense{1, 1, false, true};
  auto const a = e.add(dense, {x, weight("a", 1000, 4)}), b = e.add(dense, {x, weight("b", 1000, 4)});
  auto const small_a = e.add(dense, {a, weight("sa", 2, 1000)}),
             small_b = e.add(dense, {b, weight("sb", 2, 1000)});
  e.add_output(e.add(op::add{}, {small_a, small_b}));
  graph const g = e.finish();
  CHECK(peak_memory(g).elements < 1100);
}

TEST_CASE("verify names what is wrong") {
  graph const g = network_builder("n", {batch_extent, 4}).dense(2).softmax().finish();
  verify(g);
  graph_editor bare(g);
  bare.set_outputs({});
  CHECK_THROWS_AS(verify(bare.finish()), bad_input);
}

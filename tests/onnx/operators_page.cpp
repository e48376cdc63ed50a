// Prints docs/reference/operators.md from the table of operators: operators_page ROOT [--write]. Without --write it fails when the page
// lags behind.

#include <peax/core/error.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace peax;

namespace {

//! What a reader of the table wants to know and no table says.
std::map<std::string_view, std::string_view> const remarks{
    {"ArgMax", "not along a free batch"},
    {"ArgMin", "not along a free batch"},
    {"BatchNormalization", "for inference; training uses the statistics of the batch"},
    {"Cast", "float16, bfloat16 and float64 become float32"},
    {"CumSum", "axis constant"},
    {"Dropout", "does nothing except in training"},
    {"FakeQuantize", "QuantizeLinear and DequantizeLinear of a file; rounding has the derivative 1"},
    {"GRU", "sequences of full length; weights constant in C"},
    {"Gather", "indices computed or constant"},
    {"If", "runs one branch; a constant condition folds"},
    {"LSTM", "sequences of full length; no `input_forget`; weights constant in C"},
    {"LayerNormalization", "constant scale; in pieces too: read as one, written in pieces below opset 17"},
    {"Pow", "constant exponents do not train"},
    {"RNN", "sequences of full length; weights constant in C"},
    {"Reshape", "target constant, or computed from shapes"},
    {"Slice", "ranges constant"},
    {"Tile", "repeats constant"},
    {"TopK", "k constant"},
    {"Where", "constants and computed values; the condition does not train"},
};

//! Their slope is 0 wherever they have one: training runs, nothing in front of them moves by them.
std::set<std::string_view> const flat{"Sign", "Floor", "Ceil", "Round", "Hardmax"};

//! The type of the first output for inputs of a type; nothing when that does not fit.
std::optional<data_type> type_of_output(op_kind const& kind, data_type type) {
  value const one{"x", type, {2, 3, 4, 4}, {}};
  std::vector<value const*> const inputs(std::min<std::size_t>(kind.traits.most_inputs, 3), &one);
  try {
    return kind.output_types(kind.make({}).get(), {inputs, 1}).at(0).type;
  } catch (std::exception const&) {
    return std::nullopt;
  }
}

std::string_view gradient(op_kind const& kind) {
  if (&kind == &kind_of_op<op::if_else>) return "refused";
  if (flat.contains(kind.name)) return "0";
  if (kind.traits.ignores_elements) return "none";
  if (&kind == &kind_of_op<op::where>) return "yes"; // its condition is truth, its values are numbers
  for (auto const type : {data_type::float32, data_type::boolean})
    if (auto const made = type_of_output(kind, type)) return *made == data_type::float32 ? "yes" : "none";
  return "yes";
}

std::string row(op_kind const& kind) {
  std::string attributes;
  for (auto const& a : kind.attributes(kind.make({}).get()))
    attributes += (attributes.empty() ? "`" : ", `") + std::string(a.name) + "`";
  auto const remark = remarks.find(kind.name);
  return fmt::format(
      "| {} | {} | {} | {} | {} | {} | {} |\n", kind.name,
      kind.traits.most_inputs == any_number ? "any" : std::to_string(kind.traits.most_inputs), attributes,
      gradient(kind), deploy::c::is_written_in_c(kind) ? "yes" : "refused",
      fmt::format("{} to {}", std::max(kind.traits.since, onnx::oldest_opset), onnx::newest_opset),
      remark == remarks.end() ? "" : remark->second);
}

std::string page() {
  std::string out = R"(# Operators

peax reads every operator of this table from ONNX files, runs it with the evaluator and the engine, and saves it, also in
`conditional.onnx`. Operators that are not listed are refused by name, and so are forms that are not. *Attributes* are those that the
operator has in peax: what newer opsets pass as constant inputs (axes, pads, ranges) is an attribute here. Files older than opset 7 are
read where opset 7 can express the same.

*Gradient*: `yes` means that what comes before the operator is trained through it. `0` marks step functions: training runs, but nothing
before them moves. `none` marks operators that give whole numbers, positions or booleans, which carry no gradient. *C*: firmware in C99;
`refused` means that `generate` refuses the operator by name.

A reduction over a batch that the file fixes to 1 is done for each sample. Over a free batch it would mix samples, and is refused.

| operator | inputs | attributes | gradient | C | opsets | remarks |
|---|---|---|---|---|---|---|
)";
  std::vector<op_kind const*> kinds(default_kinds().begin(), default_kinds().end());
  std::sort(kinds.begin(), kinds.end(), [](auto const* a, auto const* b) { return a->name < b->name; });
  for (auto const* kind : kinds) out += row(*kind);
  return out + R"(
These have no node of their own; they become others when a file is read:

| operator | becomes |
|---|---|
| Constant, ConstantOfShape of constants, Shape, Size, Range | constants, and numbers that shapes are computed from |
| QuantizeLinear, DequantizeLinear (int8, uint8, int16, uint16, int32; one scale, or one for each index of an axis) | FakeQuantize; constants fold |
| QLinearConv, QLinearMatMul, ConvInteger, MatMulInteger | Conv or MatMul of what the integers mean, and FakeQuantize if the result is rounded |
| QGemm, QLinearAdd, QLinearMul, QLinearConcat, QLinearAveragePool, QLinearGlobalAveragePool, QLinearLeakyRelu, QLinearSigmoid, QLinearSoftmax of `com.microsoft` | the operator on real numbers, and FakeQuantize |
| DynamicQuantizeLinear | ReduceMin, ReduceMax, arithmetic and FakeQuantize, of each sample |
| Einsum | Transpose, Reshape, Gather, ReduceSum, Mul and MatMul; any number of operands, diagonals and ellipses; a sum over a free batch is refused |
| ReduceSum, ReduceMean, ReduceMax, ReduceMin, ReduceProd with `noop_with_empty_axes` and no axes | Identity |
| Softmax, LogSoftmax, Hardmax before opset 13, over several axes | Reshape, the operator, Reshape |

## Recurrent layers

LSTM, GRU and RNN run forward, in reverse and in both directions, in layouts 0 and 1, with peepholes, clip, other activations, and first
states that are constants, computed, or inputs. In peax their sequences are feature maps `[N,C,T]`, like those of a convolution over time:
an exit after such a layer pools over time, and a convolution before it needs no transpose. The Transpose, Squeeze, Reshape, Gather, Slice,
Concat and ReduceMean that exporters write around these layers are understood and become no nodes, and neither do first states of zeros. A
saved file has layout 0 between Transposes, which every runtime accepts. Anything else that reads a value whose batch is not on axis 0 is
refused; export with `batch_first`. Sequence lengths may only say that all sequences are as long as the input. `slimming` leaves the units of
a recurrent layer, and the channels before it, as they are, and says so.

What integers mean, and which of their forms are refused: [integers.md](integers.md).

You can add [operators of your own](../how_to/own_operator.md). The table is made from the operators' structs (`include/peax/graph/op/`);
`operators_page . --write`, in the build folder `tests/onnx/`, renews it.
)";
}

} // namespace

int main(int count, char** words) {
  if (count < 2) return std::fputs("operators_page ROOT [--write]\n", stderr), 2;
  std::string const file = std::string(words[1]) + "/docs/reference/operators.md", made = page();
  if (count > 2 && std::string_view(words[2]) == "--write") return std::ofstream(file) << made ? 0 : 1;
  std::ifstream in(file);
  std::string const old{std::istreambuf_iterator<char>(in), {}};
  if (old == made) return std::puts("the page of operators is that of their table"), 0;
  return std::fputs("docs/reference/operators.md lags behind the table; operators_page . --write renews it\n",
                    stderr),
         1;
}

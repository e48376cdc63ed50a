// What graph/ has that is compiled once.

#include <peax/graph/any_op.ipp>
#include <peax/graph/axis.ipp>
#include <peax/graph/block.ipp>
#include <peax/graph/builder.ipp>
#include <peax/graph/constant_work.ipp>
#include <peax/graph/cost.ipp>
#include <peax/graph/cut.ipp>
#include <peax/graph/editor.ipp>
#include <peax/graph/evaluate.ipp>
#include <peax/graph/extract.ipp>
#include <peax/graph/find_logits.ipp>
#include <peax/graph/graph.ipp>
#include <peax/graph/infer.ipp>
#include <peax/graph/location.ipp>
#include <peax/graph/memory.ipp>
#include <peax/graph/network.ipp>
#include <peax/graph/op/activation.ipp>
#include <peax/graph/op/arithmetic.ipp>
#include <peax/graph/op/auxiliary.ipp>
#include <peax/graph/op/layer.ipp>
#include <peax/graph/op/layout.ipp>
#include <peax/graph/op/pooling.ipp>
#include <peax/graph/parse.ipp>
#include <peax/graph/task.ipp>
#include <peax/graph/text.ipp>
#include <peax/graph/verify.ipp>

// The fields of a type are counted, or named by a hana::Struct; where neither can be, nothing is taken for no fields.
// expect-error: peax: the fields of this type cannot be told\. Make it a plain aggregate of up to 16 fields
// expect-error: fields_can_be_told_of<.*closed>
#include <peax/meta/fields_of.hpp>

namespace {

class closed {
 public:
  explicit closed(int count) : count_(count) {}

 private:
  [[maybe_unused]] int count_;
};

struct open {
  int count = 0;
};

#ifdef PEAX_EXPECT_ERROR
using asked = closed;
#else
using asked = open;
#endif

} // namespace

int main() { return decltype(peax::hana::length(peax::meta::fields_of<asked>()))::value == 1 ? 0 : 1; }

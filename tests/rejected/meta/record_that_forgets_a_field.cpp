// A field that the list forgets would be in no hash and in no file.
// expect-error: peax: the list of a record has a name for every field\. Add what it lacks to PEAX_RECORD\.
// expect-error: PEAX_RECORD\(mine::settings, epochs\)
#include <peax/meta/record.hpp>

namespace mine {
struct settings {
  int epochs = 3;
  double rate = 0.1;
};
} // namespace mine

#ifdef PEAX_EXPECT_ERROR
PEAX_RECORD(mine::settings, epochs);
#else
PEAX_RECORD(mine::settings, epochs, rate);
#endif

int main() {
  int fields = 0;
  mine::settings s;
  peax::meta::for_each_field(s, [&](char const*, auto&) { ++fields; });
  return fields - 2;
}

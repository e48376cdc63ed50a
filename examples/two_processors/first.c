/* The first processor: runs the golden samples, sends on what it does not answer, and writes all answers to a file.
     first FILE < answers > samples that go on */
#include "link.h"
#include "net_golden.h"
#include "net_part_0.h"

static net_part_0_state state;
static float values[NET_MESSAGE_MOST_FLOATS];

int main(int count, char** words) {
  FILE* const file = count == 2 ? fopen(words[1], "w") : NULL;
  int i;
  uint32_t k;
  if (file == NULL) return 2;
  net_part_0_reset(&state);
  for (i = 0; i < NET_GOLDEN_SAMPLES; ++i) {
    net_message message;
    if (net_part_0_run(&state, net_golden_inputs + i * NET_PART_0_INPUTS, &message) != 0) return 1;
    if (message.exit < 0) {
      if (!send_message(&message, stdout) || receive_message(&message, values, stdin) != 1) return 1;
      if (net_part_0_answered(&state, &message) != 0) return 1;
    }
    fprintf(file, "sample %d exit %d label %d:", i, (int)message.exit, (int)message.label);
    for (k = 0; k < message.floats; ++k) fprintf(file, " %.9g", (double)message.output[k]);
    fprintf(file, "\n");
  }
  return fclose(file) != 0;
}
